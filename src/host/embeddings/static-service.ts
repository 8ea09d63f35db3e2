import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMBEDDING_DIM, type Embedder, type Embedding } from '../../core/index.ts';
import type { LocalEmbedder } from '../../gateway/gateway.ts';

/** Texts embedded in one turn of the event loop: about a millisecond. */
const LOT = 16;
const MAX_TOKENS = 512;

/** The router's static embedder under a name for requests. */
export function createStaticService(embedder: Embedder): LocalEmbedder {
  return {
    model: 'heimdall/static',
    aliases: ['static', 'static-384'],
    dimensions: EMBEDDING_DIM,
    maxTokens: MAX_TOKENS,
    async embed(texts, signal) {
      const embeddings: Embedding[] = [];
      for (const [index, text] of texts.entries()) {
        if (index % LOT === 0 && index > 0) await nextTurn(undefined, { signal });
        embeddings.push(await embedder.embed(text));
      }
      return embeddings;
    },
  };
}
