import type { Embedding } from '../../core/index.ts';

/** A model that embeds on this machine. */
export interface LocalEmbedder {
  /** Name in requests and in lists: `heimdall/minilm`. */
  readonly model: string;
  /** Other names for it. */
  readonly aliases: readonly string[];
  /** Length of its vectors. */
  readonly dimensions: number;
  /** Tokens of a text that it embeds; what is beyond them is left out. */
  readonly maxTokens: number;
  /**
   * Embeds texts without holding up the event loop. The first call loads the model.
   *
   * @param signal Stops the work when nobody waits for it any more.
   * @returns One embedding per text, in their order.
   * @throws {HeimdallError} `artifact_*` when the model does not load.
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Embedding[]>;
}
