/**
 * Exact SHAP values of the forest: TreeSHAP, path-dependent (Lundberg et al. 2018, arXiv 1802.03888, algorithm 2).
 * Equal to LightGBM's `pred_contrib` (test/fixtures/golden/forest.json). Milliseconds, so only on request.
 */
import { type Forest, OUTPUT_COUNT } from './forest.ts';

export interface Contributions {
  /** Expected raw score per output over the training rows: where an explanation starts. */
  readonly base: Float64Array;
  /** float64[4][feature count]: `base[o] + Σ values[o] = raw score of output o` (cheap, mid, hard, gain). */
  readonly values: readonly Float64Array[];
}

/** One feature on the path from the root, with the shares of rows that follow it. */
interface PathElement {
  feature: number;
  /** Share of training rows that go this way without knowing the feature. */
  zeroFraction: number;
  /** 1 when this row goes this way, else 0. */
  oneFraction: number;
  weight: number;
}

/** Attributes the raw scores of a row to its features, in log-odds. */
export function contributions(forest: Forest, row: Float32Array): Contributions {
  const base = new Float64Array(OUTPUT_COUNT);
  const values = Array.from({ length: OUTPUT_COUNT }, () => new Float64Array(forest.featureCount));
  for (let tree = 0; tree < forest.treeRoot.length; tree++) {
    const output = tree % OUTPUT_COUNT;
    const root = forest.treeRoot[tree] as number;
    base[output] = (base[output] as number) + expectedValue(forest, root);
    if (root >= 0) walk(forest, row, root, [], 1, 1, -1, values[output] as Float64Array);
  }
  return { base, values };
}

function cover(forest: Forest, node: number): number {
  return (node >= 0 ? forest.nodeCover[node] : forest.leafCover[~node]) as number;
}

function expectedValue(forest: Forest, node: number): number {
  if (node < 0) return forest.leafValue[~node] as number;
  const left = forest.left[node] as number;
  const right = forest.right[node] as number;
  const leftCover = cover(forest, left);
  const rightCover = cover(forest, right);
  return (
    (leftCover * expectedValue(forest, left) + rightCover * expectedValue(forest, right)) / (leftCover + rightCover)
  );
}

function walk(
  forest: Forest,
  row: Float32Array,
  node: number,
  parentPath: readonly PathElement[],
  zeroFraction: number,
  oneFraction: number,
  feature: number,
  out: Float64Array,
): void {
  const path = extend(parentPath, zeroFraction, oneFraction, feature);
  if (node < 0) {
    const value = forest.leafValue[~node] as number;
    for (let index = 1; index < path.length; index++) {
      const element = path[index] as PathElement;
      const weight = unwoundWeight(path, index);
      const total = out[element.feature] as number;
      out[element.feature] = total + weight * (element.oneFraction - element.zeroFraction) * value;
    }
    return;
  }
  const split = forest.splitFeature[node] as number;
  const goesLeft = (row[split] as number) <= (forest.threshold[node] as number);
  const left = forest.left[node] as number;
  const right = forest.right[node] as number;
  const hot = goesLeft ? left : right;
  const cold = goesLeft ? right : left;
  // A feature met before on this path is replaced: its earlier shares carry over.
  let inherited: PathElement | undefined;
  let shorter = path;
  const earlier = path.findIndex((element, index) => index > 0 && element.feature === split);
  if (earlier > 0) {
    inherited = path[earlier];
    shorter = unwind(path, earlier);
  }
  const zero = inherited?.zeroFraction ?? 1;
  const one = inherited?.oneFraction ?? 1;
  const total = cover(forest, left) + cover(forest, right);
  walk(forest, row, hot, shorter, (zero * cover(forest, hot)) / total, one, split, out);
  walk(forest, row, cold, shorter, (zero * cover(forest, cold)) / total, 0, split, out);
}

function extend(
  parent: readonly PathElement[],
  zeroFraction: number,
  oneFraction: number,
  feature: number,
): PathElement[] {
  const path = parent.map((element) => ({ ...element }));
  const length = path.length;
  path.push({ feature, zeroFraction, oneFraction, weight: length === 0 ? 1 : 0 });
  for (let index = length - 1; index >= 0; index--) {
    const current = path[index] as PathElement;
    const next = path[index + 1] as PathElement;
    next.weight += (oneFraction * current.weight * (index + 1)) / (length + 1);
    current.weight = (zeroFraction * current.weight * (length - index)) / (length + 1);
  }
  return path;
}

function unwind(path: readonly PathElement[], removed: number): PathElement[] {
  const copy = path.map((element) => ({ ...element }));
  const depth = copy.length - 1;
  const { oneFraction, zeroFraction } = copy[removed] as PathElement;
  let next = (copy[depth] as PathElement).weight;
  for (let index = depth - 1; index >= 0; index--) {
    const element = copy[index] as PathElement;
    if (oneFraction !== 0) {
      const kept = element.weight;
      element.weight = (next * (depth + 1)) / ((index + 1) * oneFraction);
      next = kept - (element.weight * zeroFraction * (depth - index)) / (depth + 1);
    } else {
      element.weight = (element.weight * (depth + 1)) / (zeroFraction * (depth - index));
    }
  }
  for (let index = removed; index < depth; index++) {
    const from = copy[index + 1] as PathElement;
    const to = copy[index] as PathElement;
    to.feature = from.feature;
    to.zeroFraction = from.zeroFraction;
    to.oneFraction = from.oneFraction;
  }
  copy.pop();
  return copy;
}

/** Sum of the path weights with one element taken out. */
function unwoundWeight(path: readonly PathElement[], removed: number): number {
  const depth = path.length - 1;
  const { oneFraction, zeroFraction } = path[removed] as PathElement;
  let next = (path[depth] as PathElement).weight;
  let total = 0;
  for (let index = depth - 1; index >= 0; index--) {
    const { weight } = path[index] as PathElement;
    if (oneFraction !== 0) {
      const unwound = (next * (depth + 1)) / ((index + 1) * oneFraction);
      total += unwound;
      next = weight - (unwound * zeroFraction * (depth - index)) / (depth + 1);
    } else if (zeroFraction !== 0) {
      total += (weight * (depth + 1)) / (zeroFraction * (depth - index));
    }
  }
  return total;
}
