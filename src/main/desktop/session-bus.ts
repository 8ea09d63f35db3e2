import { execFile } from 'node:child_process';

const TIMEOUT_MS = 2_000;
const ASK = ['call', '--session', '--dest', 'org.freedesktop.DBus', '--object-path', '/org/freedesktop/DBus'];

/** Whether a Linux desktop has a service; `unknown` when it could not be asked. */
export type Presence = 'shown' | 'none' | 'unknown';

/**
 * Asks the session bus whether somebody offers `service`, or would be started to offer it.
 *
 * @param run Runs `gdbus` with arguments and gives what it printed; a field of the error tells a missing program.
 */
export async function askSessionBus(service: string, run = runGdbus): Promise<Presence> {
  try {
    for (const method of ['ListNames', 'ListActivatableNames']) {
      const names = await run([...ASK, '--method', `org.freedesktop.DBus.${method}`]);
      if (names.includes(`'${service}'`)) return 'shown';
    }
    return 'none';
  } catch (error) {
    // Without the program nothing is known; with it, a bus that does not answer is none.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'unknown' : 'none';
  }
}

function runGdbus(args: readonly string[]): Promise<string> {
  return new Promise((settle, fail) => {
    execFile('gdbus', args, { timeout: TIMEOUT_MS }, (error, stdout) => (error ? fail(error) : settle(stdout)));
  });
}
