import { Menu, nativeImage, Tray } from 'electron';
import { paintTrayIcon } from './tray-icon.ts';
import { type TrayActions, trayMenu } from './tray-menu.ts';
import type { TrayStatus, TrayTone } from './tray-status.ts';

/** Points, and pixels a point. */
const SIZE = 16;
const SCALES = [1, 2] as const;

/** Owns the icon in the tray. */
export class AppTray {
  readonly #actions: TrayActions;
  readonly #tray: Tray;
  #shown = '';

  constructor(status: TrayStatus, actions: TrayActions) {
    this.#actions = actions;
    this.#tray = new Tray(iconOf(status.tone));
    // Where a click does not open the menu by itself.
    this.#tray.on('click', () => process.platform !== 'darwin' && actions.open());
    this.update(status);
  }

  update(status: TrayStatus): void {
    const { tone, line } = status;
    // A menu that is replaced while it is open closes: only when something is different.
    const shown = JSON.stringify(status);
    if (shown === this.#shown || this.#tray.isDestroyed()) return;
    this.#shown = shown;
    this.#tray.setImage(iconOf(tone));
    this.#tray.setToolTip(`Heimdall: ${line}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(status, this.#actions)));
  }

  close(): void {
    this.#tray.destroy();
  }
}

function iconOf(tone: TrayTone): Electron.NativeImage {
  const image = nativeImage.createEmpty();
  for (const scaleFactor of SCALES) {
    const pixels = SIZE * scaleFactor;
    const buffer = nativeImage.createFromBitmap(paintTrayIcon(pixels, tone), { width: pixels, height: pixels }).toPNG();
    image.addRepresentation({ scaleFactor, width: pixels, height: pixels, buffer });
  }
  return image;
}
