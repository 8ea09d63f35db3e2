import { EMBEDDING_DIM, type Embedder, normalize } from './embedder.ts';

/** Work is bounded: only this many code units are read. */
const MAX_UNITS = 8_192;

/**
 * The fallback when an embedder misses its budget or fails: signed feature hashing of character trigrams
 * (Weinberger et al. 2009). Deterministic, needs no artifact, says little about meaning; decisions that used it say so.
 */
export const hashedEmbedder: Embedder = {
  id: 'hashed',
  embed(text) {
    const vector = new Float32Array(EMBEDDING_DIM);
    const end = Math.min(text.length, MAX_UNITS);
    let one = 32;
    let two = 32;
    for (let index = 0; index <= end; index++) {
      const unit = index < end ? lower(text.charCodeAt(index)) : 32;
      let hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b) ^ Math.imul(unit, 0xc2b2ae35);
      hash ^= hash >>> 15;
      const slot = (hash >>> 1) % EMBEDDING_DIM;
      vector[slot] = (vector[slot] as number) + (hash & 1 ? 1 : -1);
      one = two;
      two = unit;
    }
    normalize(vector);
    const tokens = Math.ceil(text.length / 4);
    return { vector, tokens, embeddedTokens: Math.min(tokens, MAX_UNITS / 4) };
  },
};

function lower(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}
