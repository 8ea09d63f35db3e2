/** Paths as clients really send them: with and without the version, doubled, with a trailing slash or a query. */

export type RouteName =
  | 'chat-completions'
  | 'completions'
  | 'responses'
  | 'responses-input-tokens'
  | 'stored-response'
  | 'stored-response-input'
  | 'stored-response-cancel'
  | 'messages'
  | 'count-tokens'
  | 'gemini-generate'
  | 'gemini-count-tokens'
  | 'embeddings'
  | 'gemini-embed'
  | 'gemini-batch-embed'
  | 'route'
  | 'feedback'
  | 'models'
  | 'model'
  | 'capabilities'
  | 'pricing'
  | 'feature-flags'
  | 'healthz'
  | 'readyz'
  | 'metrics';

export interface MatchedPath {
  readonly route: RouteName;
  /**
   * The rest of the path after `/models/` (without Gemini's method) and the like, or the id after `/responses/`,
   * percent-encoded; empty for other routes.
   */
  readonly rest: string;
  /** The path asks for a stream, where the path says so. */
  readonly stream: boolean;
  /** The path has a version that only Google's API has: `v1beta`. */
  readonly google: boolean;
}

/** Methods by route; HEAD is allowed wherever GET is. */
export const ROUTE_METHOD: Readonly<Record<RouteName, 'GET' | 'POST' | 'GET, DELETE' | 'GET, PUT, PATCH'>> = {
  'chat-completions': 'POST',
  completions: 'POST',
  responses: 'POST',
  'responses-input-tokens': 'POST',
  'stored-response': 'GET, DELETE',
  'stored-response-input': 'GET',
  'stored-response-cancel': 'POST',
  messages: 'POST',
  'count-tokens': 'POST',
  'gemini-generate': 'POST',
  'gemini-count-tokens': 'POST',
  embeddings: 'POST',
  'gemini-embed': 'POST',
  'gemini-batch-embed': 'POST',
  route: 'POST',
  feedback: 'POST',
  models: 'GET',
  model: 'GET',
  capabilities: 'GET',
  pricing: 'GET',
  'feature-flags': 'GET, PUT, PATCH',
  healthz: 'GET',
  readyz: 'GET',
  metrics: 'GET',
};

const FIXED: ReadonlyMap<string, RouteName> = new Map<string, RouteName>([
  ['/chat/completions', 'chat-completions'],
  ['/completions', 'completions'],
  ['/responses', 'responses'],
  ['/responses/input_tokens', 'responses-input-tokens'],
  ['/messages', 'messages'],
  ['/messages/count_tokens', 'count-tokens'],
  ['/embeddings', 'embeddings'],
  ['/route', 'route'],
  ['/feedback', 'feedback'],
  ['/models', 'models'],
  ['/feature-flags', 'feature-flags'],
  ['/healthz', 'healthz'],
  ['/readyz', 'readyz'],
  ['/metrics', 'metrics'],
]);
const CHAT: MatchedPath = { route: 'chat-completions', rest: '', stream: false, google: false };
const MODELS = '/models/';
/** Below `/responses/`: an id, and what is asked of it. */
const STORED = /^\/responses\/([^/]+)(\/input_items|\/cancel)?$/;
const STORED_ROUTES: Readonly<Record<string, RouteName>> = {
  '/input_items': 'stored-response-input',
  '/cancel': 'stored-response-cancel',
};
/** Paths that end with the id of a model. */
const ABOUT_MODEL = [
  ['/capabilities/', 'capabilities'],
  ['/pricing/', 'pricing'],
] as const;
const GEMINI_METHODS: Readonly<Record<string, { readonly route: RouteName; readonly stream: boolean }>> = {
  generateContent: { route: 'gemini-generate', stream: false },
  streamGenerateContent: { route: 'gemini-generate', stream: true },
  countTokens: { route: 'gemini-count-tokens', stream: false },
  embedContent: { route: 'gemini-embed', stream: false },
  batchEmbedContents: { route: 'gemini-batch-embed', stream: false },
};

/** The path of a request target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** The query of a request target without its question mark. */
export function queryOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? '' : target.slice(query + 1);
}

/** The parts of a query that change what is asked for. Everything else, keys among it, is left out. */
export function plainQuery(query: string): string {
  const given = new URLSearchParams(query);
  const kept = new URLSearchParams();
  for (const name of ['alt', 'beta']) {
    const value = given.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept.toString();
}

/** Which route a path means, or null. */
export function matchPath(path: string): MatchedPath | null {
  if (path === '/v1/chat/completions') return CHAT;
  const { plain, google } = withoutVersion(path);
  const fixed = FIXED.get(plain);
  if (fixed !== undefined) return { route: fixed, rest: '', stream: false, google };
  const stored = STORED.exec(plain);
  if (stored !== null) {
    const route = STORED_ROUTES[stored[2] ?? ''] ?? 'stored-response';
    return { route, rest: stored[1] as string, stream: false, google };
  }
  for (const [prefix, route] of ABOUT_MODEL) {
    if (plain.startsWith(prefix) && plain.length > prefix.length) {
      return { route, rest: plain.slice(prefix.length), stream: false, google: false };
    }
  }
  // The AI SDK takes an id with a slash for a whole resource name: `/v1beta/heimdall/auto:generateContent`.
  const bare = google && !plain.startsWith(MODELS);
  if (!bare && (!plain.startsWith(MODELS) || plain.length === MODELS.length)) return null;
  const rest = plain.slice(bare ? 1 : MODELS.length);
  const colon = rest.lastIndexOf(':');
  const name = rest.slice(colon + 1);
  if (colon > 0 && Object.hasOwn(GEMINI_METHODS, name)) {
    return { ...(GEMINI_METHODS[name] as { route: RouteName; stream: boolean }), rest: rest.slice(0, colon), google };
  }
  return bare ? null : { route: 'model', rest, stream: false, google };
}

/** `//v1/v1/chat/completions/` → `/chat/completions`. */
function withoutVersion(path: string): { readonly plain: string; readonly google: boolean } {
  let start = 0;
  let end = path.length;
  let google = false;
  while (end > 1 && path[end - 1] === '/') end--;
  for (;;) {
    if (path.startsWith('//', start)) start += 1;
    else if (path.startsWith('/v1/', start)) start += 3;
    else if (path.startsWith('/v1beta/', start)) {
      start += 7;
      google = true;
    } else if (path.startsWith('/v1alpha/', start)) {
      start += 8;
      google = true;
    } else return { plain: path.slice(start, end), google };
  }
}

/** Words of an API and its versions. What has other characters may be a key or a text that somebody put into a URL. */
const LOGGABLE_SEGMENT = /^(?:[a-z_-]{1,32}|v\d{1,2}[a-z]{0,5})$/i;

/** A path as the log may show it: `/v1/…/completions`. */
export function loggablePath(path: string): string {
  const segments = path.slice(0, 200).split('/');
  return segments.map((segment) => (segment === '' || LOGGABLE_SEGMENT.test(segment) ? segment : '…')).join('/');
}
