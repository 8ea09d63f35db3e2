import { join } from 'node:path';
import { EMBEDDING_DIM, type Embedder } from '../../core/index.ts';
import { createMinilmEmbedder } from '../embedder-minilm/create-minilm-embedder.ts';
import { silentLogger } from '../logging/create-logger.ts';
import { loadArtifactFolder } from './load-artifact-folder.ts';

export interface EmbeddedText {
  /** Name of the embedder that made it. */
  readonly embedder: string;
  readonly dim: number;
  /** Unit length; all zero for a text without tokens. */
  readonly vector: readonly number[];
}

/**
 * Embeds one text as the router would.
 *
 * @throws {HeimdallError} `artifact_*`.
 */
export async function embedText(
  artifactFolder: string,
  embedder: 'static' | 'minilm',
  text: string,
): Promise<EmbeddedText> {
  const chosen = await openEmbedder(artifactFolder, embedder);
  const { vector } = await chosen.embed(text);
  return { embedder: chosen.id, dim: EMBEDDING_DIM, vector: [...vector] };
}

async function openEmbedder(artifactFolder: string, embedder: 'static' | 'minilm'): Promise<Embedder> {
  if (embedder === 'minilm') return createMinilmEmbedder(join(artifactFolder, 'embedders', 'minilm'));
  return (await loadArtifactFolder(artifactFolder, null, silentLogger)).artifact.embedder;
}
