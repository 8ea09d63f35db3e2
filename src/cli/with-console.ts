import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type LogConsole, openLogConsole } from '../host/console/open-log-console.ts';
import { createLogger, loggerOptionsFromEnv } from '../host/logging/create-logger.ts';
import { defaultDataFolder, packageRoot } from './app-folders.ts';

/** Whose console a command asks. */
export interface FolderOptions {
  readonly home?: string;
  readonly config?: string;
}

/** Adds the options that say whose console is asked. */
export function withFolder(command: Command): Command {
  return command
    .option('--home <folder>', 'folder of settings and the log')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)');
}

/** Asks the console of the Heimdall that runs on the folder, or of one made for this command. */
export async function withConsole<T>(options: FolderOptions, use: (console: LogConsole) => Promise<T>): Promise<T> {
  const console = await openLogConsole({
    dataFolder: options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home),
    artifactFolder: resolve(packageRoot(), 'artifacts'),
    env: process.env,
    version: __HEIMDALL_VERSION__,
    logger: createLogger({ ...loggerOptionsFromEnv(process.env, true), level: 'error' }),
    ...(options.config === undefined ? {} : { configPath: options.config }),
  });
  try {
    return await use(console);
  } finally {
    await console.close();
  }
}
