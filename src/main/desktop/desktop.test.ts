import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { autostartEntry, autostartPath, isAutostarted, setAutostart } from './autostart-entry.ts';
import { askSessionBus } from './session-bus.ts';

describe('opening at login on Linux', () => {
  function entryPath(): string {
    const base = mkdtempSync(join(tmpdir(), 'heimdall-autostart-'));
    onTestFinished(() => rmSync(base, { recursive: true, force: true }));
    return autostartPath({ XDG_CONFIG_HOME: base });
  }

  it('is a file of the autostart folder, and off without it', async () => {
    const path = entryPath();
    expect(path).toMatch(/autostart\/heimdall\.desktop$/);
    expect(await isAutostarted(path)).toBe(false);
    await setAutostart(path, ['/opt/heimdall', '--background']);
    expect(await isAutostarted(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain('\nExec="/opt/heimdall" "--background"\n');
    await setAutostart(path, null);
    await setAutostart(path, null);
    expect(await isAutostarted(path)).toBe(false);
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is off where the desktop wrote %s', async (line) => {
    const path = entryPath();
    await setAutostart(path, ['/opt/heimdall']);
    writeFileSync(path, `${readFileSync(path, 'utf8').replace(/^X-GNOME.*\n/m, '')}${line}\n`);
    expect(await isAutostarted(path)).toBe(false);
  });

  it('quotes what a path may hold as the specification wants it', () => {
    const exec = /^Exec=(.*)$/m.exec(autostartEntry(['/a b/100%/$x"`', 'c\\d']))?.[1];
    expect(exec).toBe('"/a b/100%%/\\\\$x\\\\"\\\\`" "c\\\\\\\\d"');
  });
});

describe('asking the session bus', () => {
  const names = (list: string) => async () => list;

  it('knows who is there, and who would be started', async () => {
    expect(await askSessionBus('org.a.Tray', names("(['org.b', 'org.a.Tray'],)"))).toBe('shown');
    expect(await askSessionBus('org.a.Tray', names("(['org.a.TrayIcon'],)"))).toBe('none');
    const activatable = async (args: readonly string[]) => (args.at(-1)?.includes('Activatable') ? "'org.a.Tray'" : '');
    expect(await askSessionBus('org.a.Tray', activatable)).toBe('shown');
  });

  it('says that it does not know without the program to ask with, and none where nobody answers', async () => {
    const fails = (code: unknown) => () => Promise.reject(Object.assign(new Error(), { code }));
    expect(await askSessionBus('org.a', fails('ENOENT'))).toBe('unknown');
    expect(await askSessionBus('org.a', fails(1))).toBe('none');
  });
});
