/** Which recorded decisions would have gone where: the rows behind the numbers of a preview. */
import { bestOfColumns, type CandidateColumns } from '../../../shared/alpha-score.ts';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';
import { splitModel } from '../../lib/names.ts';
import {
  type Alternatives,
  alternativeKey,
  bucketUnder,
  MOVED_KNOWN,
  MOVED_UNKNOWN,
  NOT_RESCORED,
  type Preview,
  type TuningValues,
  type Weighed,
} from './what-if.ts';
import type { WhatIfSet } from './what-if-set.ts';

export const FLOW_BY = ['model', 'bucket', 'author'] as const;
export type FlowBy = (typeof FLOW_BY)[number];

export interface FlippedRow {
  readonly position: number;
  readonly id: string;
  readonly preview: string | null;
  readonly from: string;
  /** Null when the model in the other bucket is not known from the record. */
  readonly to: string | null;
  /** When it would be another one. */
  readonly toBucket: Bucket | null;
  readonly costDelta: number | null;
  readonly qualityDelta: number | null;
  /** How far the new choice would lead the recorded one; null across buckets. */
  readonly margin: number | null;
  readonly sample: boolean;
}

/** One band of the flow and what it splits into. */
export interface FlowBand {
  readonly from: string;
  readonly total: number;
  readonly stay: number;
  /** Most first. */
  readonly to: readonly { readonly name: string; readonly count: number }[];
}

/** The rows of one band, or of one of its parts. */
export interface FlowPick {
  readonly by: FlowBy;
  readonly from: string;
  readonly to: string | null;
}

/** Where the model of a moved request is not known, as an end of a band. */
export const NOT_KNOWN = 'not known';

interface Ends {
  readonly from: string;
  readonly to: string;
}

export interface WhatIfResult {
  readonly set: WhatIfSet;
  readonly weighed: Weighed;
  readonly preview: Preview;
  readonly values: TuningValues;
  readonly alternatives: Alternatives;
}

/** The index of the winner among the candidates of the bucket that a row would move to. */
function movedTo({ set, preview, values, alternatives }: WhatIfResult, row: number) {
  const { alpha, thresholds } = values;
  const wanted = bucketUnder(set, row, thresholds);
  const other = alternatives.get(alternativeKey(set.position[row] as number, wanted));
  if (preview.choice[row] !== MOVED_KNOWN || !other) return null;
  const best = bestOfColumns(alpha, other, 0, other.target.length);
  return {
    target: other.target[best] as number,
    quality: other.quality[best] as number,
    usd: other.usd[best] as number,
  };
}

/** Flipped and moved decisions, newest first, of which the first `limit` are listed. */
export function listFlips(
  result: WhatIfResult,
  limit: number,
  pick: FlowPick | null,
): { readonly rows: readonly FlippedRow[]; readonly total: number } {
  const { set, preview, weighed, values } = result;
  const { ring } = set;
  const { alpha } = values;
  const rows: FlippedRow[] = [];
  let total = 0;
  for (let row = set.rows - 1; row >= 0; row--) {
    const choice = preview.choice[row] as number;
    const start = set.start[row] as number;
    if (choice === NOT_RESCORED || choice === start) continue;
    if (pick !== null && !isPicked(result, row, pick)) continue;
    const there = choice >= 0 ? null : movedTo(result, row);
    // Another bucket, the same target: nothing flips.
    if (there !== null && there.target === set.target[start] && pick?.by !== 'bucket') continue;
    total++;
    if (rows.length >= limit) continue;
    const position = set.position[row] as number;
    const usd = there === null ? (set.usd[choice] ?? Number.NaN) : there.usd;
    const quality = there === null ? (set.quality[choice] ?? Number.NaN) : there.quality;
    const costDelta = usd - (set.usd[start] as number);
    const qualityDelta = quality - (set.quality[start] as number);
    rows.push({
      position,
      id: ring.idAt(position),
      preview: ring.previewAt(position),
      from: ring.texts.textOf(set.target[start] as number),
      to:
        choice === MOVED_UNKNOWN
          ? null
          : ring.texts.textOf(there === null ? (set.target[choice] as number) : there.target),
      toBucket: choice >= 0 ? null : (BUCKETS[preview.bucket[row] as number] as Bucket),
      costDelta: Number.isNaN(costDelta) ? null : costDelta,
      qualityDelta: Number.isNaN(qualityDelta) ? null : qualityDelta,
      margin: choice >= 0 ? scoreAt(alpha, weighed, choice) - scoreAt(alpha, weighed, start) : null,
      sample: set.sample[row] === 1,
    });
  }
  return { rows, total };
}

function scoreAt(alpha: number, { quality, cost, penalty }: CandidateColumns, at: number): number {
  return alpha * (quality[at] as number) - (1 - alpha) * (cost[at] as number) - (penalty[at] as number);
}

/** Bands by where the decisions went, the largest first. */
export function flowOf(result: WhatIfResult, by: FlowBy): readonly FlowBand[] {
  const bands = new Map<string, { total: number; stay: number; to: Map<string, number> }>();
  for (let row = 0; row < result.set.rows; row++) {
    const ends = endsOf(result, row, by);
    if (ends === null) continue;
    let band = bands.get(ends.from);
    if (band === undefined) {
      band = { total: 0, stay: 0, to: new Map() };
      bands.set(ends.from, band);
    }
    band.total++;
    if (ends.from === ends.to) band.stay++;
    else band.to.set(ends.to, (band.to.get(ends.to) ?? 0) + 1);
  }
  return [...bands]
    .map(([from, { total, stay, to }]) => ({
      from,
      total,
      stay,
      to: [...to].map(([name, count]) => ({ name, count })).sort((one, other) => other.count - one.count),
    }))
    .sort((one, other) => other.total - one.total);
}

function isPicked(result: WhatIfResult, row: number, pick: FlowPick): boolean {
  const ends = endsOf(result, row, pick.by);
  return ends !== null && ends.from === pick.from && (pick.to === null || ends.to === pick.to);
}

function endsOf(result: WhatIfResult, row: number, by: FlowBy): Ends | null {
  const { set, preview } = result;
  const choice = preview.choice[row] as number;
  if (choice === NOT_RESCORED) return null;
  if (by === 'bucket') {
    return { from: BUCKETS[set.bucket[row] as number] as string, to: BUCKETS[preview.bucket[row] as number] as string };
  }
  const { texts } = set.ring;
  const there = choice >= 0 ? (set.target[choice] as number) : (movedTo(result, row)?.target ?? null);
  const name = (target: number): string => {
    const text = texts.textOf(target);
    if (by === 'model') return text;
    const [model = ''] = text.split(' · ');
    return splitModel(model).vendor ?? model;
  };
  return { from: name(set.target[set.start[row] as number] as number), to: there === null ? NOT_KNOWN : name(there) };
}
