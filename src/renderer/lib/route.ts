/**
 * The state of the console that a link can carry: `#/live?q=bucket:hard&sel=dec_…&tab=why`, `#/decision/dec_…`,
 * `#/tune?alpha=0.45`. What is not one of the shared fields belongs to the view alone and is kept in `params`.
 */
export const INSPECTOR_TABS = ['why', 'timing', 'request', 'raw'] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

export interface Route {
  /** Id in the table of views. */
  readonly view: string;
  /** What comes after the view in the path: the id of a decision in `#/decision/ID`. */
  readonly arg: string | null;
  /** The filter. One for all views: a brush in one is a filter in the others. */
  readonly query: string;
  /** Id of the decision in the inspector of the live list. */
  readonly selected: string | null;
  readonly tab: InspectorTab;
  /** Alpha under preview in Tune; null shows the one in force. */
  readonly alpha: number | null;
  /** The view's own parameters. They end with the view. */
  readonly params: Readonly<Record<string, string>>;
}

export const HOME: Route = {
  view: 'live',
  arg: null,
  query: '',
  selected: null,
  tab: 'why',
  alpha: null,
  params: {},
};

/** Views that show which decision is selected. */
const SELECTING = ['live', 'map'];
const SHARED = ['q', 'sel', 'tab', 'alpha'];

/**
 * Reads a location hash; anything unknown falls back to its default, so an old link still opens.
 *
 * @param views Ids of the views that exist.
 */
export function parseRoute(hash: string, views: readonly string[]): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name, arg = ''] = path.split('/', 2);
  const view = views.find((id) => id === name);
  const values = new URLSearchParams(search);
  const alpha = Number.parseFloat(values.get('alpha') ?? '');
  return {
    view: view ?? HOME.view,
    arg: view === undefined || arg === '' ? null : decode(arg),
    query: values.get('q') ?? '',
    selected: values.get('sel') || null,
    tab: INSPECTOR_TABS.find((id) => id === values.get('tab')) ?? HOME.tab,
    alpha: Number.isFinite(alpha) ? Math.min(1, Math.max(0, alpha)) : null,
    params: view === undefined ? {} : Object.fromEntries([...values].filter(([key]) => !SHARED.includes(key))),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Writes only what differs from the default and belongs to the view. */
export function formatRoute(route: Route): string {
  const values = new URLSearchParams();
  if (route.query !== '') values.set('q', route.query);
  if (SELECTING.includes(route.view) && route.selected !== null) values.set('sel', route.selected);
  if (route.view === 'live' && route.selected !== null && route.tab !== HOME.tab) values.set('tab', route.tab);
  if (route.view === 'tune' && route.alpha !== null) values.set('alpha', String(route.alpha));
  for (const [key, value] of Object.entries(route.params)) values.set(key, value);
  const search = values.toString();
  const arg = route.arg === null ? '' : `/${encodeURIComponent(route.arg)}`;
  return `#/${route.view}${arg}${search === '' ? '' : `?${search}`}`;
}
