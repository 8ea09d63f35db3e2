import { type Clock, HeimdallError, type Logger } from '../../core/index.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { DAY_MS, HOUR_MS } from '../../shared/durations.ts';
import { fetchJson } from '../catalog/fetch-json.ts';
import { mayFollow } from './may-follow.ts';
import { type Release, readRelease } from './read-release.ts';
import { compareVersions, parseVersion } from './semantic-version.ts';

/** After a failure: a laptop that was offline at the start need not wait a day. */
const RETRY_MS = HOUR_MS;
/** How often is looked whether it is time; a machine that slept should notice. */
const LOOK_MS = 900_000;
const TIMEOUT_MS = 15_000;
/** GitHub's answer lists the files of a release: some 50 kB. */
const MAX_BYTES = 1024 * 1024;

export type UpdateStatus = ConsoleOutput<'updates.status'>;

export interface UpdateCheckOptions {
  /** What runs. */
  readonly version: string;
  /** The feed of the settings in force; null: nobody is asked. */
  feed(): string | null;
  /** Goes through the proxy where there is one. */
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when `status` has become another. */
  onChange(): void;
}

/** What is known of one feed; forgotten when the settings name another. */
interface Known {
  readonly feed: string;
  readonly release: Release | null;
  readonly checked_ms: number | null;
  readonly tried_ms: number | null;
  readonly problem: string | null;
}

/** Asks a feed whether there is a newer version: at the start, once a day, and when told to. It says so and does no more. */
export class UpdateCheck {
  readonly #options: UpdateCheckOptions;
  #known: Known | null = null;
  #asking: { readonly feed: string; readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: UpdateCheckOptions) {
    this.#options = options;
  }

  /** Begins to ask by itself, while there is a feed. */
  start(): void {
    this.#timer = setInterval(() => this.#askWhenDue(), LOOK_MS);
    this.#timer.unref();
    this.#askWhenDue();
  }

  /** Call after the configuration changed: a feed that is new is asked at once, one that is gone no more. */
  configChanged(): void {
    const feed = this.#options.feed();
    const followed = this.#asking?.feed ?? this.#known?.feed ?? null;
    if (feed === followed) return;
    this.#asking?.stop.abort();
    this.#asking = null;
    this.#known = null;
    if (this.#timer !== null) this.#askWhenDue();
    this.#options.onChange();
  }

  status(): UpdateStatus {
    const { version, feed } = this.#options;
    const { release = null, checked_ms = null, problem = null } = this.#known ?? {};
    return {
      current: version,
      feed: feed(),
      checking: this.#asking !== null,
      checked_ms,
      latest: release === null ? null : this.#latest(release),
      problem,
    };
  }

  /**
   * Asks now, or waits for the answer that is on its way.
   *
   * @throws {HeimdallError} `unavailable` when no feed is set. A feed that fails is told in `problem`.
   */
  async check(): Promise<UpdateStatus> {
    const feed = this.#options.feed();
    if (feed === null) {
      throw new HeimdallError(
        'unavailable',
        'No update feed is set, so nobody is asked. Set desktop.update_feed, or the feed in Settings, About.',
      );
    }
    await this.#ask(feed);
    return this.status();
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#asking?.stop.abort();
  }

  #latest({ version, parsed, notes, url }: Release): UpdateStatus['latest'] {
    const current = parseVersion(this.#options.version);
    return { version, notes, url, newer: current !== null && compareVersions(parsed, current) > 0 };
  }

  #askWhenDue(): void {
    const feed = this.#options.feed();
    if (feed === null) return;
    const { tried_ms = null, problem = null } = this.#known ?? {};
    const since = tried_ms === null ? null : this.#options.clock.now() - tried_ms;
    // A clock that was set back puts nothing off.
    const due = since === null || since < 0 || since >= (problem === null ? DAY_MS : RETRY_MS);
    if (due) void this.#ask(feed);
  }

  #ask(feed: string): Promise<void> {
    if (this.#asking !== null) return this.#asking.done;
    const stop = new AbortController();
    const done = this.#read(feed, stop.signal);
    this.#asking = { feed, stop, done };
    this.#options.onChange();
    return done;
  }

  /** Never rejects. */
  async #read(feed: string, signal: AbortSignal): Promise<void> {
    const { clock, logger, onChange } = this.#options;
    const tried_ms = clock.now();
    const answer = await this.#release(feed, signal);
    if (signal.aborted) return;
    const before = this.#known;
    if (typeof answer === 'string') {
      if (before?.problem !== answer) logger.info('update feed not read', { reason: answer });
      this.#known = { feed, release: null, checked_ms: null, ...before, tried_ms, problem: answer };
    } else this.#known = { feed, release: answer, checked_ms: tried_ms, tried_ms, problem: null };
    this.#asking = null;
    onChange();
  }

  /** Resolves with why there is none where it could not be read. */
  async #release(feed: string, signal: AbortSignal): Promise<Release | string> {
    const { fetch } = this.#options;
    const { host } = new URL(feed);
    try {
      // Nothing in it says who asks: no version, no cookie, no tag of an earlier answer.
      const request = { url: feed, version: null, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, signal, fetch };
      const answer = await fetchJson({ ...request, mayFollow: (to) => mayFollow(feed, to.href) });
      return readRelease(answer.changed ? answer.body : null, host);
    } catch (error) {
      return HeimdallError.from(error).message;
    }
  }
}
