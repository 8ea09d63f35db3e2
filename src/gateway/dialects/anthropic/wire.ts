/** Words of the Messages wire format that several files of this folder need. */
import type { CacheControl } from '../canonical.ts';
import { isObject, type JsonObject } from '../json-body.ts';

export { invalid, isObject } from '../json-body.ts';

/** A JSON object as it came; every field is still to be looked at. */
export type WireObject = JsonObject;

/** Version of the API that this folder is written against; the API refuses requests without one. */
export const ANTHROPIC_VERSION = '2023-06-01';

/** Claude Code's accounting line: it changes from request to request, so it would spoil features and cache keys. */
const BILLING_PREFIX = 'x-anthropic-billing-header';

/** True for a system text that is not meant for the model. */
export function isBillingText(text: string): boolean {
  return text.startsWith(BILLING_PREFIX);
}

/** A non-empty string, or null. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads a `cache_control`; a lifetime that is not known counts as the default one. */
export function readCacheControl(value: unknown): { cacheControl?: CacheControl } {
  if (!isObject(value) || value.type !== 'ephemeral') return {};
  return { cacheControl: { ttl: value.ttl === '5m' || value.ttl === '1h' ? value.ttl : null } };
}

export function writeCacheControl(value: CacheControl | undefined): { cache_control?: WireObject } {
  if (value === undefined) return {};
  return { cache_control: { type: 'ephemeral', ...(value.ttl === null ? {} : { ttl: value.ttl }) } };
}

/**
 * Makes the id of a tool call one that the API takes (`^[a-zA-Z0-9_-]+$`). Calls and results are treated alike, so they
 * still find each other.
 */
export function wireToolId(id: string): string {
  const clean = id.replace(/[^a-zA-Z0-9_-]/g, '_');
  return clean === '' ? 'toolu_0' : clean;
}
