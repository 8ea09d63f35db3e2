/**
 * LiteLLM's `config.yaml`: `model_list` with `litellm_params`, `router_settings`, `litellm_settings`, `general_settings`
 * (docs.litellm.ai/docs/proxy/configs).
 */
import type { SettingsInput } from '../../shared/settings-schema.ts';
import { cleanUrl, type ImportDraft, type KeyPlace } from './import-draft.ts';
import { litellmProvider } from './litellm-providers.ts';
import { listOf, numberOf, sectionOf, textOf } from './untrusted.ts';

type Section = Readonly<Record<string, unknown>>;
type Model = Parameters<ImportDraft['model']>[3];

/** Which server and model a name stands for. */
interface Deployment {
  readonly provider: string;
  readonly upstream: string;
}

/** Parameters of a model that are told otherwise, or read here. */
const READ_PARAMS = new Set([
  ...['model', 'api_base', 'base_url', 'api_key', 'input_cost_per_token', 'output_cost_per_token'],
  // Kinds of server, which the base URL says.
  ...['custom_llm_provider', 'drop_params'],
]);

/** Reads the file into the draft. Never fails: what cannot be read is a note. */
export function importLiteLlm(root: Section, draft: ImportDraft): void {
  const { model_list, router_settings, litellm_settings, general_settings, ...others } = root;
  const names = new Map<string, Deployment>();
  for (const [index, value] of listOf(model_list).entries()) {
    const entry = sectionOf(value);
    const why = importModel(entry, index, draft, names);
    if (why !== null) draft.note(placeOf(entry, index), why);
  }
  const router = sectionOf(router_settings);
  const lite = sectionOf(litellm_settings);
  importAliases(sectionOf(router.model_group_alias), draft, names);
  importFallbacks([...listOf(router.fallbacks), ...listOf(lite.fallbacks)], draft, names);
  importTimeout(numberOf(lite.request_timeout) ?? numberOf(router.timeout), draft);
  importCache(lite, draft);
  importMasterKey(sectionOf(general_settings), draft);
  noteOthers('router_settings', router, ['model_group_alias', 'fallbacks', 'timeout'], draft);
  noteOthers('litellm_settings', lite, ['fallbacks', 'request_timeout', 'cache', 'cache_params', 'drop_params'], draft);
  noteOthers('general_settings', sectionOf(general_settings), ['master_key'], draft);
  for (const key of Object.keys(others)) {
    draft.note(key, key === 'include' ? 'import each file that it names' : 'Heimdall has nothing like it');
  }
  if (names.size > 0) {
    draft.note(
      'model_list',
      'these models answer requests that name them; for the router to choose one, give it `buckets` (cheap, mid, hard)',
    );
  }
}

function placeOf(entry: Section, index: number): string {
  const name = textOf(entry.model_name);
  return `model_list[${index}]${name === null ? '' : ` (${name})`}`;
}

/** @returns why it was not carried over; null when it was. */
function importModel(entry: Section, index: number, draft: ImportDraft, names: Map<string, Deployment>): string | null {
  const params = sectionOf(entry.litellm_params);
  const info = sectionOf(entry.model_info);
  const name = textOf(entry.model_name);
  const whole = textOf(params.model);
  if (name === null || whole === null) return 'it has no model_name or no litellm_params.model';
  const mode = textOf(info.mode) ?? 'chat';
  if (!['chat', 'completion', 'responses'].includes(mode))
    return `of mode ${mode}: not chosen among, so it needs no entry`;
  const { prefix, upstream, kind } = litellmProvider(whole, textOf(params.custom_llm_provider));
  if (kind === null) return `${prefix} is called in a way of its own; Heimdall calls servers by a base URL and a key`;
  const written = textOf(params.api_base) ?? textOf(params.base_url);
  const given = written === null ? null : cleanUrl(written);
  const baseUrl = written === null ? kind.baseUrl : given === null ? null : withPath(given, kind.addedPath);
  if (baseUrl === null) {
    const where = written?.startsWith('os.environ/')
      ? 'its api_base is in a variable'
      : 'it has no api_base that is a URL';
    return `${where}: add its server to \`providers\` with the URL as base_url`;
  }
  const provider = draft.provider({
    name: written === null || kind.isLocal ? prefix : hostName(baseUrl),
    baseUrl,
    dialect: kind.dialect,
    key: keyPlace(params.api_key),
    usualVariable: written === null ? kind.variable : null,
    from: `model_list[${index}].litellm_params.api_key`,
  });
  for (const key of Object.keys(params).filter((each) => !READ_PARAMS.has(each))) {
    const why = LIMITS.has(key) ? LEARNT_LIMITS : 'a parameter of one model: apps say it in the request';
    draft.note(`${placeOf(entry, index)}.${key}`, why);
  }
  if (upstream.includes('*')) {
    draft.discover(provider);
    return null;
  }
  if (name.includes('*')) return 'a name with * for one model has no counterpart';
  if (names.has(name))
    return 'a second deployment of the same name: Heimdall calls the first, and does not share out load';
  names.set(name, { provider, upstream });
  draft.model(provider, upstream, name, facts(params, info));
  return null;
}

function keyPlace(value: unknown): KeyPlace {
  const text = textOf(value);
  if (text === null) return 'none';
  const variable = /^os\.environ\/([A-Za-z_]\w*)$/.exec(text)?.[1];
  return variable === undefined ? 'literal' : { variable };
}

/** What the file knows of a model; costs are per token there. */
function facts(params: Section, info: Section): Model {
  const perMillion = (key: string): number | null => {
    const cost = numberOf(info[key]) ?? numberOf(params[key]);
    return cost === null || cost < 0 ? null : Number((cost * 1e6).toPrecision(12));
  };
  const context = numberOf(info.max_input_tokens) ?? numberOf(info.max_tokens);
  const [input, output] = [perMillion('input_cost_per_token'), perMillion('output_cost_per_token')];
  const can = (key: string, name: 'tools' | 'vision' | 'json_schema'): Model =>
    typeof info[key] === 'boolean' ? { [name]: info[key] } : {};
  return {
    ...(context !== null && Number.isInteger(context) && context > 0 ? { context_tokens: context } : {}),
    ...(input === null ? {} : { input_usd_per_mtok: input }),
    ...(output === null ? {} : { output_usd_per_mtok: output }),
    ...can('supports_function_calling', 'tools'),
    ...can('supports_vision', 'vision'),
    ...can('supports_response_schema', 'json_schema'),
  };
}

function importAliases(aliases: Section, draft: ImportDraft, names: Map<string, Deployment>): void {
  for (const [alias, value] of Object.entries(aliases)) {
    const group = textOf(value) ?? textOf(sectionOf(value).model) ?? '';
    const target = names.get(group);
    if (target === undefined) {
      draft.note(`router_settings.model_group_alias.${alias}`, `there is no model ${group} to stand for`);
    } else if (!names.has(alias)) {
      names.set(alias, target);
      draft.model(target.provider, target.upstream, alias);
    }
  }
}

/** Who stands in for whom is a matter of the bucket here: they become candidates of the same one. */
function importFallbacks(groups: readonly unknown[], draft: ImportDraft, names: Map<string, Deployment>): void {
  for (const [name, value] of groups.flatMap((group) => Object.entries(sectionOf(group)))) {
    const all = [name, ...listOf(value).flatMap((one) => textOf(one) ?? [])].filter((one) => names.has(one));
    const joined = all.filter((one) => draft.addToBucket(one, 'mid'));
    const done =
      joined.length === 0 ? '' : `; ${joined.join(', ')} became candidates of mid, for requests to heimdall/mid`;
    draft.note(`fallbacks of ${name}`, `Heimdall falls back within a bucket, not from a model that was named${done}`);
  }
}

/** Seconds there. */
function importTimeout(seconds: number | null, draft: ImportDraft): void {
  if (seconds !== null && seconds > 0)
    draft.set({ timeout: Math.min(600_000, Math.max(1, Math.round(seconds * 1_000))) });
}

function importCache(lite: Section, draft: ImportDraft): void {
  if (lite.cache !== true) return;
  const ttl = numberOf(sectionOf(lite.cache_params).ttl);
  const seconds = ttl === null ? {} : { ttl_seconds: Math.min(2_592_000, Math.max(1, Math.round(ttl))) };
  draft.set({ response_cache: { enabled: true, ...seconds } satisfies SettingsInput['response_cache'] });
  draft.note('litellm_settings.cache_params', 'answers are kept in memory here, not in Redis or on disk');
}

function importMasterKey(general: Section, draft: ImportDraft): void {
  const name = draft.variableFor(keyPlace(general.master_key), 'HEIMDALL_TOKEN', 'general_settings.master_key');
  if (name !== null) draft.set({ gateway: { token_env: name } });
}

const LIMITS: ReadonlySet<string> = new Set(['rpm', 'tpm']);
const LEARNT_LIMITS =
  'the provider says when its limit is reached: the model is left alone then, and another one asked';
const SHARED_STATE = 'what hosts share goes through shared_state.url_env (docs/scale.md)';
const BUILT_IN_PAUSES = 'when a provider is left alone is built in (docs/reliability.md)';
const CALLS_NOBODY = 'Heimdall calls nobody; heimdall export writes its log';
const REASONS: ReadonlyMap<string, string> = new Map([
  ['routing_strategy', 'Heimdall chooses by content, cost and observed latency'],
  ['num_retries', 'further attempts are bounded for all requests together: gateway.retry_budget'],
  ['allowed_fails', BUILT_IN_PAUSES],
  ['cooldown_time', BUILT_IN_PAUSES],
  ['context_window_fallbacks', 'what is too long goes to a model with a larger context by itself'],
  ['success_callback', CALLS_NOBODY],
  ['failure_callback', CALLS_NOBODY],
  ['callbacks', CALLS_NOBODY],
  ['redis_host', SHARED_STATE],
  ['redis_port', SHARED_STATE],
  ['redis_password', SHARED_STATE],
  ['redis_url', SHARED_STATE],
  [
    'database_url',
    'storage.postgres.url_env writes requests to PostgreSQL (docs/scale.md); the log itself needs no server',
  ],
]);

function noteOthers(section: string, values: Section, read: readonly string[], draft: ImportDraft): void {
  for (const key of Object.keys(values).filter((each) => !read.includes(each))) {
    draft.note(`${section}.${key}`, REASONS.get(key) ?? 'Heimdall has nothing like it');
  }
}

/** @param path Added to an address that has no path of its own; null for none. */
function withPath(baseUrl: string, path: string | null): string {
  return path !== null && new URL(baseUrl).pathname === '/' ? new URL(path, baseUrl).href : baseUrl;
}

/** `llm.example.com` is `example`; an address or `localhost` is `local`. */
function hostName(baseUrl: string): string {
  const { hostname } = new URL(baseUrl);
  const labels = hostname.split('.');
  if (labels.length < 2 || /^[\d.]+$|:/.test(hostname)) return 'local';
  return labels.at(-2) ?? 'provider';
}
