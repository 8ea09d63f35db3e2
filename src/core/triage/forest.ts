/**
 * The tree runtime: a boosted forest as flat typed arrays. The format is `heimdall-forest/2`
 * (docs/artifact-format.md); predictions equal LightGBM's `raw_score` (test/fixtures/golden/forest.json).
 */
import { copyBytes } from '../artifacts/bytes.ts';
import type { TriageMeta } from '../artifacts/manifest.ts';
import { HeimdallError } from '../errors.ts';
import { compileForest, type ForestWalk, type TreeTables } from '../kernels/forest-walk.ts';
import type { KernelBackend } from '../kernels/open-kernels.ts';

/** Raw scores of cheap, mid and hard, then the expected gain. */
export const OUTPUT_COUNT = 4;
/** Place of the expected gain among the outputs. */
export const GAIN_OUTPUT = 3;

export interface Forest extends TreeTables {
  readonly nodeCover: Float32Array;
  readonly leafCover: Float32Array;
  readonly scale: readonly [number, number, number];
  readonly bias: readonly [number, number, number];
  /** The same trees, compiled; null where that cannot be had. */
  readonly walk?: ForestWalk | null;
}

/**
 * Decodes `forest.bin`. Every index is checked here once, so that prediction needs no bounds checks: children point
 * forward, to existing nodes and leaves, and features exist.
 *
 * @throws {HeimdallError} `artifact_invalid`.
 */
export function decodeForest(meta: TriageMeta, bytes: Uint8Array, backend: KernelBackend = 'wasm'): Forest {
  const int32 = (name: keyof TriageMeta['sections'], length: number) =>
    readSection(meta, bytes, name, length, Int32Array);
  const float32 = (name: keyof TriageMeta['sections'], length: number) =>
    readSection(meta, bytes, name, length, Float32Array);
  const float64 = (name: keyof TriageMeta['sections'], length: number) =>
    readSection(meta, bytes, name, length, Float64Array);
  const forest: Forest = {
    featureCount: meta.feature_count,
    treeRoot: int32('tree_root', meta.tree_count),
    splitFeature: int32('split_feature', meta.node_count),
    threshold: float32('threshold', meta.node_count),
    left: int32('left', meta.node_count),
    right: int32('right', meta.node_count),
    nodeCover: float32('node_cover', meta.node_count),
    leafValue: float64('leaf_value', meta.leaf_count),
    leafCover: float32('leaf_cover', meta.leaf_count),
    scale: meta.calibration.scale,
    bias: meta.calibration.bias,
  };
  checkForest(forest);
  return { ...forest, walk: backend === 'wasm' ? compileForest(forest) : null };
}

const DTYPES = { int32: Int32Array, float32: Float32Array, float64: Float64Array } as const;
type SectionArray = Int32Array | Float32Array | Float64Array;

function readSection<T extends SectionArray>(
  meta: TriageMeta,
  bytes: Uint8Array,
  name: keyof TriageMeta['sections'],
  length: number,
  type: { new (buffer: ArrayBuffer): T; readonly BYTES_PER_ELEMENT: number },
): T {
  const section = meta.sections[name];
  const end = section.offset + length * type.BYTES_PER_ELEMENT;
  if ((DTYPES[section.dtype] as unknown) !== type || section.length !== length || end > bytes.byteLength) {
    throw new HeimdallError('artifact_invalid', `triage forest: section ${name} does not fit its header`);
  }
  return new type(copyBytes(bytes, section.offset, end));
}

function checkForest(forest: Forest): void {
  const nodes = forest.left.length;
  const leaves = forest.leafValue.length;
  const childIsValid = (child: number, parent: number): boolean =>
    child >= 0 ? child > parent && child < nodes : ~child < leaves;
  for (let node = 0; node < nodes; node++) {
    const feature = forest.splitFeature[node] as number;
    if (
      feature < 0 ||
      feature >= forest.featureCount ||
      !childIsValid(forest.left[node] as number, node) ||
      !childIsValid(forest.right[node] as number, node)
    ) {
      throw new HeimdallError('artifact_invalid', `triage forest: node ${node} points outside the forest`);
    }
  }
  for (const root of forest.treeRoot) {
    if (!childIsValid(root, -1)) {
      throw new HeimdallError('artifact_invalid', 'triage forest: a tree has no root');
    }
  }
  if (forest.treeRoot.length % OUTPUT_COUNT !== 0) {
    throw new HeimdallError('artifact_invalid', 'triage forest: trees are not the same number for each output');
  }
}

/**
 * Raw score of each output: the sum of the leaf values that a row falls into.
 *
 * @param row float32, never NaN.
 * @param out Receives [cheap, mid, hard, gain].
 * @throws {HeimdallError} `feature_count_mismatch` if the row has another length than the forest was trained on.
 */
export function predictRaw(forest: Forest, row: Float32Array, out: Float64Array): void {
  if (row.length !== forest.featureCount) {
    throw new HeimdallError(
      'feature_count_mismatch',
      `The triage forest takes ${forest.featureCount} features and got ${row.length}.`,
    );
  }
  if (forest.walk) forest.walk(row, out);
  else walkNodes(forest, row, out);
}

function walkNodes(
  { treeRoot, splitFeature, threshold, left, right, leafValue }: TreeTables,
  row: Float32Array,
  out: Float64Array,
): void {
  for (let output = 0; output < OUTPUT_COUNT; output++) {
    let sum = 0;
    for (let tree = output; tree < treeRoot.length; tree += OUTPUT_COUNT) {
      let node = treeRoot[tree] as number;
      while (node >= 0) {
        const goesLeft = (row[splitFeature[node] as number] as number) <= (threshold[node] as number);
        node = (goesLeft ? left[node] : right[node]) as number;
      }
      sum += leafValue[~node] as number;
    }
    out[output] = sum;
  }
}

/** Calibrated probabilities: `softmax(scale ⊙ raw + bias)` (vector scaling, Guo et al. 2017). */
export function calibrate(forest: Forest, raw: Float64Array): [number, number, number] {
  const [cheapScale, midScale, hardScale] = forest.scale;
  const [cheapBias, midBias, hardBias] = forest.bias;
  const cheap = (raw[0] as number) * cheapScale + cheapBias;
  const mid = (raw[1] as number) * midScale + midBias;
  const hard = (raw[2] as number) * hardScale + hardBias;
  const top = Math.max(cheap, mid, hard);
  const cheapExp = Math.exp(cheap - top);
  const midExp = Math.exp(mid - top);
  const hardExp = Math.exp(hard - top);
  const sum = cheapExp + midExp + hardExp;
  return [cheapExp / sum, midExp / sum, hardExp / sum];
}
