import type { MapCluster, MapPoints } from './use-map-points.ts';

/** Newest prompts nearest to the centroid that the panel lists. */
const NEAREST = 20;

/** Place of a cluster among those with a margin, least sure first; null where there is none. */
export function unsureRank(clusters: readonly MapCluster[], id: number): { rank: number; of: number } | null {
  const ranked = leastSure(clusters);
  const index = ranked.findIndex((cluster) => cluster.id === id);
  return index < 0 ? null : { rank: index + 1, of: ranked.length };
}

/** Clusters in which something was close, the smallest mean margin first. */
export function leastSure(clusters: readonly MapCluster[]): readonly MapCluster[] {
  return clusters
    .filter(({ mean_margin }) => mean_margin !== null)
    .sort((one, other) => (one.mean_margin as number) - (other.mean_margin as number));
}

/** Indices of a cluster's points by their distance to its centroid on the map. */
export function nearestToCentroid(points: MapPoints['points'], { id, x, y }: MapCluster): readonly number[] {
  const found: { index: number; distance: number }[] = [];
  for (let index = 0; index < points.id.length; index++) {
    if (points.cluster[index] !== id) continue;
    found.push({ index, distance: Math.hypot((points.x[index] as number) - x, (points.y[index] as number) - y) });
  }
  // The same prompt again tells nothing new.
  const seen = new Set<string>();
  return found
    .sort((one, other) => one.distance - other.distance)
    .filter(({ index }) => {
      const preview = points.preview[index] ?? (points.id[index] as string);
      return seen.has(preview) ? false : seen.add(preview);
    })
    .slice(0, NEAREST)
    .map(({ index }) => index);
}
