import type { PlaceColumns } from './nearest.ts';
import type { Place } from './viewport.ts';

/** Whether a place is inside a closed polygon, by the even-odd rule. */
export function inPolygon(polygon: readonly Place[], { x, y }: Place): boolean {
  let inside = false;
  for (let index = 0, before = polygon.length - 1; index < polygon.length; before = index++) {
    const one = polygon[index] as Place;
    const other = polygon[before] as Place;
    if (one.y > y === other.y > y) continue;
    if (x < ((other.x - one.x) * (y - one.y)) / (other.y - one.y) + one.x) inside = !inside;
  }
  return inside;
}

export interface LassoResult {
  /** Indices of the points inside. */
  readonly points: readonly number[];
  /** Ids of clusters of which at least half of the points are inside; where none has that many, the most frequent. */
  readonly clusters: readonly number[];
}

/** What a lasso has caught. Clusters are what a filter can say, so a lasso becomes those that it mostly holds. */
export function lassoed(
  polygon: readonly Place[],
  columns: PlaceColumns & { readonly cluster: readonly (number | null)[] },
): LassoResult {
  const points: number[] = [];
  const total = new Map<number, number>();
  const inside = new Map<number, number>();
  for (let index = 0; index < columns.x.length; index++) {
    const caught = inPolygon(polygon, { x: columns.x[index] as number, y: columns.y[index] as number });
    if (caught) points.push(index);
    const cluster = columns.cluster[index] ?? null;
    if (cluster === null) continue;
    total.set(cluster, (total.get(cluster) ?? 0) + 1);
    if (caught) inside.set(cluster, (inside.get(cluster) ?? 0) + 1);
  }
  const ranked = [...inside].sort(([, one], [, other]) => other - one).map(([cluster]) => cluster);
  const mostly = ranked.filter((cluster) => 2 * (inside.get(cluster) ?? 0) >= (total.get(cluster) ?? 0));
  return { points, clusters: mostly.length > 0 ? mostly : ranked.slice(0, 1) };
}
