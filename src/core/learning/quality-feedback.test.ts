import { describe, expect, it } from 'vitest';
import { ask, createHarness, routerConfig } from '../../../test/helpers/router-harness.ts';
import { TINY_MODELS } from '../../../test/helpers/tiny-artifact.ts';
import { bestCandidate } from '../../shared/alpha-score.ts';
import { noFeedback, posteriorQuality, type Rating, sumRatings, TABLE_WEIGHT } from './quality-feedback.ts';

const PROOF = 'prove that the prime number are infinitely many';
const GREETING = 'hello';

describe('posteriorQuality', () => {
  it('is the mean of Beta(κq + Σwr, κ(1−q) + Σw(1−r))', () => {
    const [prior, weight, score] = [0.71, 1.8, 0.6];
    const good = TABLE_WEIGHT * prior + score;
    const bad = TABLE_WEIGHT * (1 - prior) + (weight - score);
    expect(posteriorQuality(prior, { weight, score, ratings: 3 })).toBeCloseTo(good / (good + bad), 12);
    expect(posteriorQuality(prior, undefined)).toBe(prior);
  });

  it('stays within 0 and 1, and goes to the mean of the ratings as they become many', () => {
    expect(posteriorQuality(1, { weight: 1e6, score: 1e6, ratings: 1e6 })).toBeCloseTo(1, 12);
    expect(posteriorQuality(0.9, { weight: 1e6, score: 3e5, ratings: 1e6 })).toBeCloseTo(0.3, 4);
  });
});

describe('sumRatings', () => {
  const rating = (score: number): Rating => ({
    model: 'openai/large',
    effort: 'high',
    clusters: [
      { id: 2, weight: 0.75 },
      { id: 5, weight: 0.25 },
    ],
    score,
  });

  it('gives each cluster the share that it had in the decision', () => {
    const feedback = sumRatings([rating(1), rating(0), rating(0.5)], 'f3');
    const rated = feedback.of('openai/large', 'high');
    expect(rated?.get(2)).toEqual({ weight: 2.25, score: 1.125, ratings: 3 });
    expect(rated?.get(5)).toEqual({ weight: 0.75, score: 0.375, ratings: 3 });
    expect(feedback.of('openai/large', null)).toBeUndefined();
    expect(feedback.revision).toBe('f3');
  });

  it('is nothing when nobody rated', () => {
    expect(sumRatings([], 'f4')).toBe(noFeedback);
  });
});

describe('a router with ratings', () => {
  it('moves the rated model in the clusters of the prompt, and nothing else', async () => {
    let feedback = noFeedback;
    const { router } = await createHarness(routerConfig(), { feedback: () => feedback });
    const before = (await router.decide(ask(PROOF), {})).decision;
    const rated = before.candidates.find(({ model }) => model === TINY_MODELS.hardOpenai);
    const rating: Rating = {
      model: TINY_MODELS.hardOpenai,
      effort: rated?.effort ?? null,
      clusters: before.features.clusters,
      score: 0,
    };
    feedback = sumRatings([rating, rating, rating], 'f1');
    const after = (await router.decide(ask(PROOF), {})).decision;
    expect(after.cache.state).toBe('miss');
    expect(after.config_revision).toBe('r1.f1');
    const moved = after.candidates.find(({ model }) => model === TINY_MODELS.hardOpenai);
    expect(moved?.quality).toBeLessThan(rated?.quality ?? 0);
    const others = (decision: typeof after) =>
      decision.candidates
        .filter(({ model }) => model !== TINY_MODELS.hardOpenai)
        .map(({ model, quality, cost }) => [model, quality, cost]);
    expect(others(after)).toEqual(others(before));
    // What is recorded still reproduces the choice.
    expect(bestCandidate(after.alpha, after.candidates)).toBe(0);
    const again = (await router.decide(ask(PROOF), {})).decision;
    expect(again.cache.state).toBe('hit');
    expect(again.candidates).toEqual(after.candidates);

    feedback = noFeedback;
    const reset = (await router.decide(ask(PROOF), {})).decision;
    expect(reset.candidates).toEqual(before.candidates);
    expect(reset.config_revision).toBe('r1');
  });

  it('chooses another model when the ratings are bad enough', async () => {
    const { decision } = await (await createHarness()).router.decide(ask(PROOF), {}, { alpha: 1 });
    const rating: Rating = {
      model: decision.model,
      effort: decision.effort,
      clusters: decision.features.clusters,
      score: 0,
    };
    const feedback = sumRatings(Array(200).fill(rating), 'f200');
    const { router } = await createHarness(routerConfig(), { feedback: () => feedback });
    expect((await router.decide(ask(PROOF), {}, { alpha: 1 })).decision.model).not.toBe(decision.model);
    expect((await router.decide(ask(GREETING), {})).decision.bucket).toBe('cheap');
  });
});
