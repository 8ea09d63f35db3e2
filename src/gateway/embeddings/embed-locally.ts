import { HeimdallError } from '../../core/index.ts';
import type { EmbeddingRequest, EmbeddingResult } from './embedding-request.ts';
import type { LocalEmbedder } from './local-embedder.ts';

export interface LocalResult extends EmbeddingResult {
  /** Inputs that were longer than the model takes, by index. */
  readonly truncated: readonly number[];
}

/**
 * Embeds on this machine. Texts that are too long are cut, as sentence-transformers does; tokens are those that were
 * embedded.
 *
 * @throws {HeimdallError} `request_invalid` for what the model cannot do.
 */
export async function embedLocally(
  embedder: LocalEmbedder,
  request: EmbeddingRequest,
  signal: AbortSignal,
): Promise<LocalResult> {
  const { dimensions, dimensionsPath } = request;
  if (dimensions !== null && dimensions !== embedder.dimensions) {
    throw invalid(
      dimensionsPath,
      `${dimensionsPath} must be ${embedder.dimensions} or absent: ${embedder.model} has vectors of no other length.`,
    );
  }
  const texts = request.inputs.map((input, index) => {
    if (typeof input === 'string') return input;
    const path = request.inputPath(index);
    throw invalid(path, `${path} holds token ids, which are of another model's vocabulary. Send the text itself.`);
  });
  const embeddings = await embedder.embed(texts, signal);
  let tokens = 0;
  const truncated: number[] = [];
  for (const [index, embedding] of embeddings.entries()) {
    tokens += embedding.embeddedTokens;
    if (embedding.tokens > embedding.embeddedTokens) truncated.push(index);
  }
  return { model: embedder.model, vectors: embeddings.map(({ vector }) => vector), tokens, truncated };
}

function invalid(param: string, message: string): HeimdallError {
  return new HeimdallError('request_invalid', message, { context: { param } });
}
