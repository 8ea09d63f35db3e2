import { describe, expect, test } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import { ask, createHarness, routerConfig } from '../../../test/helpers/router-harness.ts';
import { alphaScore } from '../../shared/alpha-score.ts';
import type { Decision } from '../../shared/decision.ts';
import { checkExpectation } from './check-expectation.ts';

const strong = { ...fakeCandidate('maker/strong', 'maker', 'high'), quality: 0.9, cost: 0.8 };
const small = { ...fakeCandidate('other/small', 'other'), quality: 0.5, cost: 0.1 };

const rule = (id: string, bucket: Decision['bucket']) => ({ id, detail: `because of ${id}`, bucket });

/** Cheap by its threshold, at an alpha where the small model wins. */
const cheap = fakeDecision([small, strong], {
  bucket: 'cheap',
  alpha: 0.3,
  bucket_probabilities: { cheap: 0.7004, mid: 0.2, hard: 0.0996 },
  guardrails: [rule('threshold_cheap', 'cheap')],
});

describe('what holds is not named', () => {
  test.each([
    { bucket_at_least: 'cheap' },
    { bucket_at_most: 'cheap' },
    { bucket: 'cheap' },
    { model: 'other/small' },
    { model: ['maker/strong', 'other/small'] },
    { model: 'other/*' },
    { not_model: 'maker/*' },
    { provider: 'other' },
    { not_provider: ['maker', 'simulator'] },
    { effort: null },
  ] as const)('%j', (expectation) => {
    expect(checkExpectation(expectation as Parameters<typeof checkExpectation>[0], cheap)).toEqual([]);
  });
});

describe('a bucket that is missed', () => {
  test('names the threshold that would have led to it', () => {
    expect(checkExpectation({ bucket_at_least: 'mid' }, cheap)).toEqual([
      { key: 'bucket_at_least', expected: 'at least mid', got: 'cheap', flip: 'thresholds.cheap of at least 0.701' },
    ]);
    expect(checkExpectation({ bucket: 'hard' }, cheap)[0]?.flip).toBe('thresholds.hard below 0.100');
  });

  test('names both when one is not enough', () => {
    const hard = fakeDecision([strong], {
      bucket: 'hard',
      bucket_probabilities: { cheap: 0.2, mid: 0.1, hard: 0.7 },
      guardrails: [rule('threshold_hard', 'hard')],
    });
    expect(checkExpectation({ bucket_at_most: 'cheap' }, hard)[0]?.flip).toBe(
      'thresholds.cheap below 0.200 and thresholds.hard of at least 0.700',
    );
    expect(checkExpectation({ bucket_at_most: 'mid' }, hard)[0]?.flip).toBe('thresholds.hard of at least 0.700');
  });

  test('names none when another rule decided', () => {
    const overridden = { ...cheap, guardrails: [rule('bucket_override', 'cheap')] };
    expect(checkExpectation({ bucket: 'mid' }, overridden)[0]?.flip).toBeNull();
  });
});

describe('a model that is missed', () => {
  test('names the alphas at which it wins, and they are right', () => {
    const [miss] = checkExpectation({ model: 'maker/strong' }, cheap);
    expect(miss).toMatchObject({ key: 'model', expected: 'maker/strong', got: 'other/small' });
    const [from, to] = (miss?.flip?.match(/\d\.\d+/g) ?? []).map(Number) as [number, number];
    expect(to).toBe(1);
    expect(alphaScore(from + 0.001, strong)).toBeGreaterThan(alphaScore(from + 0.001, small));
    expect(alphaScore(from - 0.001, strong)).toBeLessThan(alphaScore(from - 0.001, small));
    expect(checkExpectation({ not_model: 'other/*' }, cheap)[0]?.flip).toBe(miss?.flip);
    expect(checkExpectation({ effort: 'high' }, cheap)[0]?.flip).toBe(miss?.flip);
    expect(checkExpectation({ provider: 'maker' }, cheap)[0]?.flip).toBe(miss?.flip);
  });

  test('says why it cannot win', () => {
    const excluded = { ...cheap, excluded: [{ model: 'far/away', effort: null, reason: 'context 1 < 2 tokens' }] };
    expect(checkExpectation({ model: 'far/away' }, excluded)[0]?.flip).toBe(
      'far/away was set aside: context 1 < 2 tokens',
    );
    expect(checkExpectation({ model: 'nobody/here' }, cheap)[0]?.flip).toBe('no candidate of the bucket cheap fits');
    const worse = { ...fakeCandidate('bad/one', 'bad'), quality: 0.1, cost: 0.9 };
    const beaten = { ...cheap, candidates: [small, worse] };
    expect(checkExpectation({ model: 'bad/one' }, beaten)[0]?.flip).toBe(
      'bad/one is a candidate, but wins at no alpha',
    );
    expect(checkExpectation({ model: 'maker/strong' }, { ...cheap, mode: 'explicit' })[0]?.flip).toBeNull();
  });
});

describe('on the real router', () => {
  test('the threshold that is named makes the expectation hold', async () => {
    const harness = await createHarness();
    const request = ask('prove the theorem that the prime number are infinitely many');
    const { decision } = await harness.router.decide(request, {});
    expect(decision.bucket).toBe('hard');
    const [miss] = checkExpectation({ bucket_at_most: 'mid' }, decision);
    const hard = Number(/at least (\S+)/.exec(miss?.flip ?? '')?.[1]);
    expect(hard).toBeGreaterThan(0.5);
    harness.setConfig(
      routerConfig({ router: { thresholds: { cheap: decision.thresholds.cheap, hard } } }, { revision: 'r2' }),
    );
    const moved = await harness.router.decide(request, {});
    expect(checkExpectation({ bucket_at_most: 'mid' }, moved.decision)).toEqual([]);
  });

  test('the alpha that is named makes the expectation hold', async () => {
    const harness = await createHarness();
    const { decision } = await harness.router.decide(ask('hello'), {}, { alpha: 0 });
    const others = decision.candidates.slice(1).map(({ model }) => checkExpectation({ model }, decision)[0]);
    const reachable = others.filter((miss) => miss?.flip?.startsWith('alpha from'));
    expect(reachable.length).toBeGreaterThan(0);
    for (const miss of reachable) {
      const [from, to] = (miss?.flip?.match(/\d\.\d+/g) ?? []).map(Number) as [number, number];
      const again = await harness.router.decide(ask('hello'), {}, { alpha: (from + to) / 2 });
      expect(again.decision.model).toBe(miss?.expected);
    }
  });
});
