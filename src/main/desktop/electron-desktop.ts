import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, Notification, shell } from 'electron';
import type { Desktop, DesktopState } from '../../host/desktop/desktop.ts';
import { createLoginItem } from './login-item.ts';
import { askSessionBus } from './session-bus.ts';

const TRAY_SERVICE = 'org.kde.StatusNotifierWatcher';
const NOTIFICATION_SERVICE = 'org.freedesktop.Notifications';

/** The desktop as Electron sees it. Ask after `ready`. */
export function createElectronDesktop(platform: NodeJS.Platform = process.platform): Desktop {
  const loginItem = createLoginItem(platform);
  return {
    state: async () => {
      const [tray, notifications, open_at_login] = await Promise.all([
        trayPresence(platform),
        notificationPresence(platform),
        loginItem.state(),
      ]);
      return { tray, notifications, closing_may_quit: platform !== 'darwin', open_at_login };
    },
    openAtLogin: (on) => loginItem.set(on),
    async chooseFile(name) {
      const options = { defaultPath: join(app.getPath('downloads'), name) };
      const window = BrowserWindow.getFocusedWindow();
      const asked = window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options);
      const { canceled, filePath } = await asked;
      return canceled || !filePath ? null : filePath;
    },
    async openFolder(path) {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const problem = await shell.openPath(path);
      return problem === '' ? null : `${path} could not be shown: ${problem}`;
    },
  };
}

/** Only Linux desktops may be without; an icon that nobody shows raises no error there. */
export async function trayPresence(platform: NodeJS.Platform): Promise<DesktopState['tray']> {
  return platform === 'linux' ? askSessionBus(TRAY_SERVICE) : 'shown';
}

async function notificationPresence(platform: NodeJS.Platform): Promise<DesktopState['notifications']> {
  if (!Notification.isSupported()) return 'none';
  return platform === 'linux' ? askSessionBus(NOTIFICATION_SERVICE) : 'shown';
}
