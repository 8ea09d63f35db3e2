import { resolve } from 'node:path';

/** Starts without showing the window: how a login starts Heimdall. */
export const BACKGROUND_SWITCH = '--background';

/** What the command line and the environment say about this start. */
export interface LaunchOptions {
  /** Chromium's own folder (its storage, the single-instance lock), or null for the platform's place. */
  readonly userDataFolder: string | null;
  /** Heimdall's folder (settings, decision log), or null for the same one. */
  readonly dataFolder: string | null;
  /** Port of the endpoint, or null for the configured one; 0 takes any free one. */
  readonly port: number | null;
  readonly configPath: string | null;
  /** Do not show the window at the start. */
  readonly background: boolean;
}

/**
 * Reads `--user-data-dir=`, `--port=`, `--config=`, `--background` and HEIMDALL_HOME.
 *
 * The command line is searched by hand: Chromium's own switches are mixed in, and a strict parser would refuse them.
 */
export function parseLaunchOptions(argv: readonly string[], env: NodeJS.ProcessEnv): LaunchOptions {
  const value = (name: string) => {
    const prefix = `--${name}=`;
    const found = argv.find((argument) => argument.startsWith(prefix));
    return found === undefined || found.length === prefix.length ? null : found.slice(prefix.length);
  };
  const folder = (given: string | null | undefined) => (given ? resolve(given) : null);
  const dataFolder = folder(env.HEIMDALL_HOME);
  const port = Number(value('port') ?? Number.NaN);
  return {
    userDataFolder: folder(value('user-data-dir')) ?? dataFolder,
    dataFolder,
    port: Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null,
    configPath: folder(value('config')),
    background: argv.includes(BACKGROUND_SWITCH),
  };
}
