import { hostname } from 'node:os';
import type { Clock, Logger } from '../../core/index.ts';
import type { DecisionStart } from '../../gateway/gateway.ts';
import type { PostgresSettings } from '../../shared/settings/scale-settings.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { EndedRequest } from '../console/live-recorder.ts';
import { applyPromptPolicy } from '../storage/prompt-policy.ts';
import type { MirroredRequest } from './columns.ts';
import { PostgresWriter } from './postgres-writer.ts';

/** Requests wait at most so long for the next batch. Milliseconds. */
const FLUSH_MS = 500;
/** Rows in one batch: some milliseconds to put into words. */
const BATCH = 50;
/** Rows that wait while the server is away; more are left out. */
const MAX_WAITING = 5_000;
/** Requests whose answer has not ended. */
const MAX_RUNNING = 20_000;
const RETRY_MS = { first: 500, longest: 30_000 };
/** What is left gets so long when the host stops. Milliseconds. */
const CLOSE_MS = 3_000;

export interface PostgresMirrorOptions {
  settings(): Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when `problem` may have become another. */
  onChange(): void;
}

type Kept = Pick<MirroredRequest, 'prompt' | 'promptSha256' | 'replay'>;

/**
 * Writes requests of apps to a PostgreSQL that several hosts may share, once each, when they have ended. The SQLite log is
 * not touched by any of it: nobody waits for this server, and while it is away a bounded number of rows does.
 */
export class PostgresMirror {
  readonly #options: PostgresMirrorOptions;
  readonly #running = new Map<string, Kept>();
  #waiting: MirroredRequest[] = [];
  #of: PostgresSettings | null = null;
  #writer: PostgresWriter | null = null;
  #missing: string | null = null;
  #away = false;
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;
  #retryMs = RETRY_MS.first;
  #flushing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PostgresMirrorOptions) {
    this.#options = options;
  }

  /** Why rows are not written, in a sentence; null when all is well. */
  problem(): string | null {
    if (this.#missing !== null) return this.#missing;
    if (!this.#away) return null;
    const lost = this.#dropped === 0 ? '' : ` ${this.#dropped} requests were left out.`;
    return `PostgreSQL (storage.postgres) cannot be written: requests wait.${lost}`;
  }

  /** Puts the settings in force, at the start and after every change of them. */
  configChanged(): void {
    const wanted = this.#options.settings().storage.postgres;
    if (this.#closed || JSON.stringify(wanted) === JSON.stringify(this.#of)) return;
    this.#of = wanted;
    const before = this.#writer;
    this.#flushing = this.#flushing.then(() => before?.disconnect());
    this.#missing = null;
    this.#away = false;
    this.#writer = wanted === null ? null : this.#open(wanted);
    if (this.#writer === null) this.#forget();
    this.#options.onChange();
  }

  /** To be called when a request begins. */
  readonly begun = ({ decision, promptText, replayToken }: DecisionStart): void => {
    if (this.#writer === null) return;
    const { text, sha256 } = applyPromptPolicy(promptText, this.#options.settings().storage.prompts);
    this.#running.set(decision.id, { prompt: text, promptSha256: sha256, replay: replayToken !== null });
    const [oldest] = this.#running.keys();
    if (this.#running.size > MAX_RUNNING && oldest !== undefined) this.#running.delete(oldest);
  };

  /** To be called once it has ended. */
  readonly ended = ({ decision, app, dialect, outcome }: EndedRequest): void => {
    const kept = this.#running.get(decision.id);
    if (kept === undefined || this.#of === null) return;
    this.#running.delete(decision.id);
    if (this.#waiting.length >= MAX_WAITING) {
      this.#dropped++;
      return;
    }
    const { host_name: host, records: whole } = this.#of;
    this.#waiting.push({ host: host ?? hostname(), app, dialect, ...kept, decision, outcome, whole });
    this.#schedule(FLUSH_MS);
  };

  /** Writes what waits, as far as that is quickly done. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    let late: NodeJS.Timeout | undefined;
    const rest = this.#flushing.then(() => this.#flush());
    await Promise.race([
      rest,
      new Promise<void>((resolve) => {
        late = setTimeout(resolve, CLOSE_MS);
      }),
    ]);
    clearTimeout(late);
    await this.#writer?.disconnect();
    if (this.#waiting.length > 0) {
      this.#options.logger.warn('requests were not written to PostgreSQL', { requests: this.#waiting.length });
    }
    this.#forget();
  }

  #open(of: PostgresSettings): PostgresWriter | null {
    const { env, clock } = this.#options;
    const url = of.url_env === null ? of.url : env[of.url_env]?.trim();
    if (!url || !/^postgres(ql)?:\/\//.test(url)) {
      this.#missing = `storage.postgres.url_env names ${of.url_env}, which holds no postgres:// address: nothing is written there.`;
      return null;
    }
    return new PostgresWriter(url, of.max_age_days, () => clock.now());
  }

  #forget(): void {
    this.#waiting = [];
    this.#running.clear();
  }

  #schedule(ms: number): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flushing = this.#flushing.then(() => this.#flush());
    }, ms);
    this.#timer.unref();
  }

  /** Never rejects. */
  async #flush(): Promise<void> {
    const writer = this.#writer;
    while (writer !== null && writer === this.#writer && this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, BATCH);
      try {
        const refused = await writer.write(batch);
        if (refused > 0) this.#options.logger.warn('PostgreSQL took no rows of some requests', { requests: refused });
      } catch (error) {
        await writer.disconnect();
        this.#failed(error);
        return;
      }
      this.#waiting.splice(0, batch.length);
      this.#works();
    }
  }

  #works(): void {
    this.#retryMs = RETRY_MS.first;
    if (!this.#away) return;
    this.#away = false;
    this.#options.logger.info('PostgreSQL is written again', { left_out: this.#dropped });
    this.#dropped = 0;
    this.#options.onChange();
  }

  #failed(error: unknown): void {
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.longest);
    if (this.#away) return;
    this.#away = true;
    const { code, name } = error as { code?: unknown; name?: unknown };
    // The code alone: texts of errors may quote what was sent.
    this.#options.logger.warn('PostgreSQL cannot be written; requests wait for it', { reason: String(code ?? name) });
    this.#options.onChange();
  }
}
