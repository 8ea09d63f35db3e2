import { join } from 'node:path';
import type { LocalEmbedder } from '../../gateway/gateway.ts';
import { hasMinilm } from '../embedder-minilm/create-minilm-embedder.ts';
import { createMinilmService, type MinilmService } from '../embedder-minilm/create-minilm-service.ts';
import type { OpenedArtifact } from '../routing/load-artifact-folder.ts';
import { createStaticService } from './static-service.ts';

/** What the artifact in force embeds with: MiniLM where it has the model, and its static table. */
export class LocalEmbedders {
  #all: readonly LocalEmbedder[] = [];
  #minilm: MinilmService | null = null;

  constructor(opened: OpenedArtifact) {
    this.use(opened);
  }

  get all(): readonly LocalEmbedder[] {
    return this.#all;
  }

  /** Goes over to another artifact. What is being embedded is embedded to the end by the last one. */
  use({ artifact, folder }: OpenedArtifact): void {
    this.#minilm?.retire();
    const minilmFolder = join(folder, 'embedders', 'minilm');
    this.#minilm = hasMinilm(minilmFolder) ? createMinilmService(minilmFolder) : null;
    const fixed = createStaticService(artifact.embedder);
    this.#all = this.#minilm === null ? [fixed] : [this.#minilm, fixed];
  }

  async close(): Promise<void> {
    await this.#minilm?.close();
  }
}
