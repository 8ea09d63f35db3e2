import type { MaybePromise } from '../../types.ts';

/** Length of every embedding. */
export const EMBEDDING_DIM = 384;

/** The embedding of one text. */
export interface Embedding {
  /** float32[384], unit length; all zero for a text without tokens. Owned by the receiver. */
  readonly vector: Float32Array;
  /** Tokens of the whole text; an estimate where the text was too long to tokenise whole. */
  readonly tokens: number;
  /** Tokens that went into the vector. */
  readonly embeddedTokens: number;
}

/** Turns text into a 384-d unit vector. Synchronous ones keep the whole decision synchronous. */
export interface Embedder {
  /** Name in decisions: `static-384`, `minilm`, `hashed`. */
  readonly id: string;
  /** What it throws never fails a request: a hashed embedding stands in, and the decision says so. */
  embed(text: string): MaybePromise<Embedding>;
}

/** Scales a vector to unit length in place; leaves the zero vector alone. */
export function normalize(vector: Float32Array): void {
  let square = 0;
  for (let index = 0; index < vector.length; index++) square += (vector[index] as number) ** 2;
  if (square === 0) return;
  const factor = 1 / Math.sqrt(square);
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] as number) * factor;
}

/** Dot product of two equally long vectors; the cosine when both are unit length. */
export function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
