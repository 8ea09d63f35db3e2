import { readFile } from 'node:fs/promises';
import { HeimdallError } from '../../core/index.ts';
import type { TestRun } from '../../shared/routing-test.ts';
import { createLogger, loggerOptionsFromEnv } from '../logging/create-logger.ts';
import { openRouting } from '../routing/routing.ts';
import { systemClock } from '../system-clock.ts';
import { parseTests } from './parse-tests.ts';
import { runTests } from './run-tests.ts';

export interface TestFileOptions {
  readonly dataFolder: string;
  readonly configPath?: string;
  readonly artifactFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file of tests. */
  readonly path: string;
}

/**
 * Runs a file of routing tests with the user's configuration. Calls nobody and writes nothing.
 *
 * @throws {HeimdallError} `tests_invalid`, and what `openRouting` throws.
 */
export async function runTestFile(options: TestFileOptions): Promise<TestRun> {
  const { path, env, dataFolder, artifactFolder, configPath } = options;
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new HeimdallError('tests_invalid', `${path} cannot be read: ${cause.code ?? ''}`, { cause });
  });
  const { tests } = parseTests(text, path);
  const fromEnv = loggerOptionsFromEnv(env, true);
  const { router, artifact, config } = await openRouting({
    dataFolder,
    artifactFolder,
    env,
    clock: systemClock,
    // The results are the output; only trouble is worth a line beside them.
    logger: createLogger(env.HEIMDALL_LOG_LEVEL === undefined ? { ...fromEnv, level: 'warn' } : fromEnv),
    strictConfig: true,
    ...(configPath === undefined ? {} : { configPath }),
  });
  return runTests(tests, {
    router: router(),
    clock: systemClock,
    artifactVersion: artifact.version,
    configRevision: config.current().router.revision,
  });
}
