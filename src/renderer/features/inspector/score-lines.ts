import { alphaScore, type Scorable, winnerSegments } from '../../../shared/alpha-score.ts';

export interface ScoreLine {
  readonly index: number;
  readonly atZero: number;
  readonly atOne: number;
  /** Whether it wins anywhere: the envelope is made of these. */
  readonly wins: boolean;
}

export interface ScoreLines {
  readonly lines: readonly ScoreLine[];
  /** Corners of the upper envelope, left to right. */
  readonly envelope: readonly { readonly alpha: number; readonly score: number }[];
  /** Where one winner hands over to the next. */
  readonly flips: readonly {
    readonly alpha: number;
    readonly score: number;
    readonly from: number;
    readonly to: number;
  }[];
  readonly segments: ReturnType<typeof winnerSegments>;
  readonly min: number;
  readonly max: number;
}

/** Geometry of score against alpha. Scores are linear in alpha, so two points make a line and corners are exact. */
export function scoreLines(candidates: readonly Scorable[]): ScoreLines {
  const segments = winnerSegments(candidates);
  const winners = new Set(segments.map(({ winner }) => winner));
  const lines = candidates.map((candidate, index) => ({
    index,
    atZero: alphaScore(0, candidate),
    atOne: alphaScore(1, candidate),
    wins: winners.has(index),
  }));
  const scoreOf = (winner: number, alpha: number): number => alphaScore(alpha, candidates[winner] as Scorable);
  const envelope = segments.map(({ from, winner }) => ({ alpha: from, score: scoreOf(winner, from) }));
  const last = segments.at(-1);
  if (last) envelope.push({ alpha: last.to, score: scoreOf(last.winner, last.to) });
  const flips = segments.slice(1).map(({ from, winner }, index) => ({
    alpha: from,
    score: scoreOf(winner, from),
    from: (segments[index] as (typeof segments)[number]).winner,
    to: winner,
  }));
  const ends = lines.flatMap(({ atZero, atOne }) => [atZero, atOne]);
  return { lines, envelope, flips, segments, min: Math.min(...ends), max: Math.max(...ends) };
}

/** Pushes labels apart, keeping their order, so that none covers another; within [min, max] while they fit. */
export function spreadLabels(wanted: readonly number[], gap: number, min: number, max: number): number[] {
  const order = wanted
    .map((_, index) => index)
    .sort((one, other) => (wanted[one] as number) - (wanted[other] as number));
  const placed: number[] = new Array(wanted.length).fill(0);
  let floor = min;
  for (const index of order) {
    placed[index] = Math.max(wanted[index] as number, floor);
    floor = (placed[index] as number) + gap;
  }
  let ceiling = max;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index] as number, ceiling);
    ceiling = (placed[index] as number) - gap;
  }
  return placed;
}
