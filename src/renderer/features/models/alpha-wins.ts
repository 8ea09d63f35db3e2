/** Where on alpha a model wins: every held decision's candidates, scored by the router's own formula at steps of alpha. */
import { bestOfColumns } from '../../../shared/alpha-score.ts';
import { BUCKETS, type Bucket } from '../../../shared/decision.ts';
import { createCandidateCell } from '../../store/candidate-pool.ts';
import type { RecordRing } from '../../store/record-ring.ts';

/** Steps of .02 from 0 to 1. */
export const ALPHA_STEPS = 51;
/** Decisions that are looked at, newest first: a few milliseconds. */
const LOOKED_AT = 1_000;

/** A model in the decisions of one bucket, or of all. */
export interface AlphaWins {
  /** Decisions in which it was a candidate. */
  readonly decisions: number;
  /** Share of them, 0..1, that it wins, at each step of alpha. */
  readonly shares: Float64Array;
}

export interface ModelWins {
  readonly all: AlphaWins;
  readonly byBucket: Readonly<Partial<Record<Bucket, AlphaWins>>>;
}

export interface Wins {
  readonly byModel: ReadonlyMap<string, ModelWins>;
  /** Decisions that were looked at: those whose model the router chose. */
  readonly decisions: number;
}

/** Real decisions, or sample ones while there is nothing else. */
export function alphaWins(ring: RecordRing): Wins {
  const sample = ring.sampleCount === ring.length;
  const tallies = new Map<string, Map<Bucket, Tally>>();
  const cell = createCandidateCell();
  const quality: number[] = [];
  const cost: number[] = [];
  const penalty: number[] = [];
  let decisions = 0;
  for (let position = ring.end - 1; position >= ring.start && decisions < LOOKED_AT; position--) {
    const count = ring.candidateCount(position);
    if (ring.isSample(position) !== sample || ring.isExplicit(position) || count === 0) continue;
    decisions++;
    const bucket = ring.bucketAt(position);
    const models: string[] = [];
    for (let index = 0; index < count; index++) {
      ring.readCandidate(position, index, cell);
      quality[index] = cell.quality;
      cost[index] = cell.cost;
      penalty[index] = cell.penalty;
      models.push(modelOf(ring.texts.textOf(cell.target)));
    }
    for (const model of new Set(models)) tallyOf(tallies, model, bucket).decisions++;
    for (let step = 0; step < ALPHA_STEPS; step++) {
      const best = bestOfColumns(step / (ALPHA_STEPS - 1), { quality, cost, penalty }, 0, count);
      const { wins } = tallyOf(tallies, models[best] as string, bucket);
      wins[step] = (wins[step] as number) + 1;
    }
  }
  return { byModel: new Map([...tallies].map(([model, buckets]) => [model, toShares(buckets)])), decisions };
}

export interface WinRange {
  readonly from: number;
  readonly to: number;
  /** The largest share, and the alpha of it. */
  readonly peak: number;
  readonly at: number;
}

/** The lowest and the highest alpha at which it wins a decision; null when it wins none anywhere. */
export function winRange({ shares }: AlphaWins): WinRange | null {
  const first = shares.findIndex((share) => share > 0);
  if (first < 0) return null;
  let last = first;
  let peak = first;
  for (let step = first; step < shares.length; step++) {
    const share = shares[step] as number;
    if (share > 0) last = step;
    if (share > (shares[peak] as number)) peak = step;
  }
  const alpha = (step: number) => step / (ALPHA_STEPS - 1);
  return { from: alpha(first), to: alpha(last), peak: shares[peak] as number, at: alpha(peak) };
}

/** Mean share over alpha, 0..1: what models are sorted by. */
export function meanShare({ shares }: AlphaWins): number {
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

interface Tally {
  decisions: number;
  readonly wins: Float64Array;
}

function newTally(): Tally {
  return { decisions: 0, wins: new Float64Array(ALPHA_STEPS) };
}

function tallyOf(tallies: Map<string, Map<Bucket, Tally>>, model: string, bucket: Bucket): Tally {
  let buckets = tallies.get(model);
  if (buckets === undefined) {
    buckets = new Map();
    tallies.set(model, buckets);
  }
  let tally = buckets.get(bucket);
  if (tally === undefined) {
    tally = newTally();
    buckets.set(bucket, tally);
  }
  return tally;
}

function toShares(buckets: ReadonlyMap<Bucket, Tally>): ModelWins {
  const all = newTally();
  for (const { decisions, wins } of buckets.values()) {
    all.decisions += decisions;
    for (const [step, count] of wins.entries()) all.wins[step] = (all.wins[step] as number) + count;
  }
  const share = ({ decisions, wins }: Tally): AlphaWins => ({
    decisions,
    shares: wins.map((count) => count / decisions),
  });
  const byBucket: Partial<Record<Bucket, AlphaWins>> = {};
  for (const bucket of BUCKETS) {
    const tally = buckets.get(bucket);
    if (tally !== undefined) byBucket[bucket] = share(tally);
  }
  return { all: share(all), byBucket };
}

/** The candidates of the ring are models at an effort; see `targetName`. */
function modelOf(target: string): string {
  const at = target.lastIndexOf(' · ');
  return at < 0 ? target : target.slice(0, at);
}
