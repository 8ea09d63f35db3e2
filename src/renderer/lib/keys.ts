/** Shortcuts in words: `mod+shift+c` → `Ctrl Shift C`, `⌘ ⇧ C` on a Mac. */
const NAMES: Record<string, string> = {
  comma: ',',
  backslash: '\\',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  escape: 'Esc',
};
const MAC: Record<string, string> = { mod: '⌘', ctrl: '⌃', shift: '⇧', alt: '⌥', meta: '⌘' };
const OTHER: Record<string, string> = { mod: 'Ctrl', ctrl: 'Ctrl', shift: 'Shift', alt: 'Alt', meta: 'Meta' };

export function isMac(): boolean {
  return /mac/i.test(navigator.userAgent) && !/iphone|ipad/i.test(navigator.userAgent);
}

export function formatKeys(keys: string, mac = isMac()): string {
  const modifiers = mac ? MAC : OTHER;
  return keys
    .split('+')
    .map((key) => modifiers[key] ?? NAMES[key] ?? (key.length === 1 ? key : key[0]?.toUpperCase() + key.slice(1)))
    .map((key, index, all) => (key.length === 1 && index > 0 && index === all.length - 1 ? key.toUpperCase() : key))
    .join(' ');
}

/** For `aria-keyshortcuts`: `Control+Shift+C`. */
export function ariaKeys(keys: string): string {
  const names: Record<string, string> = { mod: isMac() ? 'Meta' : 'Control', shift: 'Shift', alt: 'Alt' };
  return keys
    .split('+')
    .map((key) => names[key] ?? NAMES[key] ?? key)
    .join('+');
}
