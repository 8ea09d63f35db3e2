import { useSyncExternalStore } from 'react';

/** Below this there is no room for two panes: a small window, or large text in any. */
const NARROW = '(max-width: 820px)';

/** Whether panes stand in place of each other instead of side by side. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}
