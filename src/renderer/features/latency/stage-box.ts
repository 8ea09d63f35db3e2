import type { LatencyProfile, LatencySource } from './latency-choice.ts';

type Stage = Pick<LatencyProfile['stages'][number], 'p5' | 'p25' | 'p50' | 'p75' | 'p95'>;

/** Places on the common axis, 0..1. */
export type BoxMarks = { readonly [K in keyof Stage]: number };

export interface BoxScale {
  /** Ends of the axis in microseconds: whole decades. */
  readonly low: number;
  readonly high: number;
  marks(stage: Stage): BoxMarks;
}

/** One logarithmic axis for all stages: microseconds of scoring beside seconds of upstream. */
export function boxScale(stages: readonly Stage[]): BoxScale {
  const least = Math.min(...stages.map(({ p5 }) => p5).filter((us) => us > 0));
  const most = Math.max(1, ...stages.map(({ p95 }) => p95));
  const low = Number.isFinite(least) ? 10 ** Math.floor(Math.log10(least)) : 0.1;
  const high = Math.max(low * 10, 10 ** Math.ceil(Math.log10(most)));
  const place = (us: number): number =>
    Math.min(1, Math.max(0, Math.log(Math.max(us, low) / low) / Math.log(high / low)));
  return {
    low,
    high,
    marks: ({ p5, p25, p50, p75, p95 }) => ({
      p5: place(p5),
      p25: place(p25),
      p50: place(p50),
      p75: place(p75),
      p95: place(p95),
    }),
  };
}

/** The stages of a source, largest share first. Of Heimdall's own time upstream is no part. */
export function stagesOf(
  stages: LatencyProfile['stages'],
  source: LatencySource,
): readonly LatencyProfile['stages'][number][] {
  const parts = source === 'heimdall' ? stages.filter(({ name }) => name !== 'upstream') : stages;
  const whole = parts.reduce((sum, { share }) => sum + share, 0);
  return parts
    .map((stage) => ({ ...stage, share: whole > 0 ? stage.share / whole : 0 }))
    .sort((one, other) => other.share - one.share);
}
