import { describe, expect, it } from 'vitest';
import { shippedArtifact } from '../../../test/helpers/shipped-artifact.ts';
import { exploreOutcomes } from './explore-outcomes.ts';
import { readModelPrices } from './model-prices.ts';
import type { OutcomeRow } from './read-outcomes.ts';

/** One model that does eight of ten, one that does six, one that does five; the same of each in every cluster. */
function rows(): OutcomeRow[] {
  return Array.from({ length: 60 }, (_, index) => ({
    id: String(index),
    prompt: `Question ${index}: what is the capital of the country number ${index * 7}?`,
    domain: null,
    scores: new Map([
      ['good', Number(index % 10 < 8)],
      ['fair', Number(index % 10 < 6)],
      ['poor', Number(index % 10 < 5)],
    ]),
    costUsd: new Map(),
  }));
}

describe('exploreOutcomes', () => {
  it('costs little where the table is right, and finds the good model where it is wrong', async () => {
    const artifact = await shippedArtifact();
    const { runs, models } = await exploreOutcomes(artifact, rows(), await readModelPrices(artifact, []), 3_000);
    expect(models).toBe(3);
    const run = (table: string, share: number) =>
      runs.find((one) => one.table === table && one.share === share && one.rated === 1) as (typeof runs)[number];
    expect(run('reversed', 0)).toMatchObject({ explored: 0 });
    for (const share of [0.05, 0.2, 1]) {
      expect(run('reversed', share).explored).toBeGreaterThan(0);
      expect(run('reversed', share).explored).toBeLessThanOrEqual(share * 3_000);
    }
    expect(run('reversed', 1).regret).toBeLessThan(run('reversed', 0).regret - 0.02);
    expect(run('reversed', 1).last_regret).toBeLessThan(run('reversed', 0).last_regret / 2);
    // What is tried for nothing costs at most the distance to the worst, in that share of the requests.
    expect(run('right', 0.05).regret).toBeLessThan(run('right', 0).regret + 0.05 * 0.3);
  });
});
