/**
 * Responses that callers may refer to by id, as the Responses API has it unless `store` is false. In memory only, for a
 * while, within a bound, and never across credentials.
 */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Settings } from '../../shared/settings-schema.ts';
import type { JsonObject } from '../dialects/json-body.ts';
import type { StoredItem, StoredLookup } from '../dialects/openai-responses/expand-stored.ts';

export interface StoredResponse {
  readonly id: string;
  /** As the caller got it. */
  readonly response: JsonObject;
  /** The whole conversation up to it, what it was itself a continuation of included. */
  readonly input: readonly JsonObject[];
  /** Kept by the provider, too, under this id: it answered a request of its own dialect. */
  readonly atProvider: boolean;
}

export interface StoreLimits {
  /** Milliseconds that a response is kept; each use begins them anew. */
  readonly ttlMs: number;
  /** Bytes of JSON over all; 0 keeps nothing. */
  readonly maxBytes: number;
}

/** From the settings, which say seconds. */
export function storeLimits({ ttl, max_bytes }: Settings['gateway']['stored_responses']): StoreLimits {
  return { ttlMs: ttl * 1_000, maxBytes: max_bytes };
}

interface Entry {
  readonly stored: StoredResponse;
  readonly items: readonly string[];
  readonly bytes: number;
  expiresMs: number;
}

/** No single conversation may push out all others. */
const MAX_SHARE = 0.25;
/** Headers that say whose a request is. */
const CREDENTIALS = [
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'x-heimdall-token',
  'openai-organization',
  'openai-project',
  'chatgpt-account-id',
] as const;

/** Whose a request is: a digest of everything in its headers that tells callers apart. */
export function tenantOf(headers: IncomingHttpHeaders): string {
  const hash = createHash('sha256');
  for (const name of CREDENTIALS) hash.update(`${String(headers[name] ?? '')}\n`);
  return hash.digest('base64url');
}

export class ResponseStore {
  /** By tenant and id; the least recently used first. */
  readonly #entries = new Map<string, Entry>();
  /** Key of the response that an item is part of, by tenant and item id. */
  readonly #items = new Map<string, string>();
  readonly #limits: () => StoreLimits;
  readonly #now: () => number;
  #bytes = 0;

  /** @param now Monotonic milliseconds. */
  constructor(limits: () => StoreLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** @param bytes JSON of the conversation and the response, about. */
  put(tenant: string, stored: StoredResponse, bytes: number): void {
    const { maxBytes, ttlMs } = this.#limits();
    const key = keyOf(tenant, stored.id);
    this.#remove(key);
    if (bytes > maxBytes * MAX_SHARE) return;
    const items = itemsOf(stored).map((item) => keyOf(tenant, String(item.id)));
    this.#entries.set(key, { stored, items, bytes, expiresMs: this.#now() + ttlMs });
    for (const item of items) this.#items.set(item, key);
    this.#bytes += bytes;
    this.#shrink(maxBytes);
  }

  get(tenant: string, id: string): StoredResponse | null {
    return this.#use(keyOf(tenant, id))?.stored ?? null;
  }

  /** True when there was one. */
  delete(tenant: string, id: string): boolean {
    return this.#remove(keyOf(tenant, id));
  }

  /** What a request of this tenant may refer to. */
  lookup(tenant: string): StoredLookup {
    return {
      conversation: (id) => {
        const stored = this.get(tenant, id);
        if (stored === null) return null;
        return { items: [...stored.input, ...outputOf(stored.response)], atProvider: stored.atProvider };
      },
      item: (id) => this.#item(tenant, id),
    };
  }

  #item(tenant: string, id: string): StoredItem | null {
    const key = this.#items.get(keyOf(tenant, id));
    const stored = key === undefined ? undefined : this.#use(key)?.stored;
    const item = stored === undefined ? undefined : itemsOf(stored).find((one) => one.id === id);
    return stored === undefined || item === undefined ? null : { item, atProvider: stored.atProvider };
  }

  #use(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expiresMs <= this.#now()) {
      this.#remove(key);
      return undefined;
    }
    entry.expiresMs = this.#now() + this.#limits().ttlMs;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** Those that have expired are among the least recently used, so they go first. */
  #shrink(maxBytes: number): void {
    for (const [key, { expiresMs }] of this.#entries) {
      if (this.#bytes <= maxBytes && expiresMs > this.#now()) return;
      this.#remove(key);
    }
  }

  #remove(key: string): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    for (const item of entry.items) if (this.#items.get(item) === key) this.#items.delete(item);
    return true;
  }
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}

export function outputOf(response: JsonObject): readonly JsonObject[] {
  return Array.isArray(response.output) ? (response.output as JsonObject[]) : [];
}

/** Items that can be referred to: those that the response made. */
function itemsOf({ response }: StoredResponse): JsonObject[] {
  return outputOf(response).filter(({ id }) => typeof id === 'string');
}
