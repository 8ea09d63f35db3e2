/** Packs the npm package: the `heimdall` command, `heimdall/core` and `heimdall/plugin`. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Packs what is built in out/, by the list of files in package.json.
 *
 * @param {string} output folder
 * @returns {{ path: string, files: string[] }} the archive, and the paths in it
 */
export function packNpm(output) {
  const text = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', output], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 16 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  // npm 10 answers with a list, npm 12 by name.
  const [packed] = Object.values(JSON.parse(text));
  return { path: join(output, packed.filename), files: packed.files.map(({ path }) => path) };
}
