/** What a decision takes by the length of the prompt and the number of candidates, clusters and trees. */

import { EMBEDDING_DIM } from '../../src/core/features/embedding/embedder.ts';
import { type Artifact, type ChatRequest, type ExtraModel, promptRequest, type Router } from '../../src/core/index.ts';
import { compileForest } from '../../src/core/kernels/forest-walk.ts';
import { createClusters, nearestClusters } from '../../src/core/scoring/clusters.ts';
import { OUTPUT_COUNT, predictRaw } from '../../src/core/triage/forest.ts';
import { benchRouter } from '../bench-router.ts';
import { heldBytes } from '../held-memory.ts';

/** How long each figure is measured; at least five times. Milliseconds. */
const LONG_ENOUGH_MS = 400;
const LEAST = 5;
const WORDS =
  'the router reads a prompt and says which model it should go to because some are cheap and some are good'.split(' ');

export interface Cost {
  readonly n: number;
  /** Median of one. */
  readonly us: number;
}

export interface PromptCost extends Cost {
  readonly what: string;
  readonly characters: number;
  readonly embedded_tokens: number | null;
  /** Heap and buffers that the decision holds on to, in KiB. */
  readonly kept_kb: number;
}

export async function promptCosts(artifact: Artifact): Promise<PromptCost[]> {
  const router = benchRouter(artifact, false);
  const prompts: [string, number, string][] = [32, 256, 1_024, 8_192, 65_536, 262_144, 1_048_576].map((tokens) => [
    `${tokens.toLocaleString('en')} tokens`,
    tokens,
    // A word is a token here.
    Array.from({ length: tokens }, (_, index) => WORDS[index % WORDS.length]).join(' '),
  ]);
  prompts.push(['10 MB of one character', 10_000_000, 'a'.repeat(10_000_000)]);
  const costs: PromptCost[] = [];
  for (const [what, n, text] of prompts) {
    const request = promptRequest(text);
    costs.push({
      what,
      n,
      characters: text.length,
      us: await medianUs(() => attempt(router, request)),
      embedded_tokens: (await attempt(router, request))?.decision.features.embedded_tokens ?? null,
      kept_kb: await keptKiB(artifact, text),
    });
  }
  return costs;
}

/** Null when no candidate takes so much. */
async function attempt(router: Router, request: ChatRequest) {
  try {
    return await router.decide(request, {});
  } catch {
    return null;
  }
}

/** Of each of some decisions that the caller holds, their texts forgotten. */
async function keptKiB(artifact: Artifact, text: string): Promise<number> {
  const router = benchRouter(artifact, true);
  const held: unknown[] = [];
  const count = text.length > 1_000_000 ? 5 : 50;
  // The first ones take room that is not theirs.
  for (let index = 0; index < 3; index++) await attempt(router, promptRequest(`warm ${index} ${text}`));
  const before = heldBytes();
  for (let index = 0; index < count; index++)
    held.push((await attempt(router, promptRequest(`${index} ${text}`)))?.decision);
  const kept = heldBytes() - before;
  if (held.length !== count) throw new Error('not all were decided');
  return Math.max(0, Math.round(kept / count / 102.4) / 10);
}

/** By candidates in each bucket: models of the user's own, beside those of the artifact. */
export async function candidateCosts(artifact: Artifact): Promise<Cost[]> {
  const costs: Cost[] = [];
  for (const n of [10, 100, 500, 2_000]) {
    const own: ExtraModel[] = Array.from({ length: n }, (_, index) => ({
      id: `own/model-${index}`,
      provider: 'openrouter',
      upstreamId: `model-${index}`,
      contextTokens: 200_000,
      inputUsdPerMtok: 0.1 + index / 100,
      outputUsdPerMtok: 0.4 + index / 50,
      qualityLike: 'openai/gpt-5-mini',
      buckets: ['cheap', 'mid', 'hard'],
    }));
    const router = benchRouter(artifact, false, { extraModels: new Map(own.map((model) => [model.id, model])) });
    const { decision } = await router.decide(promptRequest('Which planet is the largest?'), {});
    if (decision.candidates.length < n) throw new Error(`only ${decision.candidates.length} of ${n} are candidates`);
    let turn = 0;
    costs.push({ n, us: await medianUs(() => router.decide(promptRequest(`Which planet is number ${turn++}?`), {})) });
  }
  return costs;
}

/** Cosines to all clusters, and the nearest three. */
export async function clusterCosts(artifact: Artifact): Promise<Cost[]> {
  const costs: Cost[] = [];
  const vector = artifact.clusters.centroid(0);
  for (const n of [12, 48, 192, 768, 3_072]) {
    const info = Array.from({ length: n }, (_, id) => ({ ...at(artifact.clusters.info, id), id }));
    const centroids = Float32Array.from({ length: n * EMBEDDING_DIM }, (_, index) => Math.sin(index) / 14);
    const clusters = createClusters(info, centroids, new Float32Array(3 * EMBEDDING_DIM));
    const out = new Float32Array(n);
    const us = await medianUs(() => {
      clusters.similarities(vector, out, 0);
      return nearestClusters(clusters, out, 0, 3);
    });
    costs.push({ n, us });
  }
  return costs;
}

/** The artifact's trees, fewer of them or again and again. */
export async function treeCosts({ forest }: Artifact): Promise<Cost[]> {
  const row = new Float32Array(forest.featureCount).fill(0.1);
  const out = new Float64Array(OUTPUT_COUNT);
  const costs: Cost[] = [];
  for (const factor of [0.25, 1, 4, 16]) {
    const n = Math.round((forest.treeRoot.length * factor) / OUTPUT_COUNT) * OUTPUT_COUNT;
    const treeRoot = Int32Array.from({ length: n }, (_, index) => at(forest.treeRoot, index));
    const tables = { ...forest, treeRoot };
    const other = { ...tables, walk: forest.walk == null ? null : compileForest(tables) };
    costs.push({ n, us: await medianUs(() => predictRaw(other, row, out)) });
  }
  return costs;
}

/** Round and round. */
function at<T>(list: ArrayLike<T>, index: number): T {
  return list[index % list.length] as T;
}

async function medianUs(work: () => unknown): Promise<number> {
  const times: number[] = [];
  const until = performance.now() + LONG_ENOUGH_MS;
  await work();
  while (times.length < LEAST || performance.now() < until) {
    const started = performance.now();
    const result = work();
    if (result instanceof Promise) await result;
    times.push((performance.now() - started) * 1_000);
  }
  return Math.round((times.sort((one, other) => one - other)[Math.floor(times.length / 2)] as number) * 10) / 10;
}
