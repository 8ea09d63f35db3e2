import { app, Menu, type MenuItemConstructorOptions } from 'electron';

export interface AppMenuOptions {
  readonly version: string;
  readonly isDevelopment: boolean;
  readonly platform: NodeJS.Platform;
  readonly checkForUpdates: () => void;
}

/** Sets the menu and the About box. */
export function installAppMenu(options: AppMenuOptions): void {
  app.setAboutPanelOptions({
    applicationName: 'Heimdall',
    applicationVersion: options.version,
    copyright: 'MIT licence',
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenuTemplate(options)));
}

/**
 * The menu, item by item: Electron's default one has Reload on Ctrl+R, which throws away what the console shows, and
 * the developer tools.
 */
export function appMenuTemplate({
  isDevelopment,
  platform,
  checkForUpdates,
}: AppMenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const about: MenuItemConstructorOptions = { label: 'About Heimdall', click: () => app.showAboutPanel() };
  const updates: MenuItemConstructorOptions = {
    id: 'check-for-updates',
    label: 'Check for updates',
    click: checkForUpdates,
  };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions = {
    label: 'Heimdall',
    submenu: [
      about,
      updates,
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const development: MenuItemConstructorOptions[] = [separator, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    ...(isMac ? [appMenu] : []),
    { label: 'File', submenu: [isMac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        ...(isDevelopment ? development : []),
      ],
    },
    { role: 'windowMenu' },
    ...(isMac ? [] : [{ label: 'Help', submenu: [updates, about] }]),
  ];
}
