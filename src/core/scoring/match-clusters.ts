import type { Clusters } from './clusters.ts';

/**
 * Cosine of two centres from which two clusters hold the same kind of prompts. A choice: embedders of all artifacts are
 * fitted to the same space, in which centres of neighbouring clusters are much further apart, and unrelated ones at 0.
 */
export const SAME_CLUSTER_COSINE = 0.95;

/**
 * Which cluster of another artifact means the same: the two are nearest to each other, and near enough.
 *
 * @returns for each cluster of `from` the number of its counterpart in `to`; null where it has none. O(k²·384).
 */
export function matchClusters(from: Clusters, to: Clusters): (number | null)[] {
  const forth = nearestOf(from, to);
  const back = nearestOf(to, from);
  return forth.map(({ cluster, cosine }, index) =>
    cosine >= SAME_CLUSTER_COSINE && back[cluster]?.cluster === index ? cluster : null,
  );
}

function nearestOf(from: Clusters, to: Clusters): { readonly cluster: number; readonly cosine: number }[] {
  const cosines = new Float32Array(to.count);
  return Array.from({ length: from.count }, (_, cluster) => {
    to.similarities(from.centroid(cluster), cosines, 0);
    let best = 0;
    for (let other = 1; other < to.count; other++) {
      if ((cosines[other] as number) > (cosines[best] as number)) best = other;
    }
    return { cluster: best, cosine: cosines[best] as number };
  });
}
