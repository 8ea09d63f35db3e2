import { writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { toJUnit } from '../host/routing-tests/junit.ts';
import { runTestFile } from '../host/routing-tests/run-test-file.ts';
import { TESTS_FILE } from '../host/routing-tests/test-file.ts';
import { defaultDataFolder, packageRoot } from './app-folders.ts';
import { formatTestRun } from './format-test-run.ts';
import { onOneLine } from './on-one-line.ts';

interface TestOptions {
  readonly junit?: string;
  readonly json?: boolean;
  readonly home?: string;
  readonly config?: string;
}

const EXIT_FAILED = 1;
const EXIT_BAD_FILE = 2;

/** `heimdall test`: does routing still do what must hold? */
export function testCommand(): Command {
  return new Command('test')
    .description('run routing tests with the configuration in force; calls no model')
    .argument('[file]', `the tests (default: ${TESTS_FILE} in the home folder)`)
    .option('--junit <file>', 'also write the results as JUnit XML')
    .option('--json', 'print the results as JSON')
    .option('--home <folder>', 'folder of settings and keys')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .addHelpText(
      'after',
      `
A file of tests:
  tests:
    - name: proofs stay at least mid
      request: { prompt: Prove that there are infinitely many primes. }
      expect: { bucket_at_least: mid, not_model: deepseek/* }

The exit code is 0 when all passed, 1 when one failed, 2 when the tests or the settings cannot be read.

Examples:
  heimdall test
  heimdall test routing-tests.yaml --config heimdall.yaml --junit results.xml`,
    )
    .action(async (file: string | undefined, options: TestOptions) => {
      const dataFolder = options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home);
      const path = file === undefined ? join(dataFolder, TESTS_FILE) : resolve(file);
      try {
        const run = await runTestFile({
          dataFolder,
          artifactFolder: resolve(packageRoot(), 'artifacts'),
          env: process.env,
          path,
          ...(options.config === undefined ? {} : { configPath: options.config }),
        });
        if (options.junit !== undefined) await writeFile(resolve(options.junit), toJUnit(run, basename(path)));
        process.stdout.write(options.json ? `${JSON.stringify(run)}\n` : formatTestRun(run));
        process.exitCode = run.failed + run.errors === 0 ? 0 : EXIT_FAILED;
      } catch (error) {
        // A failed test and tests that never ran must not look the same.
        const reason = error instanceof Error ? error.message : String(error);
        process.stderr.write(`heimdall: ${onOneLine(reason)}\n`);
        process.exitCode = EXIT_BAD_FILE;
      }
    });
}
