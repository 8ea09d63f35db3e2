/**
 * Linear scores of the words of a prompt: which single tokens and pairs of neighbours go with which outcome
 * (docs/artifact-format.md, "Word scores"). Trained by training/heimdall_training/words.py, which computes the same.
 */
import { copyBytes } from '../../artifacts/bytes.ts';
import type { WordsMeta } from '../../artifacts/manifest.ts';
import { HeimdallError } from '../../errors.ts';
import type { TokenWindow } from '../embedding/static-embedder.ts';

export interface WordScores {
  /** Names of the scores, in the order in which they are written. */
  readonly heads: readonly string[];
  /** Writes one number per head to `out` from `offset`. O(tokens). */
  write(window: TokenWindow, out: Float32Array, offset: number): void;
}

/** Where a pair of neighbouring tokens is kept: a hash of both ids, below `buckets` (a power of two). */
export function pairBucket(first: number, second: number, buckets: number): number {
  let hash = (Math.imul(first, 0x9e3779b1) + second) | 0;
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash & (buckets - 1);
}

/**
 * `score[h] = bias[h] + scale[h] · Σ weight[f][h] / n^power` over the n distinct features f of the window: its token ids,
 * then the buckets of its pairs. A text without any token scores its bias.
 *
 * @param table int16[(vocabulary + buckets) × heads], row-major.
 * @throws {HeimdallError} `artifact_invalid` if the sizes disagree.
 */
export function createWordScores(meta: WordsMeta, table: Uint8Array, vocabularySize: number): WordScores {
  const { heads, buckets, power, scale, bias } = meta;
  const rows = vocabularySize + buckets;
  const width = heads.length;
  if (
    meta.vocabulary !== vocabularySize ||
    table.byteLength !== rows * width * Int16Array.BYTES_PER_ELEMENT ||
    scale.length !== width ||
    bias.length !== width
  ) {
    throw new HeimdallError(
      'artifact_invalid',
      `word scores: ${width} heads over ${vocabularySize} tokens and ${buckets} pairs need ${2 * rows * width} bytes, ` +
        `found ${table.byteLength} bytes for ${meta.vocabulary} tokens, ${scale.length} scales and ${bias.length} biases`,
    );
  }
  const weights = new Int16Array(copyBytes(table));
  /** The call that a feature was last counted in, so that repeats are skipped without clearing anything. */
  const counted = new Uint32Array(rows);
  let call = 0;
  const sums = new Float64Array(width);

  function add(feature: number): number {
    if (counted[feature] === call) return 0;
    counted[feature] = call;
    const row = feature * width;
    for (let head = 0; head < width; head++) {
      sums[head] = (sums[head] as number) + (weights[row + head] as number);
    }
    return 1;
  }

  return {
    heads,
    write({ ids, embeddedTokens }, out, offset) {
      if (call === 0xffff_ffff) {
        counted.fill(0);
        call = 0;
      }
      call++;
      sums.fill(0);
      let distinct = 0;
      for (let position = 0; position < embeddedTokens; position++) {
        const id = ids[position] as number;
        distinct += add(id);
        if (position > 0) distinct += add(vocabularySize + pairBucket(ids[position - 1] as number, id, buckets));
      }
      const share = distinct === 0 ? 0 : distinct ** -power;
      for (let head = 0; head < width; head++) {
        out[offset + head] = (bias[head] as number) + (scale[head] as number) * (sums[head] as number) * share;
      }
    },
  };
}
