import type { LatencyProfile } from './latency-choice.ts';

export interface HeatmapGrid {
  readonly columns: number;
  readonly rows: LatencyProfile['heatmap']['rows'];
  /** Requests by `row * columns + column`; row 0 is the fastest. */
  readonly counts: Uint32Array;
  readonly most: number;
}

export function heatmapGrid({ heatmap, from_ms, to_ms, bin_ms }: LatencyProfile): HeatmapGrid {
  const columns = Math.max(1, Math.ceil((to_ms - from_ms) / bin_ms));
  const counts = new Uint32Array(columns * heatmap.rows.length);
  let most = 0;
  for (const [column, row, count] of heatmap.cells) {
    if (column >= columns || row >= heatmap.rows.length) continue;
    counts[row * columns + column] = count;
    most = Math.max(most, count);
  }
  return { columns, rows: heatmap.rows, counts, most };
}

/** How strongly a cell is painted, 0..1: a single request is seen, and a hundred times as many still differ. */
export function cellStrength(count: number, most: number): number {
  if (count <= 0) return 0;
  return most <= 1 ? 1 : 0.18 + 0.82 * (Math.log(count) / Math.log(most));
}
