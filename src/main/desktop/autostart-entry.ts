/** The file by which Linux desktops start a program at login: `$XDG_CONFIG_HOME/autostart/heimdall.desktop`. */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../host/config/write-file-atomically.ts';

const FILE = 'heimdall.desktop';

/** Desktop Application Autostart Specification, freedesktop.org, 0.5. */
export function autostartPath(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart', FILE);
}

/** @param command The program and its arguments. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Heimdall',
    'Comment=Local LLM gateway and its console',
    `Exec=${command.map(quoteArgument).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/**
 * Quotes for the key `Exec` (Desktop Entry Specification, freedesktop.org, 1.5): in quotes, `"`, `` ` ``, `$` and `\` get a
 * backslash; a `%` is doubled; and as in any value, a backslash is written as two.
 */
function quoteArgument(argument: string): string {
  const quoted = `"${argument.replaceAll(/["`$\\]/g, '\\$&')}"`;
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}

/** Desktops switch an entry off by a key in it. */
export async function isAutostarted(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^Exec=/m.test(text) && !/^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(text);
}

/** @throws what the file system throws. */
export async function setAutostart(path: string, command: readonly string[] | null): Promise<void> {
  if (command === null) {
    await rm(path, { force: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomically(path, autostartEntry(command));
}
