import type { NearestCluster } from '../../shared/decision.ts';
import { HeimdallError } from '../errors.ts';
import { EMBEDDING_DIM } from '../features/embedding/embedder.ts';
import { createCentroidProducts } from '../kernels/centroid-products.ts';
import type { KernelBackend } from '../kernels/open-kernels.ts';

/** What is known of one cluster of prompts (docs/artifact-format.md). */
export interface ClusterInfo {
  readonly id: number;
  readonly label: string;
  readonly terms: readonly string[];
  /** Training prompts in it. */
  readonly size: number;
  readonly xy: readonly [number, number];
  /** Shares of data sets and domains, the largest ones. */
  readonly composition: Readonly<Record<string, number>>;
  /** Mean over the `outcomes` prompts that were graded; null with too few of them. */
  readonly solveRate: number | null;
  readonly outcomes: number;
}

/** The clusters of an artifact. */
export interface Clusters {
  readonly count: number;
  readonly info: readonly ClusterInfo[];
  /** Shares of the variance of the training embeddings that the axes of the map keep, 0..1. */
  readonly explainedVariance: readonly number[];
  /** Writes the cosine of a unit vector with every centroid to `out` from `offset`. O(k·384). */
  similarities(vector: Float32Array, out: Float32Array, offset: number): void;
  /** Centre of a cluster: float32[384], unit length. */
  centroid(cluster: number): Float32Array;
  /** Place of a vector on the artifact's fixed map. */
  project(vector: Float32Array): [number, number];
}

/**
 * @param centroids float32[k × 384], unit rows.
 * @param projection float32[3 × 384]: mean, first axis, second axis.
 * @throws {HeimdallError} `artifact_invalid` if the sizes disagree.
 */
export function createClusters(
  info: readonly ClusterInfo[],
  centroids: Float32Array,
  projection: Float32Array,
  explainedVariance: readonly number[] = [],
  backend: KernelBackend = 'wasm',
): Clusters {
  const count = info.length;
  if (centroids.length !== count * EMBEDDING_DIM || projection.length !== 3 * EMBEDDING_DIM) {
    throw new HeimdallError(
      'artifact_invalid',
      `clusters: ${count} clusters need ${count * EMBEDDING_DIM} centroid and ${3 * EMBEDDING_DIM} projection values, ` +
        `found ${centroids.length} and ${projection.length}`,
    );
  }
  return {
    count,
    info,
    explainedVariance,
    similarities: createCentroidProducts(centroids, backend),
    centroid: (cluster) => centroids.slice(cluster * EMBEDDING_DIM, (cluster + 1) * EMBEDDING_DIM),
    project(vector) {
      let x = 0;
      let y = 0;
      for (let index = 0; index < EMBEDDING_DIM; index++) {
        const centred = (vector[index] as number) - (projection[index] as number);
        x += centred * (projection[EMBEDDING_DIM + index] as number);
        y += centred * (projection[2 * EMBEDDING_DIM + index] as number);
      }
      return [x, y];
    },
  };
}

/**
 * The `topP` clusters nearest to a prompt with their weights in Q̂: similarities clipped at zero and normalised.
 * A prompt that is like no cluster at all weighs its nearest ones equally.
 *
 * @param similarities Cosines to all clusters, from `offset`.
 */
export function nearestClusters(
  clusters: Clusters,
  similarities: Float32Array,
  offset: number,
  topP: number,
): NearestCluster[] {
  const wanted = Math.min(topP, clusters.count);
  const cosine = (cluster: number): number => similarities[offset + cluster] as number;
  // Nearest first; of equals, the one with the lower id.
  const chosen: number[] = [];
  for (let cluster = 0; cluster < clusters.count; cluster++) {
    const similarity = cosine(cluster);
    if (chosen.length < wanted) chosen.push(cluster);
    else if (similarity > cosine(chosen[wanted - 1] as number)) chosen[wanted - 1] = cluster;
    else continue;
    for (let place = chosen.length - 1; place > 0; place--) {
      const before = chosen[place - 1] as number;
      if (similarity <= cosine(before)) break;
      chosen[place] = before;
      chosen[place - 1] = cluster;
    }
  }
  let sum = 0;
  for (const cluster of chosen) sum += Math.max(0, cosine(cluster));
  return chosen.map((cluster) => {
    const similarity = cosine(cluster);
    return {
      id: cluster,
      label: (clusters.info[cluster] as ClusterInfo).label,
      similarity,
      weight: sum > 0 ? Math.max(0, similarity) / sum : 1 / wanted,
    };
  });
}
