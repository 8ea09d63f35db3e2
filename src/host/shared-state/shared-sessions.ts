import { z } from 'zod';
import type { MaybePromise, SessionState, SessionStore } from '../../core/index.ts';
import { bucketSchema, effortSchema } from '../../shared/decision.ts';
import type { RedisConnection } from './redis-connection.ts';

const stateSchema = z.object({
  model: z.string(),
  effort: effortSchema.nullable(),
  provider: z.string(),
  bucket: bucketSchema.nullable(),
  answeredMs: z.number(),
  warmTokens: z.number(),
  cachedReadTokens: z.number(),
  cacheLifetimeMs: z.number(),
  marked: z.boolean(),
});

/** Called with the key of a session and what is now known of it. */
export type OnSession = (key: string, state: SessionState) => void;

/** Sessions over all hosts: in memory, and beside it where the others see them. The newest word counts. */
export class SharedSessions implements SessionStore {
  readonly #own: SessionStore;
  readonly #connection: () => { readonly redis: RedisConnection; readonly prefix: string } | null;
  readonly #ttlMs: () => number;
  readonly #listeners = new Set<OnSession>();

  /**
   * @param own Of this process.
   * @param connection Null while sessions are not shared.
   * @param ttlMs Milliseconds that a session is remembered.
   */
  constructor(
    own: SessionStore,
    connection: () => { readonly redis: RedisConnection; readonly prefix: string } | null,
    ttlMs: () => number,
  ) {
    this.#own = own;
    this.#connection = connection;
    this.#ttlMs = ttlMs;
  }

  get(key: string): MaybePromise<SessionState | undefined> {
    const connection = this.#connection();
    // Nobody waits for a server that is known to be away.
    return connection?.redis.connected ? this.#newest(key, connection) : this.#own.get(key);
  }

  set(key: string, state: SessionState): void {
    this.#own.set(key, state);
    for (const listener of this.#listeners) listener(key, state);
    const connection = this.#connection();
    connection?.redis.tell((client) =>
      client.set(nameOf(connection.prefix, key), JSON.stringify(state), 'PX', this.#ttlMs()),
    );
  }

  /** Tells of every session that this process sets. @returns Ends that. */
  listen(listener: OnSession): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #newest(
    key: string,
    { redis, prefix }: { readonly redis: RedisConnection; readonly prefix: string },
  ): Promise<SessionState | undefined> {
    const asked = redis.ask((client) => client.get(nameOf(prefix, key)));
    const own = await this.#own.get(key);
    const theirs = read(await asked);
    return theirs === undefined || (own !== undefined && own.answeredMs > theirs.answeredMs) ? own : theirs;
  }
}

const nameOf = (prefix: string, key: string): string => `${prefix}:session:${key}`;

function read(text: string | null | undefined): SessionState | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
