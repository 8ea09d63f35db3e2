import type { ProviderConnection } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { below, fetchJson, type JsonRequest } from './fetch-json.ts';
import type { ListedModel, SourceName, StoredListing } from './listing.ts';
import { parseOpenRouter } from './sources/openrouter.ts';
import { parsePriceFile } from './sources/price-file.ts';
import {
  nextAnthropicPage,
  nextGooglePage,
  parseAnthropic,
  parseGoogle,
  parseOpenAi,
} from './sources/provider-listings.ts';

const TIMEOUT_MS = 30_000;
/** A list with more pages than this never ends. */
const MAX_PAGES = 50;

/** A source that is to be read now, or why it is not. */
export type SourcePlan =
  | { readonly state: 'read'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly state: 'off' | 'no key'; readonly url: string };

type Providers = ReadonlyMap<string, ProviderConnection>;

/** Where a source is and what is sent to it: to public ones nothing, to a provider its own key. */
export function planSource(name: SourceName, { catalog }: Settings, providers: Providers): SourcePlan {
  const { sources } = catalog;
  switch (name) {
    case 'openrouter':
      return planPublic(sources.openrouter.enabled, below(catalog.base_url, '/models'));
    case 'price_file':
      return planPublic(sources.price_file.enabled, sources.price_file.url);
    case 'openai':
    case 'google':
    case 'anthropic':
      return planKeyed(name, sources[name].enabled, providers.get(name));
  }
}

function planPublic(enabled: boolean, url: string): SourcePlan {
  return enabled ? { state: 'read', url, headers: {} } : { state: 'off', url };
}

const KEY_HEADERS = {
  openai: (key: string) => ({ authorization: `Bearer ${key}` }),
  google: (key: string) => ({ 'x-goog-api-key': key }),
  anthropic: (key: string) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
};

function planKeyed(
  name: 'openai' | 'google' | 'anthropic',
  enabled: boolean,
  connection: ProviderConnection | undefined,
): SourcePlan {
  // Google's OpenAI-compatible path lists models in another form.
  const base = (connection?.baseUrl ?? '').replace(/\/openai\/?$/, '');
  const url = base === '' ? '' : below(base, '/models');
  if (!enabled) return { state: 'off', url };
  if (connection === undefined || connection.apiKey === null) return { state: 'no key', url };
  return { state: 'read', url, headers: KEY_HEADERS[name](connection.apiKey) };
}

/** Null: nothing has changed since the listing in force. */
export type ReadListing = { readonly models: ListedModel[]; readonly etag: string | null } | null;

/**
 * Reads a source, all of its pages.
 *
 * @throws {HeimdallError} `catalog_refresh_failed`.
 */
export async function readSource(
  name: SourceName,
  plan: Extract<SourcePlan, { state: 'read' }>,
  before: StoredListing | null,
  options: Pick<JsonRequest, 'version' | 'signal' | 'fetch'>,
): Promise<ReadListing> {
  const request = { headers: plan.headers, timeoutMs: TIMEOUT_MS, ...options };
  if (name === 'google')
    return await readPages(plan.url, 'pageSize=1000', 'pageToken', nextGooglePage, parseGoogle, request);
  if (name === 'anthropic') {
    return await readPages(plan.url, 'limit=1000', 'after_id', nextAnthropicPage, parseAnthropic, request);
  }
  const etag = before?.url === plan.url ? before.etag : null;
  const answer = await fetchJson({ ...request, url: plan.url, etag });
  if (!answer.changed) return null;
  return { models: PARSERS[name](answer.body), etag: answer.etag };
}

const PARSERS = { openrouter: parseOpenRouter, openai: parseOpenAi, price_file: parsePriceFile };

async function readPages(
  url: string,
  query: string,
  cursor: string,
  next: (body: unknown) => string | null,
  parse: (body: unknown) => ListedModel[],
  request: Omit<Parameters<typeof fetchJson>[0], 'url'>,
): Promise<ReadListing> {
  const models: ListedModel[] = [];
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const from: string = after === null ? '' : `&${cursor}=${encodeURIComponent(after)}`;
    const answer = await fetchJson({ ...request, url: `${url}${url.includes('?') ? '&' : '?'}${query}${from}` });
    if (!answer.changed) break;
    models.push(...parse(answer.body));
    after = next(answer.body);
    if (after === null) break;
  }
  return { models, etag: null };
}
