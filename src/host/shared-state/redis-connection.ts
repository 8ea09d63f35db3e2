import type { Redis, RedisOptions } from 'ioredis';
import type { Logger } from '../../core/index.ts';

/** A server that has nothing to say to a question for so long is given up and connected to anew. Milliseconds. */
const SILENCE_MS = 2_000;
const CONNECT_MS = 2_000;
const RETRY_MS = { first: 100, longest: 5_000 };
/** After so many questions in a row that took too long, none is asked for a moment. */
const LATE_IN_A_ROW = 3;
const REST_MS = 1_000;
/** Commands that wait for a slow server at most; more are left out, so that memory is bounded. */
const MAX_UNANSWERED = 1_000;
const LATE = Symbol('late');

export interface RedisConnectionOptions {
  /** With its password. Never shown. */
  readonly url: string;
  /** What a question may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Called with everything that is said on this channel. */
  readonly channel: string;
  onMessage(text: string): void;
  /** Called when the server is there, or there again. */
  onReady(): void;
  /** Called when the server came or went. */
  onChange(): void;
  readonly logger: Logger;
}

/**
 * A connection for questions, one that listens, and the promise that nobody waits for either: questions have a budget,
 * commands are not waited for, and while the server is away neither is sent. It is looked for until `close`.
 */
export class RedisConnection {
  readonly #options: RedisConnectionOptions;
  #clients: { readonly asking: Redis; readonly listening: Redis } | null = null;
  #connected = false;
  #warned = false;
  #closed = false;
  #unanswered = 0;
  #late = 0;
  #restUntilMs = 0;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
  }

  /** True while the server answers. */
  get connected(): boolean {
    return this.#connected;
  }

  /** Begins to look for the server. Never rejects. */
  async open(): Promise<void> {
    // Loaded here: whoever works alone has no use for it.
    const { Redis } = await import('ioredis');
    if (this.#closed) return;
    const shared: RedisOptions = {
      lazyConnect: true,
      // What cannot be asked now is answered here instead.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: CONNECT_MS,
      retryStrategy: (times) => Math.min(RETRY_MS.first * 2 ** (times - 1), RETRY_MS.longest),
    };
    const asking = new Redis(this.#options.url, { ...shared, socketTimeout: SILENCE_MS, enableAutoPipelining: true });
    const listening = new Redis(this.#options.url, { ...shared, autoResubscribe: false });
    this.#clients = { asking, listening };
    for (const client of [asking, listening]) {
      client.on('error', (error: Error) => this.#away(error));
      client.on('close', () => this.#away(null));
      client.on('ready', () => void this.#arrived());
      client.connect().catch(() => undefined);
    }
    listening.on('message', (_channel, text) => this.#options.onMessage(text));
  }

  /**
   * Asks. Undefined when the server is away, says no, or has not answered in time.
   *
   * @param budgetMs By default what a request may wait.
   */
  async ask<T>(question: (redis: Redis) => Promise<T>, budgetMs = this.#options.timeoutMs): Promise<T | undefined> {
    if (!this.#mayAsk()) return undefined;
    const answer = this.#send(question);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<typeof LATE>((resolve) => {
      timer = setTimeout(() => resolve(LATE), budgetMs);
    });
    const first = await Promise.race([answer, late]);
    clearTimeout(timer);
    if (first !== LATE) {
      this.#late = 0;
      return first;
    }
    if (++this.#late >= LATE_IN_A_ROW) this.#restUntilMs = performance.now() + REST_MS;
    return undefined;
  }

  /** Sends what nobody waits for. */
  tell(command: (redis: Redis) => Promise<unknown>): void {
    if (this.#mayAsk()) void this.#send(command);
  }

  close(): void {
    this.#closed = true;
    this.#connected = false;
    this.#clients?.asking.disconnect();
    this.#clients?.listening.disconnect();
  }

  #mayAsk(): boolean {
    return this.#connected && this.#unanswered < MAX_UNANSWERED && performance.now() >= this.#restUntilMs;
  }

  async #send<T>(command: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    const redis = this.#clients?.asking;
    if (redis === undefined) return undefined;
    this.#unanswered++;
    try {
      return await command(redis);
    } catch (error) {
      // A server that is there and says no: out of memory, read-only, no rights.
      if (this.#connected) this.#warn(error as Error);
      return undefined;
    } finally {
      this.#unanswered--;
    }
  }

  async #arrived(): Promise<void> {
    const { asking, listening } = this.#clients ?? {};
    if (asking?.status !== 'ready' || listening?.status !== 'ready' || this.#closed) return;
    try {
      await listening.subscribe(this.#options.channel);
    } catch (error) {
      this.#away(error as Error);
      return;
    }
    if (this.#closed || this.#connected) return;
    this.#connected = true;
    this.#late = 0;
    this.#restUntilMs = 0;
    this.#warned = false;
    this.#options.logger.info('shared state: connected');
    this.#options.onReady();
    this.#options.onChange();
  }

  #away(error: Error | null): void {
    if (this.#closed) return;
    if (error !== null || this.#connected) this.#warn(error);
    if (!this.#connected) return;
    this.#connected = false;
    this.#options.onChange();
  }

  /** Once until it works again: an outage is one event, however many requests notice it. */
  #warn(error: Error | null): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#options.logger.warn('shared state: the server cannot be used; this host goes on by itself', {
      // The code alone: texts of errors may quote what was sent.
      reason: reasonOf(error),
    });
  }
}

function reasonOf(error: Error | null): string {
  if (error === null) return 'the connection was closed';
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? /^[A-Z]{3,20}\b/.exec(message)?.[0] ?? error.name;
}
