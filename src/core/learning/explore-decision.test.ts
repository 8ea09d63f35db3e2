import { describe, expect, it } from 'vitest';
import { ask, createHarness, routerConfig } from '../../../test/helpers/router-harness.ts';
import { TINY_MODELS } from '../../../test/helpers/tiny-artifact.ts';
import type { Decision, NearestCluster } from '../../shared/decision.ts';
import { betaVariance } from './beta-distribution.ts';
import {
  type Beliefs,
  DRAW_TABLE_WEIGHT,
  drawnQuality,
  type ExplorationBudget,
  exploreDecision,
  mayExplore,
} from './explore-decision.ts';
import { noFeedback, sumRatings } from './quality-feedback.ts';
import { seededRandom } from './seeded-random.ts';

const PROOF = 'prove that the prime number are infinitely many';
const all: ExplorationBudget = { admit: () => true, spend: () => true };
/** All models are worth the same by the table: what is drawn decides. */
const even: Beliefs = {
  quality: {
    row: () => ({ model: '', effort: null, prior: 0.7, output_tokens: 1, q: [0.7, 0.7, 0.7], n: [], sources: [] }),
  },
  feedback: noFeedback,
};

async function decided(): Promise<Decision> {
  const { decision } = await (await createHarness()).router.decide(ask(PROOF), {}, {});
  return { ...decision, candidates: decision.candidates.map((one) => ({ ...one, quality: 0.7, score: 0.56 })) };
}

const withId = (decision: Decision, id: number): Decision => ({ ...decision, id: `dec_${id}` });

describe('exploreDecision', () => {
  it('tries each candidate as often as it is drawn best, and says what it did', async () => {
    const decision = await decided();
    const tries = new Map<string, number>();
    for (let id = 0; id < 600; id++) {
      const explored = exploreDecision(withId(decision, id), even, all);
      tries.set(explored.model, (tries.get(explored.model) ?? 0) + 1);
      if (explored.exploration === null) expect(explored).toEqual(withId(decision, id));
      else {
        const [choice] = explored.candidates;
        expect(explored).toMatchObject({ model: choice?.model, provider: choice?.provider, margin: null });
        expect(explored.exploration.instead_of.model).toBe(decision.model);
        expect(explored.exploration.extra_usd).toBe(
          Math.max(0, (choice?.cost_usd ?? 0) - (decision.candidates[0]?.cost_usd ?? 0)),
        );
        expect(explored.notes.at(-1)).toMatch(/^exploration: \S+ instead of \S+, to learn/);
        expect([...explored.candidates].sort(byModel)).toEqual([...decision.candidates].sort(byModel));
      }
    }
    // Equal beliefs: each of n is the best in 1/n of the draws.
    for (const { model } of decision.candidates) {
      expect(tries.get(model) ?? 0).toBeGreaterThan((0.7 * 600) / decision.candidates.length);
    }
  });

  it('is the same for the same decision and beliefs', async () => {
    const decision = await decided();
    for (let id = 0; id < 20; id++) {
      const one = exploreDecision(withId(decision, id), even, all);
      expect(exploreDecision(withId(decision, id), even, all)).toEqual(one);
    }
  });

  it('asks the budget before it does anything, and what is not allowed is as if nothing had been asked', async () => {
    const decision = await decided();
    const asked: number[] = [];
    const none: ExplorationBudget = { admit: (chance) => asked.push(chance) < 0, spend: () => true };
    expect(exploreDecision(decision, even, none)).toBe(decision);
    expect(asked[0]).toBeGreaterThanOrEqual(0);
    expect(asked[0]).toBeLessThan(1);
    for (let id = 0; id < 50; id++) {
      const fresh = withId(decision, id);
      expect(exploreDecision(fresh, even, { admit: () => true, spend: () => false })).toBe(fresh);
    }
  });

  it('never tries what has no price', async () => {
    const decision = await decided();
    const unpriced = { ...decision, candidates: decision.candidates.map((one) => ({ ...one, cost_usd: null })) };
    for (let id = 0; id < 50; id++) {
      const fresh = withId(unpriced, id);
      expect(exploreDecision(fresh, even, all)).toBe(fresh);
    }
  });
});

describe('drawnQuality', () => {
  it('has the mean and the variance of the posterior, over the clusters of the prompt', () => {
    const nearest: NearestCluster[] = [
      { id: 0, label: '', similarity: 1, weight: 0.6 },
      { id: 2, label: '', similarity: 1, weight: 0.4 },
    ];
    const rating = { model: 'm', effort: null, clusters: nearest, score: 1 };
    const ratings = [...Array(12).fill(rating), ...Array(5).fill({ ...rating, score: 0 })];
    const beliefs = { ...even, feedback: sumRatings(ratings, 'f') };
    const uniform = seededRandom(3);
    const draws = Array.from({ length: 20_000 }, () =>
      drawnQuality({ model: 'm', effort: null }, nearest, beliefs, uniform),
    );
    let mean = 0;
    let variance = 0;
    for (const { weight } of nearest) {
      // Closed form with κ = 5: Beta(κq + Σwr, κ(1−q) + Σw(1−r)), independent between clusters.
      const beta = { a: DRAW_TABLE_WEIGHT * 0.7 + 12 * weight, b: DRAW_TABLE_WEIGHT * 0.3 + 5 * weight };
      mean += (weight * beta.a) / (beta.a + beta.b);
      variance += weight ** 2 * betaVariance(beta);
    }
    const found = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const spread = draws.reduce((sum, value) => sum + (value - found) ** 2, 0) / (draws.length - 1);
    expect(Math.abs(found - mean)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
    expect(spread / variance).toBeCloseTo(1, 1);
  });
});

describe('mayExplore', () => {
  it('leaves alone what somebody asked for, what is under way, what is remembered and what is simulated', async () => {
    const request = ask(PROOF);
    const decision = await decided();
    expect(mayExplore(decision, request, {})).toBe(true);
    expect(mayExplore(decision, request, { app: 'a' })).toBe(true);
    for (const overrides of [{ model: TINY_MODELS.midOpenai }, { bucket: 'mid' as const }, { alpha: 0.5 }]) {
      expect(mayExplore(decision, request, overrides)).toBe(false);
    }
    for (const mode of ['explicit', 'bucket'] as const)
      expect(mayExplore({ ...decision, mode }, request, {})).toBe(false);
    for (const state of ['warm', 'cold', 'locked'] as const) {
      expect(mayExplore({ ...decision, session: { ...decision.session, state } }, request, {})).toBe(false);
    }
    const [one] = decision.candidates;
    expect(mayExplore({ ...decision, candidates: one === undefined ? [] : [one] }, request, {})).toBe(false);
    expect(mayExplore({ ...decision, provider: 'simulator' }, request, {})).toBe(false);
    const [turn] = request.messages;
    const loop = {
      ...request,
      messages: [turn, { ...turn, role: 'assistant', toolCalls: 1 }, { ...turn, role: 'tool' }],
    };
    expect(mayExplore(decision, loop as typeof request, {})).toBe(false);
  });

  it('takes what the real router says of requests', async () => {
    const { router } = await createHarness(routerConfig());
    const may = async (change: object, overrides = {}) => {
      const request = ask(PROOF, change);
      return mayExplore((await router.decide(request, {}, overrides)).decision, request, overrides);
    };
    expect(await may({})).toBe(true);
    expect(await may({ model: TINY_MODELS.hardOpenai })).toBe(false);
    expect(await may({ model: 'heimdall/hard' })).toBe(false);
  });
});

function byModel(one: { model: string }, other: { model: string }): number {
  return one.model < other.model ? -1 : 1;
}
