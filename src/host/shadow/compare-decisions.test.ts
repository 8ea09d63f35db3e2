import { describe, expect, test } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import type { Routing } from '../../core/index.ts';
import type { Bucket, Candidate, Decision } from '../../shared/decision.ts';
import { compareDecisions, describeDifference, whyDiffers } from './compare-decisions.ts';

const candidate = (model: string, quality: number, cost_usd: number | null, score = quality): Candidate => ({
  ...fakeCandidate(model, 'openai'),
  quality,
  cost_usd,
  score,
});

function routing(decision: Decision, others: Partial<Record<Bucket, Candidate[]>> = {}): Routing {
  return { decision, auth: null, candidatesOf: (bucket) => others[bucket] ?? [] };
}

const rule = (detail: string, bucket: Bucket) => ({ guardrails: [{ id: 'x', detail, bucket }], bucket });

describe('compareDecisions', () => {
  test('judges both choices by one table at a time', () => {
    const live = routing(fakeDecision([candidate('big', 0.9, 0.02)], rule('p(hard) 0.610 > 0.58', 'hard')), {
      mid: [candidate('other', 0.5, 0.001), candidate('small', 0.7, 0.005)],
    });
    const shadow = routing(fakeDecision([candidate('small', 0.95, 0.004)], rule('p(hard) 0.4', 'mid')), {
      hard: [candidate('big', 0.94, 0.03)],
    });
    const compared = compareDecisions(live, shadow);
    expect(compared).toEqual({
      from: 'hard',
      to: 'mid',
      differs: true,
      live: { cost: [0.02, 0.005], quality: [0.9, 0.7] },
      shadow: { cost: [0.03, 0.004], quality: [0.94, 0.95] },
    });
    const described = describeDifference(live.decision, shadow.decision, compared);
    expect(described.cost_delta_usd).toBeCloseTo(-0.015, 9);
    expect(described.quality_delta).toBeCloseTo(-0.2, 9);
    expect(described.why).toBe('hard because p(hard) 0.610 > 0.58; the shadow mid because p(hard) 0.4');
  });

  test('says nothing of what a table does not know, and of prices that are not there', () => {
    const live = routing(fakeDecision([candidate('big', 0.9, null)]));
    const stranger = compareDecisions(live, routing(fakeDecision([candidate('stranger', 0.7, 0.1)])));
    expect(stranger).toMatchObject({ differs: true, live: { cost: null, quality: null } });
    const unpriced = compareDecisions(live, routing(fakeDecision([candidate('big', 0.9, 0.1)])));
    expect(unpriced).toMatchObject({ differs: false, live: { cost: null, quality: [0.9, 0.9] } });
  });

  test('the effort alone is a difference', () => {
    const one = fakeDecision([{ ...candidate('big', 0.9, 1), effort: 'low' }]);
    const other = fakeDecision([{ ...candidate('big', 0.9, 1), effort: 'high' }]);
    expect(compareDecisions(routing(one), routing(other)).differs).toBe(true);
    expect(compareDecisions(routing(one), routing({ ...one, id: 'x' })).differs).toBe(false);
  });
});

test('within a bucket the scores and the alphas say why', () => {
  const live = fakeDecision([candidate('big', 0.9, 1, 0.5), candidate('small', 0.8, 1, 0.4)], { alpha: 0.6 });
  const shadow = fakeDecision([candidate('small', 0.8, 1, 0.25), candidate('big', 0.9, 1, 0.2)], { alpha: 0.35 });
  expect(whyDiffers(live, shadow)).toBe(
    'the same bucket at alpha 0.35 instead of 0.60: small 0.250 before big 0.200 there, big 0.500 before small 0.400 here',
  );
});
