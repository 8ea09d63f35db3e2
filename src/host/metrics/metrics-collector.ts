import type { Clock } from '../../core/index.ts';
import type { ConsoleEvent } from '../../shared/console-contract.ts';
import type { Decision, Outcome, StageTimings } from '../../shared/decision.ts';
import { MINUTE_MS } from '../../shared/durations.ts';
import { LogHistogram } from './log-histogram.ts';

const WINDOW_MINUTES = 60;
const RATE_SECONDS = 10;

type MetricsSnapshot = ConsoleEvent<'metrics'>;

/** What happened in one minute. */
interface Minute {
  decisions: number;
  errors: number;
  cacheHits: number;
  cacheMisses: number;
  costUsd: number;
  unpriced: number;
  simulated: number;
  embeddings: number;
  embeddedInputs: number;
  embeddedTokens: number;
  readonly overheadMs: LogHistogram;
  readonly stagesUs: Map<string, LogHistogram>;
}

/** Counts real traffic over the last hour, minute by minute. Sample traffic is never handed in. */
export class MetricsCollector {
  readonly #clock: Clock;
  readonly #minutes = new Map<number, Minute>();
  /** Decisions by second, for the rate. */
  readonly #seconds = new Map<number, number>();
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rises with every record: equal values mean equal counters. */
  get changes(): number {
    return this.#changes;
  }

  recordDecision(decision: Decision): void {
    const minute = this.#minute(decision.created_ms);
    if (minute === null) return;
    minute.decisions++;
    if (decision.cache.state === 'hit') minute.cacheHits++;
    if (decision.cache.state === 'miss') minute.cacheMisses++;
    for (const [stage, microseconds] of Object.entries(decision.timings_us) as [keyof StageTimings, number][]) {
      histogram(minute.stagesUs, stage).record(microseconds);
    }
    const second = Math.floor(decision.created_ms / 1_000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
    if (this.#seconds.size > RATE_SECONDS * 4) this.#forgetSeconds();
  }

  /** To be called once for a request, with its final outcome. `atMs` is Unix time in milliseconds. */
  recordOutcome(outcome: Outcome, atMs: number): void {
    const minute = this.#minute(atMs);
    if (minute === null || outcome.status === 'pending') return;
    if (outcome.status === 'error') minute.errors++;
    if (outcome.simulated) minute.simulated++;
    if (outcome.cost_usd !== null) minute.costUsd += outcome.cost_usd;
    else if (outcome.status === 'ok' && !outcome.simulated) minute.unpriced++;
    if (outcome.overhead_ms !== null) minute.overheadMs.record(outcome.overhead_ms);
  }

  /** Counts an embeddings request. `atMs` is Unix time in milliseconds. */
  recordEmbeddings({ inputs, tokens }: { readonly inputs: number; readonly tokens: number }, atMs: number): void {
    const minute = this.#minute(atMs);
    if (minute === null) return;
    minute.embeddings++;
    minute.embeddedInputs += inputs;
    minute.embeddedTokens += tokens;
  }

  /** The counters as the contract has them. */
  snapshot(): MetricsSnapshot {
    const minutes = this.#window();
    const sum = (read: (minute: Minute) => number) => minutes.reduce((total, minute) => total + read(minute), 0);
    const looked = sum((minute) => minute.cacheHits + minute.cacheMisses);
    const overhead = new LogHistogram();
    const stages = new Map<string, LogHistogram>();
    for (const minute of minutes) {
      overhead.add(minute.overheadMs);
      for (const [stage, values] of minute.stagesUs) histogram(stages, stage).add(values);
    }
    return {
      decisions_per_second: this.#rate(),
      decisions: sum((minute) => minute.decisions),
      errors: sum((minute) => minute.errors),
      cache_hit_rate: looked === 0 ? null : sum((minute) => minute.cacheHits) / looked,
      cost_usd: sum((minute) => minute.costUsd),
      unpriced: sum((minute) => minute.unpriced),
      simulated: sum((minute) => minute.simulated),
      embeddings: {
        requests: sum((minute) => minute.embeddings),
        inputs: sum((minute) => minute.embeddedInputs),
        tokens: sum((minute) => minute.embeddedTokens),
      },
      overhead_ms: overhead.percentiles(),
      stages_us: Object.fromEntries([...stages].map(([stage, values]) => [stage, values.percentiles()])),
    };
  }

  /** Forgets everything: the log was cleared. */
  clear(): void {
    this.#minutes.clear();
    this.#seconds.clear();
    this.#changes++;
  }

  #minute(timeMs: number): Minute | null {
    const now = Math.floor(this.#clock.now() / MINUTE_MS);
    const index = Math.floor(timeMs / MINUTE_MS);
    if (index <= now - WINDOW_MINUTES) return null;
    this.#changes++;
    let minute = this.#minutes.get(index);
    if (minute === undefined) {
      minute = emptyMinute();
      this.#minutes.set(index, minute);
      for (const old of this.#minutes.keys()) if (old <= now - WINDOW_MINUTES) this.#minutes.delete(old);
    }
    return minute;
  }

  #window(): Minute[] {
    const oldest = Math.floor(this.#clock.now() / MINUTE_MS) - WINDOW_MINUTES;
    return [...this.#minutes].filter(([index]) => index > oldest).map(([, minute]) => minute);
  }

  #rate(): number {
    const now = Math.floor(this.#clock.now() / 1_000);
    let decisions = 0;
    for (let second = now - RATE_SECONDS + 1; second <= now; second++) decisions += this.#seconds.get(second) ?? 0;
    return decisions / RATE_SECONDS;
  }

  #forgetSeconds(): void {
    const oldest = Math.floor(this.#clock.now() / 1_000) - RATE_SECONDS;
    for (const second of this.#seconds.keys()) if (second < oldest) this.#seconds.delete(second);
  }
}

function emptyMinute(): Minute {
  return {
    decisions: 0,
    errors: 0,
    cacheHits: 0,
    cacheMisses: 0,
    costUsd: 0,
    unpriced: 0,
    simulated: 0,
    embeddings: 0,
    embeddedInputs: 0,
    embeddedTokens: 0,
    overheadMs: new LogHistogram(),
    stagesUs: new Map(),
  };
}

function histogram(map: Map<string, LogHistogram>, name: string): LogHistogram {
  let values = map.get(name);
  if (values === undefined) {
    values = new LogHistogram();
    map.set(name, values);
  }
  return values;
}
