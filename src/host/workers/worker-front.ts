import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeimdallError, type Logger, type LruCacheStats } from '../../core/index.ts';
import type { DecisionRecorder, Gateway, ListeningAddress } from '../../gateway/gateway.ts';
import { type Decision, emptyOutcome, type Outcome } from '../../shared/decision.ts';
import type { Routing } from '../routing/routing.ts';
import type { UserKeyStore } from '../user-keys/user-key-store.ts';
import type { FromWorker, ToWorker, WorkerCounts, WorkerHandle } from './messages.ts';
import { stateOf, versionOf } from './owner-state.ts';

/** How often workers are told what has changed. Milliseconds. */
const SYNC_MS = 50;
/** A worker that has not begun to listen by then is taken for dead. Milliseconds. */
const START_MS = 60_000;
/** What a worker gets beyond the grace of its answers to end by itself. Milliseconds. */
const STOP_MS = 5_000;
/** Between the end of a worker and the start of the next in its place; it doubles while they do not last. */
const RESTART_MS = { first: 100, longest: 10_000, lasting: 30_000 };

export interface WorkerFrontOptions {
  readonly count: number;
  fork(): WorkerHandle;
}

export interface WorkerFrontParts {
  readonly routing: Routing;
  readonly recorder: DecisionRecorder;
  readonly userKeys: UserKeyStore;
  /** True while something is on that only this process has: a breakpoint, a shadow, the response cache, exploration. */
  delegateAll(): boolean;
  /** Called when `problem` may have become another. */
  onChange(): void;
  readonly logger: Logger;
}

interface Worker {
  readonly handle: WorkerHandle;
  readonly startedMs: number;
  listening: ListeningAddress | null;
  counts: WorkerCounts | null;
  /** Requests whose answer has not ended: whether they were streams. */
  readonly running: Map<string, boolean>;
}

/**
 * Workers that answer requests on the endpoint's address, in front of this process, which owns the log, the console and
 * all that there is one of. What they cannot answer they hand on to it, through a socket in a folder of this user's.
 */
export class WorkerFront {
  readonly socketPath: string;
  readonly #folder: string;
  readonly #options: WorkerFrontOptions;
  readonly #parts: WorkerFrontParts;
  readonly #workers = new Set<Worker>();
  #timer: NodeJS.Timeout | null = null;
  #told: readonly unknown[] = [];
  /** False until all workers listened: till then a worker that ends is an error of the start. */
  #started = false;
  #stopping = true;
  #restartMs = RESTART_MS.first;
  #stopListening: readonly (() => void)[] = [];

  constructor(options: WorkerFrontOptions, parts: WorkerFrontParts) {
    this.#options = options;
    this.#parts = parts;
    this.#folder = mkdtempSync(join(tmpdir(), 'heimdall-'));
    this.socketPath = process.platform === 'win32' ? `\\\\.\\pipe\\${this.#folder}` : join(this.#folder, 'owner.sock');
  }

  /** Requests that workers are answering. */
  get inFlight(): number {
    let sum = 0;
    for (const { counts } of this.#workers) sum += counts?.inFlight ?? 0;
    return sum;
  }

  /** Of all workers' decision caches together, as they said last. */
  cacheStats(): LruCacheStats {
    const sum = { entries: 0, hits: 0, misses: 0, evictions: 0 };
    for (const { counts } of this.#workers) {
      if (counts === null) continue;
      for (const name of Object.keys(sum) as (keyof LruCacheStats)[]) sum[name] += counts.decisions[name];
    }
    return sum;
  }

  clearDecisions(): void {
    this.#tellAll({ kind: 'clear-decisions' });
  }

  /** That workers are missing, in a sentence; null when all are there. */
  problem(): string | null {
    if (this.#stopping) return null;
    const there = [...this.#workers].filter(({ listening }) => listening !== null).length;
    return there === this.#options.count ? null : `${there} of ${this.#options.count} workers are running.`;
  }

  /** The gateway with the workers in front: it listens where they do. */
  inFrontOf(gateway: Gateway): Gateway {
    return {
      listen: async () => {
        await gateway.listen();
        return this.#start();
      },
      close: async (graceMs) => {
        await this.#stop(graceMs);
        await gateway.close(graceMs);
      },
      pauses: () => gateway.pauses(),
      get inFlight() {
        return gateway.inFlight;
      },
    };
  }

  /** To be called when the host stops for good. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<ListeningAddress> {
    this.#stopping = false;
    const { shared } = this.#parts.routing;
    this.#stopListening = [
      shared.health.listen((news) => this.#tellAll({ kind: 'health', news })),
      shared.sessions.listen((key, state) => this.#tellAll({ kind: 'session', key, state })),
    ];
    this.#timer = setInterval(() => this.#sync(), SYNC_MS);
    this.#timer.unref();
    try {
      const addresses = await Promise.all(Array.from({ length: this.#options.count }, () => this.#fork()));
      this.#started = true;
      return addresses[0] as ListeningAddress;
    } catch (error) {
      await this.#stop(0);
      throw error;
    }
  }

  async #stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    this.#started = false;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const stop of this.#stopListening) stop();
    this.#stopListening = [];
    await Promise.all([...this.#workers].map((worker) => this.#end(worker, graceMs)));
  }

  #end({ handle }: Worker, graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(() => handle.kill(), graceMs + STOP_MS);
      handle.onExit(() => {
        clearTimeout(late);
        resolve();
      });
      handle.send({ kind: 'stop', graceMs });
    });
  }

  /** Resolves when the new worker listens. */
  #fork(): Promise<ListeningAddress> {
    const handle = this.#options.fork();
    const worker: Worker = {
      handle,
      startedMs: performance.now(),
      listening: null,
      counts: null,
      running: new Map(),
    };
    this.#workers.add(worker);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => handle.kill(), START_MS);
      const failed = (message: string) =>
        reject(new HeimdallError('config_invalid', message, { context: { worker: true } }));
      handle.onMessage((message) => {
        if (message.kind === 'listening') {
          clearTimeout(late);
          worker.listening = message.address;
          this.#parts.onChange();
          resolve(message.address);
        } else if (message.kind === 'failed') failed(message.message);
        else this.#take(worker, message);
      });
      handle.onExit(() => {
        clearTimeout(late);
        failed('A worker ended before it listened.');
        this.#ended(worker);
      });
    });
  }

  #take(worker: Worker, message: FromWorker): void {
    const { routing, recorder, userKeys } = this.#parts;
    switch (message.kind) {
      case 'ready':
        worker.handle.send({
          kind: 'start',
          state: stateOf(routing, this.#parts.delegateAll()),
          socketPath: this.socketPath,
          workers: this.#options.count,
          salt: routing.shared.salt(),
          sessions: routing.shared.knownSessions(),
          health: routing.shared.health.known(),
        });
        return;
      case 'begin': {
        const { outcome, decisionJson } = message.start;
        const decision = JSON.parse(decisionJson) as Decision;
        if (outcome.status === 'pending') worker.running.set(decision.id, outcome.streamed);
        recorder.begin({ ...message.start, decision });
        return;
      }
      case 'update':
        worker.running.delete(message.id);
        recorder.update(message.id, message.outcome, message.answer);
        return;
      case 'health':
        routing.shared.health.tell(message.news);
        return;
      case 'key-used':
        userKeys.noteUse(message.sha256, message.use);
        return;
      case 'counts':
        worker.counts = message.counts;
    }
  }

  /** Ends what a worker left open, and puts another in its place. */
  #ended(worker: Worker): void {
    this.#workers.delete(worker);
    for (const [id, streamed] of worker.running) this.#parts.recorder.update(id, lost(streamed));
    if (!this.#started) return;
    const lasted = performance.now() - worker.startedMs;
    this.#restartMs =
      lasted > RESTART_MS.lasting ? RESTART_MS.first : Math.min(this.#restartMs * 2, RESTART_MS.longest);
    this.#parts.logger.warn('a worker ended and is replaced', {
      open_requests: worker.running.size,
      in_ms: this.#restartMs,
    });
    this.#parts.onChange();
    setTimeout(() => {
      if (!this.#stopping) this.#fork().catch(() => undefined);
    }, this.#restartMs).unref();
  }

  #sync(): void {
    const { routing } = this.#parts;
    const delegateAll = this.#parts.delegateAll();
    const version = versionOf(routing, delegateAll);
    if (version.every((part, index) => part === this.#told[index])) return;
    this.#told = version;
    this.#tellAll({ kind: 'follow', state: stateOf(routing, delegateAll) });
  }

  #tellAll(message: ToWorker): void {
    for (const { handle } of this.#workers) handle.send(message);
  }
}

/** What became of a request whose worker is gone. */
function lost(streamed: boolean): Outcome {
  return { ...emptyOutcome('error', streamed), error_code: 'internal' };
}
