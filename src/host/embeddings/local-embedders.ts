import { join } from 'node:path';
import type { Embedder } from '../../core/index.ts';
import type { LocalEmbedder } from '../../gateway/gateway.ts';
import { hasMinilm } from '../embedder-minilm/create-minilm-embedder.ts';
import { createMinilmService } from '../embedder-minilm/create-minilm-service.ts';
import { createStaticService } from './static-service.ts';

export interface LocalEmbedders {
  readonly all: readonly LocalEmbedder[];
  close(): Promise<void>;
}

/**
 * What the artifact embeds with: MiniLM where it has the model, and its static table.
 *
 * @param folder The artifact's.
 */
export function createLocalEmbedders(folder: string, table: Embedder): LocalEmbedders {
  const fixed = createStaticService(table);
  const minilmFolder = join(folder, 'embedders', 'minilm');
  if (!hasMinilm(minilmFolder)) return { all: [fixed], close: async () => {} };
  const minilm = createMinilmService(minilmFolder);
  return { all: [minilm, fixed], close: () => minilm.close() };
}
