import type { Place } from './viewport.ts';

/** Coordinates as columns: fifty thousand objects would cost more than the search. */
export interface PlaceColumns {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Index of the point nearest to a place within `reach` (in the unit of the places); null when there is none. */
export function nearestPoint({ x, y }: PlaceColumns, at: Place, reach: number): number | null {
  let best: number | null = null;
  let least = reach * reach;
  for (let index = 0; index < x.length; index++) {
    const dx = (x[index] as number) - at.x;
    const dy = (y[index] as number) - at.y;
    const distance = dx * dx + dy * dy;
    // The first of equals stays: points are newest first, and drawn so that the newest is on top.
    if (distance < least || (best === null && distance === least)) {
      best = index;
      least = distance;
    }
  }
  return best;
}

export type Direction = 'left' | 'right' | 'up' | 'down';

/**
 * The next point in a direction: the nearest in the quarter that it opens, where a step aside counts double. Null at the
 * edge. Points in the very same place are walked through by index first, so that none can be skipped.
 */
export function nextPoint({ x, y }: PlaceColumns, from: number, direction: Direction): number | null {
  const at = { x: x[from] as number, y: y[from] as number };
  const forward = direction === 'right' || direction === 'down';
  const same = samePlace({ x, y }, from, forward);
  if (same !== null) return same;
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < x.length; index++) {
    const dx = (x[index] as number) - at.x;
    const dy = (y[index] as number) - at.y;
    const [ahead, aside] =
      direction === 'left' ? [-dx, dy] : direction === 'right' ? [dx, dy] : direction === 'up' ? [dy, dx] : [-dy, dx];
    if (ahead <= 0 || Math.abs(aside) > ahead) continue;
    const cost = ahead + 2 * Math.abs(aside);
    if (cost >= least) continue;
    best = index;
    least = cost;
  }
  // Entered at the end that leads on through all of them.
  return best === null ? null : endOfPlace({ x, y }, best, forward);
}

function samePlace({ x, y }: PlaceColumns, from: number, forward: boolean): number | null {
  const step = forward ? 1 : -1;
  for (let index = from + step; index >= 0 && index < x.length; index += step) {
    if (x[index] === x[from] && y[index] === y[from]) return index;
  }
  return null;
}

function endOfPlace({ x, y }: PlaceColumns, at: number, forward: boolean): number {
  const matches = (index: number): boolean => x[index] === x[at] && y[index] === y[at];
  for (let step = 0; step < x.length; step++) {
    const index = forward ? step : x.length - 1 - step;
    if (matches(index)) return index;
  }
  return at;
}
