import { openKernels } from './open-kernels.ts';

/** The part of a forest that predicts. */
export interface TreeTables {
  readonly featureCount: number;
  /** Root of each tree; tree i adds to output i mod 4. A negative root is the leaf `~root`. */
  readonly treeRoot: Int32Array;
  readonly splitFeature: Int32Array;
  /** Go left when `row[feature] <= threshold`. */
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly leafValue: Float64Array;
}

/** Writes the raw scores of a row to `out`: what `predictRaw` does, without a branch for each node. */
export type ForestWalk = (row: Float32Array, out: Float64Array) => void;

const OUTPUTS = 4;
/** Trees that are walked side by side. */
const TOGETHER = 8;
/** Feature, threshold, left and right: 4 bytes each. */
const NODE_BYTES = 16;

/** @returns Null where there is no WebAssembly with SIMD. */
export function compileForest(forest: TreeTables): ForestWalk | null {
  const { featureCount, treeRoot, left, right, splitFeature, threshold, leafValue } = forest;
  const nodes = left.length;
  const trees = Math.ceil(treeRoot.length / TOGETHER) * TOGETHER;
  const eights = trees / TOGETHER;
  // One leaf more, for the trees that fill up the last eight: it adds nothing.
  const leaves = leafValue.length + 1;
  const lengths = [featureCount * 4, (nodes + leaves) * NODE_BYTES, trees * 4, eights * 4, leaves * 8, OUTPUTS * 8];
  const opened = trees === 0 ? null : openKernels(lengths);
  if (opened === null) return null;
  const { kernels, memory } = opened;
  const [rowAt, nodesAt, rootsAt, depthsAt, valuesAt, outAt] = opened.at as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const placeOf = (node: number): number => nodesAt + NODE_BYTES * (node >= 0 ? node : nodes + ~node);
  const ints = new Int32Array(memory);
  const floats = new Float32Array(memory);
  for (let node = 0; node < nodes; node++) {
    const at = placeOf(node) / 4;
    ints[at] = rowAt + 4 * (splitFeature[node] as number);
    floats[at + 1] = threshold[node] as number;
    ints[at + 2] = placeOf(left[node] as number);
    ints[at + 3] = placeOf(right[node] as number);
  }
  for (let leaf = 0; leaf < leaves; leaf++) {
    const place = placeOf(~leaf);
    ints.set([rowAt, 0, place, place], place / 4);
  }
  new Float64Array(memory, valuesAt, leafValue.length).set(leafValue);
  const roots = new Int32Array(memory, rootsAt, trees).fill(placeOf(~leafValue.length));
  const depths = new Int32Array(memory, depthsAt, eights);
  for (const [tree, root] of treeRoot.entries()) {
    const eight = Math.floor(tree / TOGETHER);
    roots[tree] = placeOf(root);
    depths[eight] = Math.max(depths[eight] as number, depthOf(forest, root));
  }
  // A leaf's value is found from its place alone: nodes have 16 bytes, values 8.
  const valuesBase = valuesAt - placeOf(~0) / 2;
  const row = new Float32Array(memory, rowAt, featureCount);
  const out = new Float64Array(memory, outAt, OUTPUTS);
  return (features, scores) => {
    row.set(features);
    kernels.walk(rootsAt, depthsAt, eights, valuesBase, outAt);
    scores.set(out);
  };
}

function depthOf(forest: TreeTables, node: number): number {
  if (node < 0) return 0;
  return 1 + Math.max(depthOf(forest, forest.left[node] as number), depthOf(forest, forest.right[node] as number));
}
