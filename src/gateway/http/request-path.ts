/** Paths as clients really send them: with and without `/v1`, doubled, with a trailing slash or a query. */

export type RouteName = 'chat-completions' | 'route' | 'models' | 'model' | 'healthz';

export interface MatchedPath {
  readonly route: RouteName;
  /** The rest of the path after `/models/`, still percent-encoded; empty for other routes. */
  readonly rest: string;
}

const CHAT: MatchedPath = { route: 'chat-completions', rest: '' };
const FIXED: ReadonlyMap<string, MatchedPath> = new Map<string, MatchedPath>([
  ['/chat/completions', CHAT],
  ['/route', { route: 'route', rest: '' }],
  ['/models', { route: 'models', rest: '' }],
  ['/healthz', { route: 'healthz', rest: '' }],
]);

/** Methods by route; HEAD is allowed wherever GET is. */
export const ROUTE_METHOD: Readonly<Record<RouteName, 'GET' | 'POST'>> = {
  'chat-completions': 'POST',
  route: 'POST',
  models: 'GET',
  model: 'GET',
  healthz: 'GET',
};

/** The path of a request target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** Which route a path means, or null. */
export function matchPath(path: string): MatchedPath | null {
  if (path === '/v1/chat/completions') return CHAT;
  const plain = withoutVersion(path);
  const fixed = FIXED.get(plain);
  if (fixed !== undefined) return fixed;
  if (plain.startsWith('/models/')) return { route: 'model', rest: plain.slice('/models/'.length) };
  return null;
}

/** `//v1/v1/chat/completions/` → `/chat/completions`. */
function withoutVersion(path: string): string {
  let start = 0;
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  for (;;) {
    if (path.startsWith('//', start)) start += 1;
    else if (path.startsWith('/v1/', start)) start += 3;
    else return path.slice(start, end);
  }
}
