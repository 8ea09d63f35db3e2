import { type WinnerSegment, winnerSegments } from '../../shared/alpha-score.ts';
import { BUCKETS, type Bucket, type Decision, type Target } from '../../shared/decision.ts';
import type { Expectation, Miss, Names } from '../../shared/routing-test.ts';

/** The rules of the triage that thresholds move. */
const THRESHOLD_RULES = ['threshold_hard', 'threshold_cheap', 'default_mid'];

/**
 * What a decision does not keep of what was expected of it. Empty when all holds.
 *
 * `flip` names the thresholds that would have led to another bucket, or the alphas at which another candidate of the
 * bucket wins: both exact, because the rules and the score are.
 */
export function checkExpectation(expect: Expectation, decision: Decision): Miss[] {
  const misses: Miss[] = [];
  const rank = BUCKETS.indexOf(decision.bucket);
  const checkBucket = (key: string, words: string, bucket: Bucket | undefined, fits: (other: number) => boolean) => {
    if (bucket === undefined || fits(rank)) return;
    const wanted = BUCKETS.filter((_, index) => fits(index));
    misses.push({ key, expected: `${words}${bucket}`, got: decision.bucket, flip: flipBucket(decision, wanted) });
  };
  const place = (bucket: Bucket | undefined): number => (bucket === undefined ? -1 : BUCKETS.indexOf(bucket));
  checkBucket('bucket_at_least', 'at least ', expect.bucket_at_least, (at) => at >= place(expect.bucket_at_least));
  checkBucket('bucket', '', expect.bucket, (at) => at === place(expect.bucket));
  checkBucket('bucket_at_most', 'at most ', expect.bucket_at_most, (at) => at <= place(expect.bucket_at_most));

  const checkName = (key: string, words: string, wanted: Names | undefined, read: ReadName, negated: boolean) => {
    if (wanted === undefined) return;
    const fits = (target: Callable): boolean => isOneOf(read(target), wanted) !== negated;
    if (fits(decision)) return;
    misses.push({
      key,
      expected: `${words}${[wanted].flat().join(' or ')}`,
      got: read(decision) ?? 'nobody',
      flip: flipChoice(decision, fits),
    });
  };
  checkName('model', '', expect.model, ({ model }) => model, false);
  checkName('not_model', 'not ', expect.not_model, ({ model }) => model, true);
  checkName('provider', '', expect.provider, ({ provider }) => provider, false);
  checkName('not_provider', 'not ', expect.not_provider, ({ provider }) => provider, true);
  const { effort } = expect;
  if (effort !== undefined && decision.effort !== effort) {
    const flip = flipChoice(decision, (target) => target.effort === effort);
    misses.push({ key: 'effort', expected: effort ?? 'default', got: decision.effort ?? 'default', flip });
  }
  return misses;
}

interface Callable extends Target {
  readonly provider: string | null;
}
type ReadName = (target: Callable) => string | null;

/** A `*` at the end stands for any ending. */
function isOneOf(name: string | null, wanted: Names): boolean {
  if (name === null) return false;
  return [wanted]
    .flat()
    .some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

/** Where a threshold would have to be: as it is, so high that the probability is not over it, or below that. */
type Move = 'stay' | 'raise' | 'lower';
const MOVES: readonly Move[] = ['stay', 'raise', 'lower'];

/** The fewest moves of the thresholds that lead to one of the buckets; null when another rule decided. */
function flipBucket(decision: Decision, wanted: readonly Bucket[]): string | null {
  const rule = decision.guardrails[0];
  if (rule === undefined || !THRESHOLD_RULES.includes(rule.id) || rule.bucket !== decision.bucket) return null;
  const { bucket_probabilities: share, thresholds } = decision;
  const isOver = (move: Move, bucket: 'cheap' | 'hard'): boolean =>
    move === 'stay' ? share[bucket] > thresholds[bucket] : move === 'lower';
  const options = MOVES.flatMap((hard) => MOVES.map((cheap) => ({ hard, cheap })))
    .filter(({ hard, cheap }) => {
      const bucket = isOver(hard, 'hard') ? 'hard' : isOver(cheap, 'cheap') ? 'cheap' : 'mid';
      return wanted.includes(bucket);
    })
    .sort((one, other) => moved(one) - moved(other));
  const [best] = options;
  if (best === undefined) return null;
  const words = (['cheap', 'hard'] as const)
    .filter((bucket) => best[bucket] !== 'stay')
    .map((bucket) =>
      best[bucket] === 'raise'
        ? `thresholds.${bucket} of at least ${roundedUp(share[bucket])}`
        : `thresholds.${bucket} below ${show(share[bucket])}`,
    );
  return words.join(' and ');
}

function moved(moves: { readonly hard: Move; readonly cheap: Move }): number {
  return Object.values(moves).filter((move) => move !== 'stay').length;
}

/** The alphas at which a candidate that fits wins; what stands in its way when there are none. */
function flipChoice(decision: Decision, fits: (target: Callable) => boolean): string | null {
  const { candidates, excluded, bucket, alpha } = decision;
  if (decision.mode === 'explicit' || decision.session.state === 'locked') return null;
  const won = winnerSegments(candidates).filter(({ winner }) => fits(candidates[winner] as Callable));
  if (won.length > 0) {
    const nearest = won.sort((one, other) => distance(one, alpha) - distance(other, alpha))[0] as WinnerSegment;
    const { model } = candidates[nearest.winner] as Callable;
    return `alpha from ${show(nearest.from)} to ${show(nearest.to)} chooses ${model}`;
  }
  const set = excluded.find((target) => fits({ ...target, provider: null }));
  if (set !== undefined) return `${set.model} was set aside: ${set.reason}`;
  const loser = candidates.find(fits);
  return loser === undefined
    ? `no candidate of the bucket ${bucket} fits`
    : `${loser.model} is a candidate, but wins at no alpha`;
}

function distance({ from, to }: WinnerSegment, alpha: number): number {
  return Math.max(0, from - alpha, alpha - to);
}

function show(value: number): string {
  return value.toFixed(3);
}

/** So that what is said is enough. */
function roundedUp(value: number): string {
  return (Math.ceil(value * 1_000) / 1_000).toFixed(3);
}
