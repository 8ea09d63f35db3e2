import { app, Menu, type MenuItemConstructorOptions } from 'electron';

export interface AppMenuOptions {
  readonly version: string;
  readonly isDevelopment: boolean;
  readonly platform: NodeJS.Platform;
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
export function appMenuTemplate({ isDevelopment, platform }: AppMenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const about: MenuItemConstructorOptions = { label: 'About Heimdall', click: () => app.showAboutPanel() };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions = {
    label: 'Heimdall',
    submenu: [
      about,
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
    ...(isMac ? [] : [{ label: 'Help', submenu: [about] }]),
  ];
}
