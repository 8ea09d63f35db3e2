import { describe, expect, it } from 'vitest';
import { EMBEDDING_DIM } from '../features/embedding/embedder.ts';
import { type ClusterInfo, createClusters } from './clusters.ts';
import { matchClusters } from './match-clusters.ts';

const info = (id: number): ClusterInfo => ({
  id,
  label: `cluster ${id}`,
  terms: [],
  size: 1,
  xy: [0, 0],
  composition: {},
  solveRate: null,
  outcomes: 0,
});

/** Clusters with their centres on the plane of the first two axes, at these angles in degrees. */
function at(...degrees: number[]) {
  const centroids = new Float32Array(degrees.length * EMBEDDING_DIM);
  for (const [cluster, angle] of degrees.entries()) {
    centroids[cluster * EMBEDDING_DIM] = Math.cos((angle * Math.PI) / 180);
    centroids[cluster * EMBEDDING_DIM + 1] = Math.sin((angle * Math.PI) / 180);
  }
  return createClusters(
    degrees.map((_, id) => info(id)),
    centroids,
    new Float32Array(3 * EMBEDDING_DIM),
  );
}

describe('matchClusters', () => {
  it('finds clusters again under other numbers, also more than four', () => {
    const before = at(0, 60, 120, 180, 240, 300);
    expect(matchClusters(before, before)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(matchClusters(before, at(303, 62, 178, 121, 2, 241))).toEqual([4, 1, 3, 2, 5, 0]);
  });

  it('has no counterpart where the centre has moved too far, or belongs to another cluster', () => {
    // cos 18.2° = 0.95.
    expect(matchClusters(at(0, 90), at(18, 109))).toEqual([0, null]);
    // Two clusters became one: the nearer keeps it.
    expect(matchClusters(at(0, 12), at(10))).toEqual([null, 0]);
  });

  it('copies a centre out unchanged', () => {
    expect([...at(0, 90, 0, 0, 90).centroid(4).subarray(0, 3)].map((value) => Math.round(value))).toEqual([0, 1, 0]);
  });
});
