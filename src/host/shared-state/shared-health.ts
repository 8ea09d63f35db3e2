import { z } from 'zod';
import type { Clock } from '../../core/index.ts';
import type { HealthExchange, HealthNews } from '../../gateway/gateway.ts';
import { HOUR_MS } from '../../shared/durations.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Nothing is left alone for longer. Milliseconds. */
const LONGEST_MS = HOUR_MS;
/** No request waits for it. Milliseconds. */
const CATCH_UP_MS = 2_000;
const MAX_KNOWN = 1_000;

const ms = z.number().min(0).max(LONGEST_MS);
const name = z.string().max(512);
const newsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('paused'),
    name,
    provider: z.string().max(64),
    model: z.string().max(256).nullable(),
    ms,
    reason: z.string().max(256),
    firm: z.boolean(),
  }),
  z.object({
    kind: z.literal('opened'),
    name,
    provider: z.string().max(64),
    failures: z.number().int().min(1).max(1_000_000),
    ms,
  }),
  z.object({ kind: z.literal('closed'), name }),
]);
const messageSchema = z.object({ from: z.string(), news: newsSchema });
const keptSchema = z.object({ until_ms: z.number(), news: newsSchema });

/** One who listens: to others in this process, and to what comes from afar. */
type Hear = (news: HealthNews) => void;

/**
 * Cooldowns over all processes: told at once to those of this host, and to other hosts on a channel, and kept in one hash for hosts that come later. What is kept
 * has the time of its end by the clock of its host; what is told has how long it lasts, so clocks do not matter there.
 */
export class SharedHealth implements HealthExchange {
  readonly #heard = new Set<Hear>();
  /** What is in force, by its name. */
  readonly #known = new Map<string, { readonly untilMs: number; readonly news: HealthNews }>();
  readonly #id: string;
  readonly #clock: Clock;
  readonly #connection: () => { readonly redis: RedisConnection; readonly prefix: string } | null;

  /** @param id Of this process. @param connection Null while cooldowns are not shared. */
  constructor(
    id: string,
    clock: Clock,
    connection: () => { readonly redis: RedisConnection; readonly prefix: string } | null,
  ) {
    this.#id = id;
    this.#clock = clock;
    this.#connection = connection;
  }

  tell(news: HealthNews): void {
    this.#tellAll(news);
    this.#publish(news);
  }

  /** Takes over what another process of this host learned and told the others itself. */
  hear(news: HealthNews): void {
    this.#tellAll(news);
  }

  /** What is in force now. */
  known(): HealthNews[] {
    const now = this.#clock.monotonicMs();
    return [...this.#known.values()].flatMap(({ untilMs, news }) =>
      news.kind === 'closed' || untilMs <= now ? [] : [{ ...news, ms: untilMs - now }],
    );
  }

  #publish(news: HealthNews): void {
    const connection = this.#connection();
    if (connection === null) return;
    const { redis, prefix } = connection;
    const key = keptKey(prefix);
    const field = fieldOf(news);
    redis.tell((client) => {
      const commands = client.multi();
      if (news.kind === 'closed') commands.hdel(key, field);
      else {
        commands.hset(key, field, JSON.stringify({ until_ms: this.#clock.now() + news.ms, news }));
        commands.pexpire(key, LONGEST_MS);
      }
      return commands.publish(channelOf(prefix), JSON.stringify({ from: this.#id, news })).exec();
    });
  }

  listen(hear: Hear): () => void {
    for (const news of this.known()) hear(news);
    this.#heard.add(hear);
    return () => this.#heard.delete(hear);
  }

  /** Takes what came on the channel. What cannot be read is left out: it may be from a newer Heimdall. */
  receive(text: string): void {
    if (this.#connection() === null) return;
    const message = messageSchema.safeParse(parse(text));
    if (message.success && message.data.from !== this.#id) this.#tellAll(message.data.news);
  }

  /** Learns what others left alone before this one listened, and says what it left alone itself. */
  async catchUp(): Promise<void> {
    const connection = this.#connection();
    if (connection === null) return;
    for (const news of this.known()) this.#publish(news);
    const key = keptKey(connection.prefix);
    const kept = await connection.redis.ask((client) => client.hgetall(key), CATCH_UP_MS);
    const now = this.#clock.now();
    const over: string[] = [];
    for (const [field, text] of Object.entries(kept ?? {})) {
      const { success, data } = keptSchema.safeParse(parse(text));
      const left = success ? data.until_ms - now : 0;
      if (!success || left <= 0) over.push(field);
      else if (data.news.kind !== 'closed') this.#tellAll({ ...data.news, ms: Math.min(left, data.news.ms) });
    }
    if (over.length > 0) connection.redis.tell((client) => client.hdel(key, ...over));
  }

  #tellAll(news: HealthNews): void {
    const field = fieldOf(news);
    this.#known.delete(field);
    if (news.kind !== 'closed') {
      this.#known.set(field, { untilMs: this.#clock.monotonicMs() + news.ms, news });
      const [oldest] = this.#known.keys();
      if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    }
    for (const hear of this.#heard) hear(news);
  }
}

const fieldOf = (news: HealthNews): string => `${news.kind === 'paused' ? 'pause' : 'circuit'} ${news.name}`;
export const channelOf = (prefix: string): string => `${prefix}:cooldowns:news`;
const keptKey = (prefix: string): string => `${prefix}:cooldowns`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
