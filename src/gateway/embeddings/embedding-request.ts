/** Embeddings in no dialect. The two wire forms are read and written in `dialects/<name>/embeddings.ts`. */
import type { JsonObject } from '../dialects/json-body.ts';

/** A text, or the ids of its tokens in the vocabulary of the model that is asked. */
export type EmbeddingInput = string | readonly number[];

/** What a client wants to have embedded. */
export interface EmbeddingRequest {
  readonly dialect: 'openai-chat' | 'gemini';
  /** As it came, for providers of the same dialect. */
  readonly body: JsonObject;
  /** As the caller wrote it. */
  readonly model: string;
  readonly inputs: readonly EmbeddingInput[];
  /** Length of the vectors; null = the model's own. */
  readonly dimensions: number | null;
  /** Google's `taskType`, such as RETRIEVAL_QUERY. */
  readonly taskType: string | null;
  /** Fields that only this dialect has, in its own words. */
  readonly dropped: readonly string[];
  /** Path of an input in the body, for errors. */
  inputPath(index: number): string;
  /** Path of the field that `dimensions` came from. */
  readonly dimensionsPath: string;
  /** The answer's JSON in pieces, so that a large one need not be built in one go. */
  answer(result: EmbeddingResult): Iterable<string>;
}

export interface EmbeddingResult {
  /** What the caller is told answered. */
  readonly model: string;
  /** One per input, in their order. */
  readonly vectors: readonly ArrayLike<number>[];
  /** Tokens of all inputs. */
  readonly tokens: number;
}

/** More inputs than this are refused, as OpenAI does. */
export const MAX_INPUTS = 2_048;

/** Eight decimals for our own float32: a unit vector has no more to say, and the text is half as long. */
export function rounded(vector: ArrayLike<number>): ArrayLike<number> {
  return Array.isArray(vector) ? vector : Array.from(vector, (value) => Math.round(value * 1e8) / 1e8);
}
