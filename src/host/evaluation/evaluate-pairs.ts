import {
  createIdSource,
  createRouter,
  HeimdallError,
  type PairMetrics,
  pairMetrics,
  promptRequest,
  type RouterConfig,
  rankScore,
  type ScoredPair,
} from '../../core/index.ts';
import { parseSettings } from '../../shared/settings-schema.ts';
import { readJsonLines, shareField, textField } from '../files/json-lines.ts';
import { createLogger } from '../logging/create-logger.ts';
import { loadArtifactFolder } from '../routing/load-artifact-folder.ts';
import { secureRandom, systemClock } from '../system-clock.ts';

/**
 * Evaluates the routing of an artifact on the outcomes of two models: rows `{id, prompt, strong_correct, weak_correct}`.
 * Every prompt goes through `decide()`, the path that requests take, with default settings and no caches.
 *
 * @param path .jsonl or .jsonl.gz.
 * @throws {HeimdallError} `request_invalid`, which names the line; `artifact_*`.
 */
export async function evaluatePairs(artifactFolder: string, path: string): Promise<PairMetrics> {
  const logger = createLogger({ level: 'warn', pretty: true, prompts: false });
  const { artifact } = await loadArtifactFolder(artifactFolder, null, logger);
  const config = evaluationConfig();
  const router = createRouter({
    artifact,
    config: () => config,
    clock: systemClock,
    ids: createIdSource(systemClock, secureRandom),
    logger,
    embeddingCacheSize: 0,
  });
  const pairs: ScoredPair[] = [];
  for await (const line of readJsonLines(path)) {
    const { decision } = await router.decide(promptRequest(textField(line, 'prompt')), {});
    pairs.push({
      score: rankScore(decision.bucket_probabilities),
      strong: shareField(line, 'strong_correct'),
      weak: shareField(line, 'weak_correct'),
    });
  }
  if (pairs.length === 0) throw new HeimdallError('request_invalid', `${path} has no rows.`);
  return pairMetrics(pairs);
}

/** Nobody is called, so no key is needed: every candidate counts as simulated. */
function evaluationConfig(): RouterConfig {
  const parsed = parseSettings({ enable_caching: false });
  if (!parsed.ok) throw new HeimdallError('internal', 'The default settings are not valid.');
  return {
    settings: parsed.settings,
    revision: 'evaluation',
    configuredProviders: new Set(),
    simulatorActive: true,
    extraModels: new Map(),
  };
}
