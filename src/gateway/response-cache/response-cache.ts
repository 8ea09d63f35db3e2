import {
  type Clock,
  HeimdallError,
  type KeptResponse,
  type Logger,
  MemoryResponseStore,
  type ResponseStore,
  type SemanticPlace,
} from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import { promptPreview } from '../../shared/prompt-preview.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { CanonicalAnswer } from '../dialects/canonical.ts';
import type { LocalEmbedder } from '../embeddings/local-embedder.ts';
import { AnswerCapture } from './answer-capture.ts';
import { type CacheDirective, cacheDirective } from './cache-directive.ts';
import type { CacheRequest, CacheSession, RequestCache } from './cache-session.ts';
import { type CacheHit, CacheTotals } from './cache-totals.ts';
import { cacheableRequest } from './cacheable.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';
import { type CachedAnswer, describeKept, keptAnswer, placed } from './kept-answer.ts';
import { NearMisses } from './near-misses.ts';
import { locate, nearest } from './semantic-search.ts';

export interface ResponseCacheOptions {
  readonly settings: () => Settings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly embedders: () => readonly LocalEmbedder[];
  /** Instead of the one in memory. */
  readonly store?: ResponseStore<CachedAnswer>;
}

/** Entries of a scope that a prompt is compared with: 384 products each, well under a millisecond together. */
const MAX_COMPARED = 1_000;
/** A prompt whose embedding takes longer is asked as if there were none. Loading the model takes about 300 ms. */
const EMBED_BUDGET_MS = 1_000;

export class ResponseCache implements RequestCache {
  readonly #options: ResponseCacheOptions;
  readonly #store: ResponseStore<CachedAnswer>;
  readonly #near = new NearMisses();
  readonly #totals = new CacheTotals();
  /** Why the last text could not be embedded; null when it could. */
  #embedderFault: string | null = null;

  constructor(options: ResponseCacheOptions) {
    this.#options = options;
    const limits = () => {
      const { max_entries: maxEntries, max_bytes: maxBytes, ttl_seconds: ttl } = this.#settings;
      return { maxEntries, maxBytes, ttlMs: ttl * 1_000 };
    };
    this.#store = options.store ?? new MemoryResponseStore(limits, options.clock);
  }

  get #settings(): Settings['response_cache'] {
    return this.#options.settings().response_cache;
  }

  /**
   * The cache for a request; null when it is off or has nothing to do with it.
   *
   * @throws {HeimdallError} `request_invalid` for a bad `x-heimdall-cache`.
   */
  open(request: CacheRequest): CacheSession | null {
    const directive = cacheDirective(request.headers);
    const nothing = directive.only ? unanswerable : null;
    const { enabled, max_temperature: maxTemperature } = this.#settings;
    if (!enabled || (!directive.read && !directive.write)) return nothing;
    const canonical = cacheableRequest(request.parsed, maxTemperature);
    if (canonical === null) return nothing;
    return this.#session(request, fingerprint({ ...request, canonical }), directive);
  }

  #session({ parsed }: CacheRequest, print: Fingerprint, directive: CacheDirective): CacheSession {
    // Made once, by whoever needs it first.
    let place: Promise<SemanticPlace | null> | null = null;
    const locate = () => {
      place ??= this.#locate(print);
      return place;
    };
    return {
      find: async () => {
        const hit = directive.read ? await this.#find(print, locate) : null;
        if (hit !== null) return hit;
        if (directive.read) this.#totals.missed();
        if (directive.only) throw notCached();
        return null;
      },
      capture: () => {
        if (!directive.write) return null;
        const keep = (answer: CanonicalAnswer, outcome: Outcome) => {
          this.#keep(print, locate, answer, outcome).catch((error: unknown) => {
            this.#options.logger.warn('an answer was not cached', { error });
          });
        };
        return new AnswerCapture(parsed.dialect, parsed.request.stream, this.#settings.max_entry_bytes, keep);
      },
      served: (hit, ms) => this.#totals.served(hit, ms),
    };
  }

  async #find(print: Fingerprint, locate: () => Promise<SemanticPlace | null>): Promise<CacheHit | null> {
    const exact = await this.#store.get(print.key);
    if (exact !== undefined) return this.#hit('hit', exact, 1);
    if (print.semantic === null || this.#settings.mode === 'exact') return null;
    const others = await this.#store.inScope(print.semantic.scope, MAX_COMPARED);
    // Without anything to compare with there is no need for an embedding yet.
    if (others.length === 0) return null;
    const place = await within(locate(), EMBED_BUDGET_MS);
    if (place === null) return null;
    const { found, missed } = nearest(place, others, this.#settings.threshold);
    if (found !== null) {
      // Fetched again, so that it counts as used.
      await this.#store.get(found.entry.key);
      return this.#hit('semantic', found.entry, found.cosine);
    }
    if (missed !== null) {
      const { cosine, reason, entry } = missed;
      this.#near.add({
        at_ms: this.#options.clock.now(),
        cosine,
        reason,
        preview: this.#preview(print.semantic.text),
        cached_preview: entry.value.preview,
      });
    }
    return null;
  }

  async #locate({ semantic }: Fingerprint): Promise<SemanticPlace | null> {
    const wanted = `heimdall/${this.#settings.embedder}`;
    const embedder = this.#options.embedders().find(({ model }) => model === wanted);
    if (semantic === null || embedder === undefined) return null;
    try {
      const place = await locate(semantic, embedder);
      if (place !== null) this.#embedderFault = null;
      return place;
    } catch (error) {
      // Said once: a model that is not there is not there for the next prompt either.
      const fault = String(error);
      if (fault !== this.#embedderFault) {
        this.#options.logger.warn('prompts are not embedded for the response cache: only same ones are answered', {
          error,
        });
      }
      this.#embedderFault = fault;
      return null;
    }
  }

  #hit(kind: CacheHit['kind'], { value }: KeptResponse<CachedAnswer>, cosine: number): CacheHit {
    const ageS = Math.max(0, Math.floor((this.#options.clock.now() - value.storedMs) / 1_000));
    return { kind, cached: value, ageS, cosine };
  }

  async #keep(
    print: Fingerprint,
    locate: () => Promise<SemanticPlace | null>,
    answer: CanonicalAnswer,
    outcome: Outcome,
  ): Promise<void> {
    const kept = keptAnswer(answer, outcome, {
      key: print.key,
      preview: this.#preview(print.semantic?.text ?? null),
      storedMs: this.#options.clock.now(),
      maxBytes: this.#settings.max_entry_bytes,
    });
    if (kept === null) return;
    await this.#store.set(placed(kept, this.#settings.mode === 'exact' ? null : await locate()));
    this.#totals.stored();
  }

  #preview(text: string | null): string | null {
    return text === null || !this.#showsPrompts ? null : promptPreview(text);
  }

  get #showsPrompts(): boolean {
    return this.#options.settings().storage.prompts === 'full';
  }

  /** The totals since the start, and what is kept now. */
  async stats() {
    const { enabled, mode, threshold, embedder, ttl_seconds, max_entries, max_bytes } = this.#settings;
    return {
      enabled,
      mode,
      threshold,
      embedder,
      ttl_seconds,
      max_entries,
      max_bytes,
      ...(await this.#store.stats()),
      ...this.#totals.report(),
      near_misses: this.#shownNearMisses(),
    };
  }

  /** What is kept, last used first. */
  async entries(offset: number, limit: number) {
    const now = this.#options.clock.now();
    const shows = this.#showsPrompts;
    return (await this.#store.page(offset, limit)).map((entry) => describeKept(entry, now, shows));
  }

  /** Forgets one entry; false when it is not there. */
  async purge(id: string): Promise<boolean> {
    return this.#store.delete(id);
  }

  /** Forgets everything that is kept; returns how many entries that were. Totals stay. */
  async clear(): Promise<number> {
    this.#near.clear();
    return this.#store.clear();
  }

  #shownNearMisses() {
    const shows = this.#showsPrompts;
    return this.#near.list().map((miss) => (shows ? miss : { ...miss, preview: null, cached_preview: null }));
  }
}

/** For requests that want an answer from the cache, and cannot have one. */
const unanswerable: CacheSession = {
  find: async () => {
    throw notCached();
  },
  capture: () => null,
  served: () => {},
};

function notCached(): HeimdallError {
  return new HeimdallError(
    'response_not_cached',
    'There is no cached answer to this request, and x-heimdall-cache (or cache-control) allows no other.',
  );
}

/** Null when the time is up. */
function within<T>(promise: Promise<T | null>, ms: number): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
