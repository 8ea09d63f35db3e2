/**
 * claude-code-router's `config.json` (github.com/musistudio/claude-code-router): `Providers` with their models and
 * transformers, and `Router`, which says which model is for what. Later versions keep this in a database and export it.
 */
import { BUCKETS, type Bucket } from '../../shared/decision.ts';
import { cleanUrl, type ImportDraft, type KeyPlace } from './import-draft.ts';
import { listOf, numberOf, sectionOf, textOf } from './untrusted.ts';

type Section = Readonly<Record<string, unknown>>;

/** The purpose of a model there, and the bucket that is nearest to it. */
const ROUTES: readonly (readonly [string, Bucket])[] = [
  ['background', 'cheap'],
  ['default', 'mid'],
  ['think', 'hard'],
  ['longContext', 'hard'],
];

/** Adapters for a provider's dialect: Heimdall speaks it, so nothing is left to do. */
const NATIVE = new Set(['openrouter', 'deepseek', 'gemini', 'groq', 'anthropic', 'Anthropic', 'openai', 'OpenAI']);

const WHY: ReadonlyMap<string, string> = new Map([
  ['webSearch', 'Heimdall does not look for web search; name a model for it in the request'],
  ['image', 'requests with images go to models that take them by themselves'],
  ['HOST', 'Heimdall listens on this machine alone'],
  ['PROXY_URL', 'set HTTPS_PROXY in the environment'],
  ['LOG', 'the level of the log is HEIMDALL_LOG_LEVEL'],
  ['LOG_LEVEL', 'the level of the log is HEIMDALL_LOG_LEVEL'],
  ['transformers', 'code that changes requests is a plugin here (docs/plugins.md)'],
  ['CUSTOM_ROUTER_PATH', 'code that chooses is a plugin here (docs/plugins.md)'],
  ['maxtoken', 'answers are bounded by what the request says'],
]);
const NOTHING_LIKE_IT = 'Heimdall has nothing like it';

/** Reads the file into the draft. Never fails: what cannot be read is a note. */
export function importClaudeCodeRouter(root: Section, draft: ImportDraft): void {
  const { Providers, providers, Router, APIKEY, PORT, API_TIMEOUT_MS, ...others } = root;
  /** `provider,model` there → the name here. */
  const models = new Map<string, string>();
  const list = listOf(Array.isArray(Providers) ? Providers : providers);
  for (const [index, value] of list.entries()) {
    const entry = sectionOf(value);
    const why = importProvider(entry, index, draft, models);
    if (why !== null) draft.note(placeOf(entry, index), why);
  }
  importRoutes(sectionOf(Router), draft, models);
  importGateway({ APIKEY, PORT, API_TIMEOUT_MS }, draft);
  for (const [key, value] of Object.entries(others)) {
    const loopback = key === 'HOST' && /^(?:127\.0\.0\.1|::1|localhost)$/.test(textOf(value) ?? '');
    if (!loopback) draft.note(key, WHY.get(key) ?? NOTHING_LIKE_IT);
  }
}

function placeOf(entry: Section, index: number): string {
  const name = textOf(entry.name);
  return `Providers[${index}]${name === null ? '' : ` (${name})`}`;
}

/** @returns why it was not carried over; null when it was. */
function importProvider(entry: Section, index: number, draft: ImportDraft, models: Map<string, string>): string | null {
  const name = textOf(entry.name);
  const url = textOf(entry.api_base_url) ?? textOf(entry.baseUrl) ?? textOf(entry.baseurl);
  const baseUrl = url === null ? null : cleanUrl(url);
  if (name === null || baseUrl === null) return 'it has no name, or no api_base_url that is a URL';
  const { use = [], ...ofModels } = sectionOf(entry.transformer);
  const transformers = listOf(use).map(nameOf);
  const foreign = transformers.find((each) => /^(?:gemini-cli|qwen-cli|vertex)/.test(each));
  if (foreign !== undefined) return `${foreign} signs in in a way of its own`;
  if (new URL(baseUrl).host.endsWith('.openai.azure.com')) return 'Azure addresses requests in a way of its own';
  const dialect = transformers.includes('gemini')
    ? 'gemini'
    : transformers.some((each) => each.toLowerCase() === 'anthropic') || /\/messages$/.test(baseUrl)
      ? 'anthropic'
      : 'openai-chat';
  const provider = draft.provider({
    name,
    baseUrl: baseUrl.replace(/\/(?:chat\/completions|messages|responses|models)$/, ''),
    dialect,
    key: keyPlace(entry.api_key ?? entry.apiKey),
    usualVariable: null,
    from: `Providers[${index}].api_key`,
  });
  for (const model of listOf(entry.models)) {
    const upstream = textOf(model) ?? textOf(sectionOf(model).name) ?? textOf(sectionOf(model).id);
    if (upstream !== null) models.set(`${name},${upstream}`, draft.model(provider, upstream, null));
  }
  const what = placeOf(entry, index);
  const left = [...listOf(use), ...Object.values(ofModels).flatMap((each) => listOf(sectionOf(each).use))];
  for (const each of new Set(left.map(nameOf))) {
    if (!NATIVE.has(each))
      draft.note(`${what}, transformer ${each}`, WHY.get(each) ?? 'Heimdall translates dialects by itself');
  }
  if (left.some((each) => Array.isArray(each) && each[0] === 'openrouter')) {
    draft.note(`${what}, options of openrouter`, 'which hosts it asks is under router.openrouter');
  }
  return null;
}

function keyPlace(value: unknown): KeyPlace {
  const text = textOf(value);
  if (text === null) return 'none';
  const variable = /^\$\{?([A-Za-z_]\w*)\}?$/.exec(text)?.[1];
  return variable === undefined ? 'literal' : { variable };
}

/** A transformer is a name, or a name with options. */
function nameOf(transformer: unknown): string {
  return textOf(Array.isArray(transformer) ? transformer[0] : transformer) ?? 'without a name';
}

function importRoutes(routes: Section, draft: ImportDraft, models: ReadonlyMap<string, string>): void {
  const candidates: Record<Bucket, { model: string }[]> = { cheap: [], mid: [], hard: [] };
  for (const [route, bucket] of ROUTES) {
    const written = textOf(routes[route]);
    if (written === null) continue;
    const model = models.get(
      written
        .split(',')
        .map((part) => part.trim())
        .join(','),
    );
    if (model === undefined)
      draft.note(`Router.${route}`, `${written} is no model of a provider that was carried over`);
    else if (!candidates[bucket].some((one) => one.model === model)) candidates[bucket].push({ model });
  }
  for (const bucket of BUCKETS)
    if (candidates[bucket].length > 0) draft.router[`${bucket}_candidates`] = candidates[bucket];
  const threshold = numberOf(routes.longContextThreshold);
  if (threshold !== null && Number.isInteger(threshold) && threshold > 0) draft.router.long_context_tokens = threshold;
  const read = new Set([...ROUTES.map(([route]) => route), 'longContextThreshold']);
  for (const key of Object.keys(routes).filter((each) => !read.has(each))) {
    draft.note(`Router.${key}`, WHY.get(key) ?? NOTHING_LIKE_IT);
  }
}

function importGateway({ APIKEY, PORT, API_TIMEOUT_MS }: Section, draft: ImportDraft): void {
  const token = draft.variableFor(keyPlace(APIKEY), 'HEIMDALL_TOKEN', 'APIKEY');
  if (token !== null) draft.set({ gateway: { token_env: token } });
  const port = numberOf(PORT);
  if (port !== null && Number.isInteger(port) && port >= 0 && port <= 65_535) draft.set({ gateway: { port } });
  const ms = numberOf(API_TIMEOUT_MS);
  if (ms !== null && ms >= 1) draft.set({ timeout: Math.min(600_000, Math.round(ms)) });
}
