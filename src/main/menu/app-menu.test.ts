import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { appMenuTemplate } from './app-menu.ts';

vi.mock('electron', () => ({ app: {}, Menu: {} }));

function items(platform: NodeJS.Platform, isDevelopment: boolean) {
  const flatten = (list: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    list.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flatten(item.submenu) : [])]);
  return flatten(appMenuTemplate({ platform, isDevelopment, version: '1.0.0', checkForUpdates: () => {} }));
}

describe('the menu', () => {
  it.each(['linux', 'darwin', 'win32'] as const)('has About, Quit and Copy on %s', (platform) => {
    const found = items(platform, false);
    expect(found.filter((item) => item.label === 'About Heimdall')).toHaveLength(1);
    expect(found.filter((item) => item.id === 'check-for-updates')).toHaveLength(1);
    expect(found.filter((item) => item.role === 'quit')).toHaveLength(1);
    expect(found.some((item) => item.role === 'editMenu')).toBe(true);
  });

  it('offers reload and the developer tools only while developing', () => {
    const roles = (isDevelopment: boolean) => items('linux', isDevelopment).map((item) => item.role);
    expect(roles(false)).not.toContain('reload');
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(true)).toContain('reload');
  });
});
