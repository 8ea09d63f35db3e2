import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Clock, Logger, MemorySessionStore, SessionState, SharedDecisions } from '../../core/index.ts';
import type { SharedStateSettings } from '../../shared/settings/scale-settings.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisDecisions } from './shared-decisions.ts';
import { channelOf, SharedHealth } from './shared-health.ts';
import { SharedSessions } from './shared-sessions.ts';

export interface SharedStateOptions {
  settings(): Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sessions of this process. */
  readonly sessions: MemorySessionStore;
  /** Of a process that this one works for; by default one of its own. */
  readonly salt?: Uint8Array | undefined;
  /** Called when `problem` may have become another. */
  onChange(): void;
}

interface Opened {
  readonly of: SharedStateSettings;
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly salt: Uint8Array;
  readonly decisions: RedisDecisions;
}

/**
 * What this host shares with others over `shared_state`: cooldowns, sessions and, if wanted, decisions. Without that
 * setting, before `start`, and while the server is away everything goes on in this process alone.
 */
export class SharedState {
  readonly health: SharedHealth;
  readonly sessions: SharedSessions;
  readonly #options: SharedStateOptions;
  readonly #ownSalt: Uint8Array;
  #running = false;
  #opened: Opened | null = null;
  #missing: string | null = null;

  constructor(options: SharedStateOptions) {
    this.#options = options;
    const ifShared = (what: 'cooldowns' | 'sessions') => () => (this.#opened?.of[what] ? this.#opened : null);
    this.#ownSalt = options.salt ?? randomBytes(16);
    this.health = new SharedHealth(randomUUID(), options.clock, ifShared('cooldowns'));
    this.sessions = new SharedSessions(
      options.sessions,
      ifShared('sessions'),
      () => options.settings().router.affinity.ttl_seconds * 1_000,
    );
  }

  /** Salt of what is hashed: the same on all hosts that share. */
  readonly salt = (): Uint8Array => this.#opened?.salt ?? this.#ownSalt;

  /** Null while decisions are not shared, or cannot be now. */
  readonly decisions = (): SharedDecisions | null => {
    const opened = this.#opened;
    return opened?.of.decisions && opened.redis.connected ? opened.decisions : null;
  };

  /** Sessions that this process remembers. */
  knownSessions(): readonly (readonly [string, SessionState])[] {
    return this.#options.sessions.all();
  }

  /** Takes over what another process on this machine said, and tells nobody. */
  hearSession(key: string, state: SessionState): void {
    this.#options.sessions.set(key, state);
  }

  /** Why nothing is shared although it should be, in a sentence; null when all is well. */
  problem(): string | null {
    if (this.#missing !== null) return this.#missing;
    if (this.#opened === null || this.#opened.redis.connected) return null;
    return 'The shared state (shared_state) cannot be reached: this host goes on by itself until it is there again.';
  }

  start(): void {
    this.#running = true;
    this.configChanged();
  }

  /** Puts the settings in force. */
  configChanged(): void {
    const wanted = this.#options.settings().shared_state;
    const isSame = this.#missing === null && JSON.stringify(wanted) === JSON.stringify(this.#opened?.of ?? null);
    if (!this.#running || isSame) return;
    this.#opened?.redis.close();
    this.#missing = null;
    this.#opened = wanted === null ? null : this.#open(wanted);
    this.#options.onChange();
  }

  close(): void {
    this.#running = false;
    this.#opened?.redis.close();
    this.#opened = null;
  }

  #open(of: SharedStateSettings): Opened | null {
    const { env, logger, settings, onChange } = this.#options;
    const url = of.url_env === null ? of.url : env[of.url_env]?.trim();
    if (!url || !isRedisUrl(url)) {
      this.#missing = `shared_state.url_env names ${of.url_env}, which holds no redis:// address: nothing is shared.`;
      return null;
    }
    const redis = new RedisConnection({
      url,
      timeoutMs: of.timeout_ms,
      channel: channelOf(of.key_prefix),
      onMessage: (text) => this.health.receive(text),
      onReady: () => void this.health.catchUp(),
      onChange,
      logger,
    });
    const salt = saltOf(url, of.key_prefix);
    const ttlMs = () => settings().cache_ttl * 1_000;
    void redis.open();
    const prefix = of.key_prefix;
    return { of, redis, prefix, salt, decisions: new RedisDecisions({ redis, prefix, salt, ttlMs }) };
  }
}

function isRedisUrl(text: string): boolean {
  try {
    return /^rediss?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** From what all hosts know and the server does not keep: its password. */
function saltOf(url: string, prefix: string): Uint8Array {
  const { password } = new URL(url);
  return createHash('sha256').update(`heimdall shared state\u0000${prefix}\u0000${password}`).digest();
}
