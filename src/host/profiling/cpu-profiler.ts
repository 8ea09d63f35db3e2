import { Session } from 'node:inspector';
import { type Clock, HeimdallError, type Logger } from '../../core/index.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { CpuProfile } from './cpu-profile.ts';
import { portableProfile } from './portable-profile.ts';
import { ScriptSources } from './script-sources.ts';
import { summarizeProfile } from './summarize-profile.ts';

/** V8's own default: fine enough for what takes a per cent, and cheap. Microseconds. */
const INTERVAL_US = 1_000;

export type ProfilerStatus = ConsoleOutput<'profiler.status'>;

interface Taken {
  readonly shown: NonNullable<ProfilerStatus['last']>;
  readonly text: string;
}

export interface CpuProfilerOptions {
  /** Files are named relative to it. */
  readonly appFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when one has begun or ended. */
  onChange(): void;
}

interface Running {
  readonly session: Session;
  readonly startedMs: number;
  readonly startedMonotonicMs: number;
  readonly limitMs: number;
  readonly timer: NodeJS.Timeout;
}

/** Takes CPU profiles of this process, one at a time: of the thread that the router and the endpoint are on. */
export class CpuProfiler {
  readonly #options: CpuProfilerOptions;
  #running: Running | null = null;
  #starting = false;
  #reading: Promise<void> | null = null;
  #last: Taken | null = null;
  #problem: string | null = null;

  constructor(options: CpuProfilerOptions) {
    this.#options = options;
  }

  status(): ProfilerStatus {
    const running = this.#running;
    return {
      state: running !== null || this.#starting ? 'running' : this.#reading !== null ? 'reading' : 'idle',
      elapsed_ms: running === null ? 0 : this.#options.clock.monotonicMs() - running.startedMonotonicMs,
      limit_ms: running?.limitMs ?? 0,
      last: this.#last?.shown ?? null,
      problem: this.#problem,
    };
  }

  /** @throws {HeimdallError} `not_found` before the first profile has ended. */
  text(): { readonly name: string; readonly text: string } {
    if (this.#last === null) throw new HeimdallError('not_found', 'No CPU profile was taken yet: start one first.');
    return { name: this.#last.shown.name, text: this.#last.text };
  }

  /**
   * Begins one that ends by itself after a time.
   *
   * @throws {HeimdallError} `unavailable` while another one is taken, or where the engine refuses.
   */
  async start(seconds: number): Promise<ProfilerStatus> {
    const { state, elapsed_ms, limit_ms } = this.status();
    if (state !== 'idle') {
      const since = `for ${Math.round(elapsed_ms / 1_000)} of ${limit_ms / 1_000} s`;
      throw new HeimdallError(
        'unavailable',
        state === 'reading'
          ? 'The last CPU profile is being read: try again in a moment.'
          : `A CPU profile is being taken already, ${since}: stop it first, or wait for its end.`,
      );
    }
    this.#starting = true;
    try {
      this.#running = await this.#begin(seconds * 1_000);
      this.#last = null;
      this.#problem = null;
    } finally {
      this.#starting = false;
    }
    this.#options.onChange();
    return this.status();
  }

  /** Ends the one that is taken. Resolves when it was read; `problem` says when it could not be. */
  async stop(): Promise<ProfilerStatus> {
    const running = this.#running;
    if (running !== null) {
      this.#running = null;
      clearTimeout(running.timer);
      this.#reading = this.#read(running).finally(() => {
        this.#reading = null;
        this.#options.onChange();
      });
      this.#options.onChange();
    }
    await this.#reading;
    return this.status();
  }

  /** Gives up what is taken. */
  close(): void {
    if (this.#running === null) return;
    clearTimeout(this.#running.timer);
    this.#running.session.disconnect();
    this.#running = null;
  }

  async #begin(limitMs: number): Promise<Running> {
    const { clock } = this.#options;
    const session = new Session();
    try {
      session.connect();
      await ask(session, 'Profiler.enable');
      await ask(session, 'Profiler.setSamplingInterval', { interval: INTERVAL_US });
      await ask(session, 'Profiler.start');
    } catch (error) {
      session.disconnect();
      throw new HeimdallError('unavailable', `This process cannot be profiled: ${reasonOf(error)}.`);
    }
    const timer = setTimeout(() => void this.stop(), limitMs);
    timer.unref();
    return { session, startedMs: clock.now(), startedMonotonicMs: clock.monotonicMs(), limitMs, timer };
  }

  /** Never rejects. */
  async #read({ session, startedMs }: Running): Promise<void> {
    const { appFolder, logger } = this.#options;
    try {
      const { profile } = await ask<{ profile: CpuProfile }>(session, 'Profiler.stop');
      const sources = await ScriptSources.read(profile, appFolder);
      const text = JSON.stringify(portableProfile(profile, sources));
      const name = `heimdall-${new Date(startedMs).toISOString().slice(0, 19).replaceAll(':', '-')}.cpuprofile`;
      const summary = summarizeProfile(profile, sources);
      this.#last = { text, shown: { started_ms: startedMs, name, bytes: Buffer.byteLength(text), summary } };
    } catch (error) {
      this.#problem = `The profile could not be read: ${reasonOf(error)}.`;
      logger.warn('a cpu profile was not read', { error });
    } finally {
      session.disconnect();
    }
  }
}

/** The promises of `node:inspector/promises` came after the Node that the window has. */
function ask<T>(session: Session, method: string, parameters: object = {}): Promise<T> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error, answer) => {
      if (error === null) resolve(answer as T);
      else reject(error);
    });
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'the engine gave no reason';
}
