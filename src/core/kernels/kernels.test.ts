import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMBEDDING_DIM } from '../features/embedding/embedder.ts';
import { type Forest, OUTPUT_COUNT, predictRaw } from '../triage/forest.ts';
import { createCentroidProducts } from './centroid-products.ts';
import { compileForest } from './forest-walk.ts';
import { openKernels } from './open-kernels.ts';
import { createRowSums } from './row-sums.ts';

/** Numbers that are the same for the same seed: fast-check picks the seed, so that arrays need not be shrunk. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const floats = (length: number, next: () => number) => Float32Array.from({ length }, next);
const bitsOf = (values: Float32Array | Float64Array) => [...new Uint8Array(values.buffer)];

describe('kernels', () => {
  it('are there on this machine, over blocks that do not overlap', () => {
    const opened = openKernels([5, 16, 1]);
    expect(opened?.at).toEqual([0, 16, 32]);
    expect(opened?.memory.byteLength).toBe(65_536);
  });

  it('sum the rows of a table to the same bits as without WebAssembly', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 41 }), (seed, count) => {
        const next = noise(seed);
        const rowCount = 50;
        const table = Int8Array.from({ length: rowCount * EMBEDDING_DIM }, () => Math.round(next() * 127));
        const scales = floats(rowCount, next);
        const rows = Int32Array.from({ length: 41 }, () => Math.floor((next() + 1) * (rowCount / 2)));
        const outs = (['wasm', 'js'] as const).map((backend) => {
          const out = new Float32Array(EMBEDDING_DIM);
          createRowSums(table, scales, rows.length, backend).write(rows, count, out);
          return bitsOf(out);
        });
        expect(outs[0]).toEqual(outs[1]);
      }),
      { numRuns: 60 },
    );
  });

  it('forget the sum before', () => {
    const sums = createRowSums(new Int8Array(EMBEDDING_DIM).fill(3), Float32Array.of(0.5), 1);
    const out = new Float32Array(EMBEDDING_DIM);
    sums.write(Int32Array.of(0), 1, out);
    expect(out[7]).toBeCloseTo(1 / Math.sqrt(EMBEDDING_DIM));
    sums.write(Int32Array.of(0), 0, out);
    expect([...out]).toEqual(new Array(EMBEDDING_DIM).fill(0));
  });

  it('multiply with any number of centroids to the same bits, and write nothing beside them', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 37 }), (seed, count) => {
        const next = noise(seed);
        const centroids = floats(count * EMBEDDING_DIM, next);
        const vector = floats(EMBEDDING_DIM, next);
        const outs = (['wasm', 'js'] as const).map((backend) => {
          const out = new Float32Array(count + 5).fill(9);
          createCentroidProducts(centroids, backend)(vector, out, 3);
          return out;
        });
        const [wasm, js] = outs as [Float32Array, Float32Array];
        expect(bitsOf(wasm)).toEqual(bitsOf(js));
        expect([...wasm.subarray(0, 3), ...wasm.subarray(count + 3)]).toEqual([9, 9, 9, 9, 9]);
      }),
      { numRuns: 60 },
    );
  });

  it('walk any number of trees of any depth to the same bits', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 9 }), (seed, each) => {
        const next = noise(seed);
        const forest = randomForest(each * OUTPUT_COUNT, next);
        const walk = compileForest(forest);
        for (let turn = 0; turn < 5; turn++) {
          const row = floats(forest.featureCount, next);
          // Equal to a threshold, too: that goes left.
          row[0] = forest.threshold[0] ?? 0;
          const [js, wasm] = [new Float64Array(OUTPUT_COUNT), new Float64Array(OUTPUT_COUNT).fill(9)];
          predictRaw(forest, row, js);
          predictRaw({ ...forest, walk }, row, wasm);
          expect(bitsOf(wasm)).toEqual(bitsOf(js));
        }
      }),
      { numRuns: 100 },
    );
  });
});

function randomForest(trees: number, next: () => number): Forest {
  const featureCount = 6;
  const split = { feature: [] as number[], threshold: [] as number[], left: [] as number[], right: [] as number[] };
  const leaves: number[] = [];
  const grow = (depth: number): number => {
    if (depth === 0 || next() > 0.6) return ~(leaves.push(next()) - 1);
    const node = split.feature.push(Math.floor((next() + 1) * (featureCount / 2))) - 1;
    split.threshold.push(next());
    split.left.push(0);
    split.right.push(0);
    split.left[node] = grow(depth - 1);
    split.right[node] = grow(depth - 1);
    return node;
  };
  const treeRoot = Int32Array.from({ length: trees }, (_, tree) => grow(tree % 7));
  return {
    featureCount,
    treeRoot,
    splitFeature: Int32Array.from(split.feature),
    threshold: Float32Array.from(split.threshold),
    left: Int32Array.from(split.left),
    right: Int32Array.from(split.right),
    nodeCover: new Float32Array(split.feature.length),
    leafValue: Float64Array.from(leaves),
    leafCover: new Float32Array(leaves.length),
    scale: [1, 1, 1],
    bias: [0, 0, 0],
  };
}
