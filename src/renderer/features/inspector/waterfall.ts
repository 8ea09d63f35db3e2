import type { DecisionRecord, StageTimings } from '../../../shared/decision.ts';

export interface Bar {
  readonly id: string;
  readonly label: string;
  /** In the unit of the scale that the bar is on. */
  readonly start: number;
  readonly length: number;
  readonly kind: 'guard' | 'cache' | 'routing' | 'upstream' | 'failed' | 'other';
}

const STAGES: readonly (readonly [keyof StageTimings, string, Bar['kind']])[] = [
  ['auth', 'auth', 'guard'],
  ['cache', 'cache', 'cache'],
  ['tokenize', 'tokenize', 'routing'],
  ['embed', 'embed', 'routing'],
  ['signals', 'text signals', 'routing'],
  ['clusters', 'clusters', 'routing'],
  ['triage', 'triage', 'routing'],
  ['scoring', 'scoring', 'routing'],
  ['hooks', 'hooks', 'guard'],
];

/** Heimdall's stages end to end, in microseconds. What the stages do not cover is a bar of its own, not a gap. */
export function stageBars(timings: StageTimings): readonly Bar[] {
  const bars: Bar[] = [];
  let at = 0;
  const add = (id: string, label: string, length: number, kind: Bar['kind']): void => {
    if (length <= 0) return;
    bars.push({ id, label, start: at, length, kind });
    at += length;
  };
  for (const [id, label, kind] of STAGES) {
    // `features` may take longer than its named parts.
    if (id === 'triage') add('features', 'other features', timings.features - featureParts(timings), 'routing');
    add(id, label, timings[id], kind);
  }
  add('rest', 'between stages', timings.total - at, 'other');
  return bars;
}

function featureParts({ tokenize, embed, signals, clusters }: StageTimings): number {
  return tokenize + embed + signals + clusters;
}

/** The whole request in milliseconds: Heimdall, each attempt, waiting for the first token, streaming. */
export function requestBars({ decision, outcome }: DecisionRecord): readonly Bar[] {
  const heimdall = outcome.overhead_ms ?? decision.timings_us.total / 1_000;
  const bars: Bar[] = [{ id: 'heimdall', label: 'Heimdall', start: 0, length: heimdall, kind: 'routing' }];
  let at = heimdall;
  for (const [index, attempt] of outcome.attempts.entries()) {
    const last = index === outcome.attempts.length - 1;
    if (last && !attempt.error) break;
    bars.push({
      id: `attempt-${index}`,
      label: `${attempt.model} failed`,
      start: at,
      length: attempt.ms,
      kind: 'failed',
    });
    at += attempt.ms;
  }
  const total = outcome.total_ms;
  if (total === null || total <= at) return bars;
  const first = outcome.ttft_ms;
  if (first !== null && first > at && first < total) {
    bars.push({ id: 'first', label: 'waiting for the first token', start: at, length: first - at, kind: 'upstream' });
    bars.push({
      id: 'stream',
      label: outcome.streamed ? 'streaming' : 'reading the answer',
      start: first,
      length: total - first,
      kind: 'upstream',
    });
  } else {
    bars.push({ id: 'upstream', label: 'upstream', start: at, length: total - at, kind: 'upstream' });
  }
  return bars;
}
