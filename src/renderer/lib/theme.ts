export type Theme = 'dark' | 'light';

const KEY = 'heimdall.theme';

/** The theme in force: the stored choice (put on the root by theme.js) or the system's. */
export function currentTheme(): Theme {
  return chosenTheme() ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark');
}

/** The stored choice; null leaves it to the system. */
export function chosenTheme(): Theme | null {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'dark' || chosen === 'light' ? chosen : null;
}

/** `null` goes back to the system's theme. */
export function chooseTheme(theme: Theme | null): void {
  if (theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage can be blocked; the choice then lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();

/** For useSyncExternalStore: calls back when the theme in force may have changed. */
export function onThemeChange(listener: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: light)');
  listeners.add(listener);
  query.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    query.removeEventListener('change', listener);
  };
}

/** Calls back when what is painted on a canvas must be painted again: another theme, or colours forced by the system. */
export function onAppearanceChange(listener: () => void): () => void {
  const forced = matchMedia('(forced-colors: active)');
  const stop = onThemeChange(listener);
  forced.addEventListener('change', listener);
  return () => {
    stop();
    forced.removeEventListener('change', listener);
  };
}

/** What stands for a token where the system forces its own colours. */
const FORCED: Readonly<Record<string, string>> = { accent: 'Highlight', line: 'GrayText', panel: 'Canvas' };

/** A colour token as a canvas takes it: `tokenColor('ink-1')`. */
export function tokenColor(name: string): string {
  if (matchMedia('(forced-colors: active)').matches) return FORCED[name] ?? 'CanvasText';
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
