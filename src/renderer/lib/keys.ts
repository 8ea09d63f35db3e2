/** Shortcuts in words: `mod+shift+c` → `Ctrl Shift C`, `⌘ ⇧ C` on a Mac. */
const NAMES: Record<string, string> = {
  comma: ',',
  period: '.',
  slash: '/',
  backslash: '\\',
  semicolon: ';',
  quote: "'",
  backquote: '`',
  minus: '-',
  equal: '=',
  bracketleft: '[',
  bracketright: ']',
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

/** Keys that only change what others mean, and those that a keyboard's layout swallows. */
const NO_KEYS = ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified'];

/** What was pressed, in the notation of shortcuts; null while there are only modifiers. */
export function keysOfEvent(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  mac = isMac(),
): string | null {
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  if (NO_KEYS.includes(key) || code === '') return null;
  // Signs are where the layout puts them, except those that the notation itself needs.
  if (!ctrlKey && !metaKey && !altKey && /^[^\w\s,+>]$/.test(key)) return key;
  const modifiers = [
    ...((mac ? metaKey : ctrlKey) ? ['mod'] : []),
    ...(mac && ctrlKey ? ['ctrl'] : []),
    ...(!mac && metaKey ? ['meta'] : []),
    ...(altKey ? ['alt'] : []),
    ...(shiftKey ? ['shift'] : []),
  ];
  return [...modifiers, code.replace(/^(?:Key|Digit|Numpad)/, '').toLowerCase()].join('+');
}
