import { describe, expect, it } from 'vitest';
import { ask, createHarness } from '../../../test/helpers/router-harness.ts';
import { readerOf, sealArtifact, sha256, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { bestCandidate, winnerSegments } from '../../shared/alpha-score.ts';
import { loadArtifact } from '../artifacts/load-artifact.ts';
import { catalogPrice } from '../catalog/model-catalog.ts';
import { requestCost } from '../catalog/request-cost.ts';

const PROMPT = 'write a function in python';

/** The tiny artifact with answers of other lengths in each cluster. */
async function withLengths(tokens: readonly number[]) {
  const files = tinyArtifactFiles();
  const quality = JSON.parse(new TextDecoder().decode(files.get('quality.json'))) as { targets: object[] };
  for (const row of quality.targets) Object.assign(row, { tokens });
  files.set('quality.json', new TextEncoder().encode(JSON.stringify(quality)));
  sealArtifact(files);
  return loadArtifact(readerOf(files), sha256);
}

async function decide(tokens: readonly number[], maxOutputTokens: number | null = null) {
  const artifact = await withLengths(tokens);
  const { router } = await createHarness(undefined, { artifact });
  const { decision } = await router.decide(ask(PROMPT, { model: 'heimdall/mid', maxOutputTokens }), {});
  return { artifact, decision };
}

describe('the expected length of an answer', () => {
  it('is the mean over the nearest clusters, and prices the candidate', async () => {
    const tokens = [100, 2_000, 30_000];
    const { artifact, decision } = await decide(tokens);
    const expected = decision.features.clusters.reduce((sum, { id, weight }) => sum + weight * (tokens[id] ?? 0), 0);
    expect(decision.candidates.length).toBeGreaterThan(0);
    for (const { model, cost_usd } of decision.candidates) {
      const price = catalogPrice(artifact.catalog.get(model)?.price ?? null);
      const usage = { inputTokens: decision.features.request_tokens, outputTokens: expected };
      expect(cost_usd).toBe(requestCost(price, usage));
    }
  });

  it('is never more than the caller allows', async () => {
    const free = (await decide([9_000, 9_000, 9_000])).decision;
    const capped = (await decide([9_000, 9_000, 9_000], 90)).decision;
    expect(capped.candidates[0]?.cost_usd).toBeLessThan((free.candidates[0]?.cost_usd ?? 0) / 50);
  });

  it('leaves flip points exact: the formula reproduces the choice at every alpha', async () => {
    const { candidates, alpha } = (await decide([100, 2_000, 30_000])).decision;
    expect(bestCandidate(alpha, candidates)).toBe(0);
    for (const { from, to, winner } of winnerSegments(candidates)) {
      expect(bestCandidate((from + to) / 2, candidates)).toBe(winner);
    }
  });
});
