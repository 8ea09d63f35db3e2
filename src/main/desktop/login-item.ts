import { app } from 'electron';
import type { DesktopState } from '../../host/desktop/desktop.ts';
import { BACKGROUND_SWITCH } from '../lifecycle/launch-options.ts';
import { autostartPath, isAutostarted, setAutostart } from './autostart-entry.ts';

/** Starting with the session. Off until the user asks for it. */
export interface LoginItem {
  state(): Promise<DesktopState['open_at_login']>;
  /** Resolves with why the system did not take it, or null. */
  set(on: boolean): Promise<string | null>;
}

/** Electron knows login items of macOS and Windows; on Linux it is a file. */
export function createLoginItem(platform: NodeJS.Platform = process.platform): LoginItem {
  return platform === 'linux' ? linuxLoginItem() : systemLoginItem(platform);
}

/** An AppImage is unpacked elsewhere at every start: the file itself is what can be started again. */
function launchCommand(): string[] {
  const program = process.env.APPIMAGE ?? process.execPath;
  return [program, ...(app.isPackaged ? [] : [app.getAppPath()]), BACKGROUND_SWITCH];
}

function linuxLoginItem(): LoginItem {
  const path = autostartPath(process.env);
  return {
    state: async () => ({ on: await isAutostarted(path), problem: null, path }),
    async set(on) {
      try {
        await setAutostart(path, on ? launchCommand() : null);
        return null;
      } catch (error) {
        return `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`;
      }
    },
  };
}

function systemLoginItem(platform: NodeJS.Platform): LoginItem {
  const [path = process.execPath, ...args] = launchCommand();
  const item = platform === 'win32' ? { path, args } : {};
  // Unpackaged on a Mac, the entry would be Electron itself, without the app.
  const problem =
    platform === 'darwin' && !app.isPackaged ? 'Only an installed Heimdall can be opened at login.' : null;
  return {
    state: async () => ({ on: app.getLoginItemSettings(item).openAtLogin, problem, path: null }),
    async set(on) {
      if (problem !== null) return problem;
      app.setLoginItemSettings({ ...item, openAtLogin: on });
      const taken = app.getLoginItemSettings(item).openAtLogin === on;
      return taken ? null : 'The system did not take it. Look at its own list of login items.';
    },
  };
}
