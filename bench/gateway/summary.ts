/** Figures from rounds: the median of the rounds' percentiles, with the least and the greatest. */
import { summarize } from '../statistics.ts';
import type { Measured } from './load.ts';
import type { Phase } from './phases.ts';

/** A percentile in milliseconds: the median of the rounds, and how far they spread. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  /** Least and greatest p50 of a round. */
  readonly p50_range: readonly [number, number];
}

export interface Figures {
  readonly phase: string;
  readonly connections: number;
  readonly stream: boolean;
  readonly who: string;
  readonly whole: Spread;
  readonly firstByte: Spread;
  /** Null when nothing was streamed. */
  readonly token: Spread | null;
  /** What it adds to the upstream's own figures of the same phase. */
  readonly added: { readonly p50: number; readonly p99: number; readonly first_byte_p50: number };
  readonly perSecond: number;
  readonly perSecond_range: readonly [number, number];
  readonly failed: number;
}

export function summarizeRounds(phase: Phase, rounds: Map<string, Measured[]>, base: string): Figures[] {
  const spreads = new Map([...rounds].map(([who, measured]) => [who, spreadsOf(measured, phase.stream)]));
  const own = spreads.get(base) as ReturnType<typeof spreadsOf>;
  return [...spreads].map(([who, spread]) => ({
    phase: phase.name,
    connections: phase.connections,
    stream: phase.stream,
    who,
    ...spread,
    added: {
      p50: round(spread.whole.p50 - own.whole.p50),
      p99: round(spread.whole.p99 - own.whole.p99),
      first_byte_p50: round(spread.firstByte.p50 - own.firstByte.p50),
    },
  }));
}

function spreadsOf(rounds: readonly Measured[], stream: boolean) {
  const rates = rounds.map(({ perSecond }) => Math.round(perSecond));
  return {
    whole: spread(rounds.map(({ whole }) => whole)),
    firstByte: spread(rounds.map(({ firstByte }) => firstByte)),
    token: stream ? spread(rounds.map(({ token }) => token)) : null,
    perSecond: median(rates),
    perSecond_range: range(rates),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}

function spread(rounds: readonly (readonly number[])[]): Spread {
  const summaries = rounds.map(summarize);
  const middles = summaries.map(({ p50 }) => p50);
  return { p50: median(middles), p99: median(summaries.map(({ p99 }) => p99)), p50_range: range(middles) };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

function range(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
