import type { Bucket, DecisionSession, Effort } from '../../shared/decision.ts';
import { LruCache } from '../cache/lru-cache.ts';
import type { Clock } from '../ports.ts';
import type { MaybePromise } from '../types.ts';

/** Which conversation a request belongs to. */
export interface SessionReference {
  /** Hash of whatever tells the conversation from others, the caller's credential included; never text. */
  readonly key: string;
  /** How the conversation was recognised; recorded with the decision. */
  readonly source: DecisionSession['source'];
}

/** What is remembered of a conversation: how its last answer came about. */
export interface SessionState {
  /** Catalog id of what answered last. */
  readonly model: string;
  /** Its effort; null for the model's default. */
  readonly effort: Effort | null;
  /** Who was called. */
  readonly provider: string;
  /** Bucket that the model was chosen in; null when the caller named it. */
  readonly bucket: Bucket | null;
  /** Unix time in milliseconds. */
  readonly answeredMs: number;
  /** Tokens of the prompt that the provider should have in its cache. */
  readonly warmTokens: number;
  /** Tokens that the last answer read from that cache. */
  readonly cachedReadTokens: number;
  /** How long the provider keeps its cache after an answer, in milliseconds. */
  readonly cacheLifetimeMs: number;
  /** The cache was filled because the caller marked what to keep, not by itself. */
  readonly marked: boolean;
}

/** Where sessions are kept. A store outside the process may answer later; `set` never throws. */
export interface SessionStore {
  /** Undefined when nothing is known, or no longer. */
  get(key: string): MaybePromise<SessionState | undefined>;
  /** Replaces what is known. */
  set(key: string, state: SessionState): void;
}

export interface SessionLimits {
  readonly maxSessions: number;
  readonly ttlMs: number;
}

/** Sessions in memory: the least recently used goes first. Changed limits start it anew. */
export class MemorySessionStore implements SessionStore {
  readonly #clock: Clock;
  readonly #limits: () => SessionLimits;
  #inForce: SessionLimits;
  #sessions: LruCache<SessionState>;

  /** @param limits Read at each use, so that a changed configuration is in force at once. */
  constructor(clock: Clock, limits: () => SessionLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#inForce = limits();
    this.#sessions = this.#create();
  }

  get(key: string): SessionState | undefined {
    return this.#current().get(key);
  }

  set(key: string, state: SessionState): void {
    this.#current().set(key, state);
  }

  /** All that are remembered, the least recently used first. */
  all(): (readonly [string, SessionState])[] {
    return [...this.#current().entries()];
  }

  #current(): LruCache<SessionState> {
    const { maxSessions, ttlMs } = this.#limits();
    if (maxSessions !== this.#inForce.maxSessions || ttlMs !== this.#inForce.ttlMs) {
      this.#inForce = { maxSessions, ttlMs };
      this.#sessions = this.#create();
    }
    return this.#sessions;
  }

  #create(): LruCache<SessionState> {
    const { maxSessions: maxEntries, ttlMs } = this.#inForce;
    return new LruCache({ maxEntries, ttlMs, clock: this.#clock });
  }
}
