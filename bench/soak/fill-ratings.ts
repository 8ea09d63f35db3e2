import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FeedbackStore, MAX_RATINGS } from '../../src/host/feedback/feedback-store.ts';
import { quietLogger } from '../bench-router.ts';

/** A model that no prompt of the soak is sent to: its ratings take room and change no decision. */
const MODEL = 'soak/rated-before';

/**
 * Ratings as many as are kept, in a host's home: a run would need hours to bring them about, and all that time look as
 * if it leaked.
 */
export async function fillRatings(folder: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(resolve('artifacts', 'manifest.json'), 'utf8')) as {
    artifact_version: string;
  };
  const store = new FeedbackStore({
    path: join(folder, 'feedback.json'),
    artifactVersion: manifest.artifact_version,
    logger: quietLogger,
  });
  const startedMs = Date.now();
  for (let index = 0; index < MAX_RATINGS; index++) {
    store.rate(`rated-before-${String(index).padStart(23, '0')}`, {
      model: MODEL,
      effort: null,
      score: index % 2,
      at_ms: startedMs - MAX_RATINGS + index,
      source: 'endpoint',
      explored: false,
      clusters: [
        { id: index % 48, weight: 0.5 },
        { id: (index + 1) % 48, weight: 0.3 },
        { id: (index + 2) % 48, weight: 0.2 },
      ],
    });
  }
  await store.close();
}
