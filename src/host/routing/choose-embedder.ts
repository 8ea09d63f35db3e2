import { join } from 'node:path';
import { type Embedder, HeimdallError, type Logger } from '../../core/index.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { createMinilmEmbedder, hasMinilm } from '../embedder-minilm/create-minilm-embedder.ts';

/** What a router embeds with. */
export interface ChosenEmbedder {
  readonly wanted: Settings['embedder'];
  /** Null: the artifact's own static one. */
  readonly embedder: Embedder | null;
  /** Why what is wanted is not in force; null when it is. */
  readonly problem: string | null;
  /** Resolves when it has loaded its model, or could not. */
  readonly ready: Promise<void>;
}

/**
 * Begins to load the embedder that the settings want.
 *
 * @param folders Artifacts, the one in force first: MiniLM is the same in all of them, and not all have it.
 */
export function chooseEmbedder(
  wanted: Settings['embedder'],
  folders: readonly string[],
  logger: Logger,
): ChosenEmbedder {
  const none = { wanted, embedder: null, problem: null, ready: Promise.resolve() };
  if (wanted === 'static') return none;
  const models = folders.map((folder) => join(folder, 'embedders', 'minilm'));
  try {
    const minilm = createMinilmEmbedder(models.find(hasMinilm) ?? (models[0] as string));
    // The first decision should not pay for loading the model.
    const ready = minilm.warmUp().catch((error: unknown) => logger.error('MiniLM did not load', { error }));
    return { wanted, embedder: minilm, problem: null, ready };
  } catch (error) {
    const problem = `embedder: minilm is not in force: ${HeimdallError.from(error).message}`;
    logger.error(problem);
    return { ...none, problem };
  }
}
