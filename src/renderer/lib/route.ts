/** The state of the console that a link can carry: `#/live?sel=dec_…&tab=why`, `#/tune?alpha=0.45`. */
export const VIEWS = ['live', 'tune', 'connect'] as const;
export type View = (typeof VIEWS)[number];

export const INSPECTOR_TABS = ['why', 'timing', 'request', 'raw'] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

export interface Route {
  readonly view: View;
  /** Id of the decision in the inspector. */
  readonly selected: string | null;
  readonly tab: InspectorTab;
  /** Filter of the live list. */
  readonly query: string;
  /** Alpha under preview in Tune; null shows the one in force. */
  readonly alpha: number | null;
}

export const HOME: Route = { view: 'live', selected: null, tab: 'why', query: '', alpha: null };

/** Reads a location hash; anything unknown falls back to its default, so an old link still opens. */
export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const view = VIEWS.find((name) => name === path) ?? HOME.view;
  const params = new URLSearchParams(search);
  const tab = INSPECTOR_TABS.find((name) => name === params.get('tab')) ?? HOME.tab;
  const alpha = Number.parseFloat(params.get('alpha') ?? '');
  return {
    view,
    selected: params.get('sel') || null,
    tab,
    query: params.get('q') ?? '',
    alpha: Number.isFinite(alpha) ? Math.min(1, Math.max(0, alpha)) : null,
  };
}

/** Writes only what differs from the default and belongs to the view. */
export function formatRoute(route: Route): string {
  const params = new URLSearchParams();
  if (route.view === 'live') {
    if (route.query !== '') params.set('q', route.query);
    if (route.selected !== null) params.set('sel', route.selected);
    if (route.selected !== null && route.tab !== HOME.tab) params.set('tab', route.tab);
  }
  if (route.view === 'tune' && route.alpha !== null) params.set('alpha', String(route.alpha));
  const search = params.toString();
  return `#/${route.view}${search === '' ? '' : `?${search}`}`;
}
