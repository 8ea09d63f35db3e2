import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * The folder that holds `artifacts/`, found by walking up from the bundle; the same for a checkout and a package.
 *
 * @returns the working folder when there is none, so that messages name a place that the user knows.
 */
export function packageRoot(from: string = dirname(__filename)): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'artifacts', 'manifest.json'))) return folder;
    if (dirname(folder) === folder) return process.cwd();
  }
}

/** The built console, or null when it is not built. */
export function rendererFolder(root: string): string | null {
  const folder = join(root, 'out', 'renderer');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}

/** `HEIMDALL_HOME`, else the platform's place for an app's data: the same that the window uses. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  if (env.HEIMDALL_HOME) return resolve(env.HEIMDALL_HOME);
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'heimdall');
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'heimdall');
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), 'heimdall');
}
