/** What an answer depends on, as a digest. Two requests with the same one may get the same answer. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Routing, RoutingOverrides } from '../../core/index.ts';
import type { CanonicalRequest } from '../dialects/canonical.ts';
import type { ParsedRequest } from '../dialects/dialect.ts';

/** Fields that say how an answer travels, who asked, and what is kept of it elsewhere, but not what is in it. */
const IGNORED: ReadonlySet<string> = new Set([
  // The model is part of the digest as routing knows it.
  'model',
  'stream',
  'stream_options',
  'metadata',
  'user',
  'safety_identifier',
  'store',
  'labels',
  'prompt_cache_key',
  'prompt_cache_retention',
]);
/** Headers that change what a provider answers. */
const HEADERS = ['anthropic-version', 'anthropic-beta', 'x-goog-user-project', 'openai-organization', 'openai-project'];
/** A line that Claude Code puts above its system prompt; it changes from request to request. */
const BILLING = 'x-anthropic-billing-header';

export interface FingerprintParts {
  readonly parsed: ParsedRequest;
  readonly canonical: CanonicalRequest;
  readonly routing: Routing;
  readonly overrides: RoutingOverrides;
  readonly headers: IncomingHttpHeaders;
  readonly app: string | null;
}

export interface Fingerprint {
  readonly key: string;
  /** Null when the last turn is more than one text. */
  readonly semantic: { readonly scope: string; readonly text: string } | null;
}

/**
 * The dialect's own body, unknown fields included, with its keys sorted; so answers are not shared between dialects,
 * whose defaults differ. The tenant is the caller's credential; callers without one are told apart by app and user.
 */
export function fingerprint(parts: FingerprintParts): Fingerprint {
  const { parsed, canonical, routing, overrides, headers, app } = parts;
  const { decision, auth } = routing;
  const body = Object.fromEntries(Object.entries(parsed.body).filter(([name]) => !IGNORED.has(name)));
  const tenant =
    auth === null || auth.type === 'local'
      ? ['local', auth?.token ?? null, app]
      : [auth.type, auth.provider, auth.token];
  const shared = stableJson({
    tenant: [...tenant, canonical.user],
    dialect: parsed.dialect,
    model: parsed.request.model,
    overrides,
    headers: HEADERS.map((name) => headers[name] ?? null),
    // The part behind the dot counts publications of observed latency.
    revision: [decision.artifact_version, decision.config_revision.split('.')[0]],
  });
  const key = digest(shared, stableJson(body));
  const text = lastText(canonical);
  if (text === null) return { key, semantic: null };
  // An answer of the cheap bucket is none for a question that belongs into another.
  const bucket = decision.mode === 'explicit' ? '' : decision.bucket;
  return { key, semantic: { scope: digest(shared, bucket, stableJson(body, text)), text } };
}

/** The last turn where it is the user's and one text; null otherwise. */
function lastText({ messages }: CanonicalRequest): string | null {
  const last = messages.at(-1);
  if (last?.role !== 'user' || last.parts.length !== 1) return null;
  const [part] = last.parts;
  return part?.type === 'text' && part.text.trim() !== '' ? part.text : null;
}

function digest(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('hex');
}

/**
 * JSON with sorted keys.
 *
 * @param blank A text that is left open: what is the same but for it gives the same JSON.
 */
function stableJson(value: unknown, blank: string | null = null): string {
  if (typeof value === 'string') {
    if (value === blank) return '?';
    return JSON.stringify(value.startsWith(BILLING) ? value.slice(value.indexOf('\n') + 1 || value.length) : value);
  }
  if (Array.isArray(value)) return `[${value.map((one) => stableJson(one, blank)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, nested]) => nested !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, nested]) => `${JSON.stringify(name)}:${stableJson(nested, blank)}`);
  return `{${fields.join(',')}}`;
}
