import { readFile } from 'node:fs/promises';
import { HeimdallError } from '../../core/index.ts';
import { systemClock } from '../../library/system-clock.ts';
import type { TestRun } from '../../shared/routing-test.ts';
import { type CommandRoutingOptions, openForCommand } from '../routing/open-for-command.ts';
import { parseTests } from './parse-tests.ts';
import { runTests } from './run-tests.ts';

export interface TestFileOptions extends CommandRoutingOptions {
  /** The file of tests. */
  readonly path: string;
}

/**
 * Runs a file of routing tests with the user's configuration. Calls nobody and writes nothing.
 *
 * @throws {HeimdallError} `tests_invalid`, and what `openRouting` throws.
 */
export async function runTestFile(options: TestFileOptions): Promise<TestRun> {
  const { path } = options;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new HeimdallError('tests_invalid', `${path} cannot be read: ${cause.code ?? ''}`, { cause });
  });
  const { tests } = parseTests(text, path);
  const { router, artifact, config } = await openForCommand(options);
  return runTests(tests, {
    router: router(),
    clock: systemClock,
    artifactVersion: artifact.version,
    configRevision: config.current().router.revision,
  });
}
