import { systemClock } from '../../library/system-clock.ts';
import { createLogger, loggerOptionsFromEnv } from '../logging/create-logger.ts';
import { openRouting, type Routing } from './routing.ts';

/** Where a command finds the user's configuration. */
export interface CommandRoutingOptions {
  readonly dataFolder: string;
  readonly configPath?: string;
  readonly artifactFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Heimdall's own version; needed only to ask others for their models. */
  readonly version?: string;
}

/**
 * Opens the routing for one run of a command. The command's result is its output, so there is little logged beside it
 * unless `HEIMDALL_LOG_LEVEL` asks for more.
 *
 * @param level What is worth a line otherwise.
 * @throws {HeimdallError} what `openRouting` throws; a bad configuration is an error here.
 */
export function openForCommand(options: CommandRoutingOptions, level: 'warn' | 'error' = 'warn'): Promise<Routing> {
  const { dataFolder, configPath, artifactFolder, env, version } = options;
  const fromEnv = loggerOptionsFromEnv(env, true);
  return openRouting({
    dataFolder,
    artifactFolder,
    env,
    clock: systemClock,
    logger: createLogger(env.HEIMDALL_LOG_LEVEL === undefined ? { ...fromEnv, level } : fromEnv),
    strictConfig: true,
    ...(configPath === undefined ? {} : { configPath }),
    ...(version === undefined ? {} : { version }),
  });
}
