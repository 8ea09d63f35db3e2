import type { Bucket } from '../../../shared/decision.ts';
import { CLOSE_MARGIN } from '../../store/filter-fields.ts';
import type { MapPoints } from './use-map-points.ts';

export const COLOURINGS = ['bucket', 'margin', 'cache'] as const;
export type Colouring = (typeof COLOURINGS)[number];

export type Shape = 'circle' | 'triangle' | 'square' | 'ring';

/** One kind of point: never told by its colour alone. */
export interface Mark {
  readonly label: string;
  /** A token of the theme. */
  readonly token: string;
  readonly shape: Shape;
}

export const BUCKET_MARKS: Record<Bucket, Mark> = {
  cheap: { label: 'cheap', token: 'cheap', shape: 'circle' },
  mid: { label: 'mid', token: 'mid', shape: 'triangle' },
  hard: { label: 'hard', token: 'hard', shape: 'square' },
};

const CLEAR_MARGIN = 0.1;
const CLOSE: Mark = { label: 'close call, under .02', token: 'less', shape: 'square' };
const MIDDLE: Mark = { label: '.02 to .10', token: 'control', shape: 'triangle' };
const CLEAR: Mark = { label: 'clear, over .10', token: 'more', shape: 'circle' };
const NO_RUNNER_UP: Mark = { label: 'no runner-up', token: 'ink-3', shape: 'ring' };

const CACHE_MARKS: Record<string, Mark> = {
  hit: { label: 'hit', token: 'stage-cache', shape: 'square' },
  miss: { label: 'miss', token: 'control', shape: 'circle' },
  off: { label: 'off', token: 'ink-3', shape: 'ring' },
};

/** All marks of a colouring, for the legend; the last is drawn first. */
export const LEGENDS: Record<Colouring, readonly Mark[]> = {
  bucket: [BUCKET_MARKS.cheap, BUCKET_MARKS.mid, BUCKET_MARKS.hard],
  margin: [CLOSE, MIDDLE, CLEAR, NO_RUNNER_UP],
  cache: [CACHE_MARKS.hit as Mark, CACHE_MARKS.miss as Mark, CACHE_MARKS.off as Mark],
};

export function markOf(points: MapPoints['points'], index: number, colouring: Colouring): Mark {
  if (colouring === 'bucket') return BUCKET_MARKS[points.bucket[index] as Bucket];
  if (colouring === 'cache') return CACHE_MARKS[points.cache[index] as string] ?? (CACHE_MARKS.off as Mark);
  const margin = points.margin[index] ?? null;
  if (margin === null) return NO_RUNNER_UP;
  return margin < CLOSE_MARGIN ? CLOSE : margin <= CLEAR_MARGIN ? MIDDLE : CLEAR;
}
