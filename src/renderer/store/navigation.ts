import { formatRoute, parseRoute, type Route } from '../lib/route.ts';
import type { ConsoleStore } from './console-store.ts';

/** Keeps the store's route and the location hash in step; back and forward come for free. */
export function followLocation(store: ConsoleStore): () => void {
  const read = (): void => store.setState({ route: parseRoute(location.hash) });
  addEventListener('popstate', read);
  addEventListener('hashchange', read);
  return () => {
    removeEventListener('popstate', read);
    removeEventListener('hashchange', read);
  };
}

/** Changes part of the route. `replace` for what a user would not want to step back through: typing, walking rows. */
export function navigate(store: ConsoleStore, change: Partial<Route>, options: { replace?: boolean } = {}): void {
  const route = { ...store.getState().route, ...change };
  const hash = formatRoute(route);
  if (hash !== location.hash) {
    if (options.replace) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
  }
  store.setState({ route });
}
