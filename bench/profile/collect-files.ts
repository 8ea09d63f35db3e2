import { readdirSync, renameSync } from 'node:fs';
import { extname, join } from 'node:path';

/**
 * Moves what Node's profilers wrote to names that stay the same from run to run: `NAME.cpuprofile`, and for other
 * threads `NAME-thread-2.cpuprofile`. Node calls them `CPU.20261123.160118.PID.THREAD.NUMBER.cpuprofile`, where the main
 * thread is 0 (nodejs.org/api/cli.html#--cpu-prof).
 *
 * @param to Folder and name.
 * @returns the files, sorted.
 */
export function collectFiles(from: string, to: string): string[] {
  return readdirSync(from)
    .map((file) => {
      const thread = Number(file.split('.')[4]);
      const target = `${to}${thread > 0 ? `-thread-${thread}` : ''}${extname(file)}`;
      renameSync(join(from, file), target);
      return target;
    })
    .sort();
}
