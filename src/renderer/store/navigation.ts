import { formatRoute, parseRoute, type Route } from '../lib/route.ts';
import type { ConsoleStore } from './console-store.ts';

/** What a step back brings again beside the link: where the list was, and whether it was frozen. */
interface Place {
  readonly frozenAt: number | null;
  readonly anchor: number | null;
}

const KEPT_PLACES = 100;
const places = new Map<number, Place>();
let current = 0;
let newest = 0;

function keepPlace(store: ConsoleStore): void {
  const { frozenAt, anchor } = store.getState();
  places.delete(current);
  places.set(current, { frozenAt, anchor });
  const oldest = places.keys().next();
  if (places.size > KEPT_PLACES && !oldest.done) places.delete(oldest.value);
}

/**
 * Keeps the store's route and the location hash in step; back and forward come for free.
 *
 * @param views Ids of the views that exist.
 */
export function followLocation(store: ConsoleStore, views: readonly string[]): () => void {
  const read = (event: Event): void => {
    const route = parseRoute(location.hash, views);
    if (event.type !== 'popstate') {
      store.setState({ route });
      return;
    }
    keepPlace(store);
    const key: unknown = history.state?.place;
    // A link that was typed or followed in the page is a new entry of its own.
    current = typeof key === 'number' ? key : ++newest;
    const place = places.get(current) ?? { frozenAt: null, anchor: null };
    store.setState(({ restored }) => ({ route, ...place, restored: restored + 1 }));
  };
  current = typeof history.state?.place === 'number' ? history.state.place : 0;
  newest = Math.max(newest, current);
  addEventListener('popstate', read);
  addEventListener('hashchange', read);
  return () => {
    removeEventListener('popstate', read);
    removeEventListener('hashchange', read);
  };
}

/**
 * Changes part of the route. Another view starts without the last one's own parameters. `replace` for what a user would
 * not want to step back through: typing, walking rows.
 */
export function navigate(store: ConsoleStore, change: Partial<Route>, options: { replace?: boolean } = {}): void {
  const { route: before } = store.getState();
  const leaves = change.view !== undefined && change.view !== before.view;
  const route = { ...before, ...(leaves ? { params: {}, arg: null } : {}), ...change };
  const hash = formatRoute(route);
  if (hash !== location.hash) {
    if (options.replace) history.replaceState({ place: current }, '', hash);
    else {
      keepPlace(store);
      current = ++newest;
      history.pushState({ place: current }, '', hash);
    }
  }
  store.setState({ route });
}
