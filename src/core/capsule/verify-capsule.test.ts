import { describe, expect, test } from 'vitest';
import { ask, createHarness } from '../../../test/helpers/router-harness.ts';
import { readerOf, sha256, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import type { Decision } from '../../shared/decision.ts';
import { loadArtifact } from '../artifacts/load-artifact.ts';
import { verifyDecision } from './verify-capsule.ts';

const PROMPT = 'prove the theorem that the prime number are infinitely many';

async function setUp() {
  const { router } = await createHarness();
  const artifact = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
  const { decision } = await router.decide(ask(PROMPT), {});
  const row = router.featureRow(decision, null);
  const verify = (changed: Partial<Decision>, given = row) =>
    Object.fromEntries(verifyDecision({ ...decision, ...changed }, given, artifact).map((each) => [each.id, each]));
  return { router, decision, row, verify };
}

describe('a decision of this artifact', () => {
  test('is verified whole with its row', async () => {
    const { verify } = await setUp();
    expect(Object.values(verify({})).map(({ result }) => result)).toEqual(Array(6).fill('verified'));
  });

  test('says what cannot be verified without the row, or with another artifact', async () => {
    const { verify } = await setUp();
    expect(verify({}, null).trees).toMatchObject({ result: 'not_possible' });
    const other = verify({ artifact_version: 'other.9' });
    expect([other.trees?.result, other.calibration?.result, other.scores?.result]).toEqual([
      'not_possible',
      'not_possible',
      'verified',
    ]);
    expect(other.trees?.detail).toContain('other.9');
    expect(verify({ mode: 'explicit' }).winner?.result).toBe('not_possible');
  });

  test.each<[string, (decision: Decision) => Partial<Decision>]>([
    [
      'scores',
      ({ candidates }) => ({ candidates: candidates.map((each) => ({ ...each, score: each.score + 0.001 })) }),
    ],
    ['scores', ({ alpha }) => ({ alpha: alpha / 2 })],
    ['winner', ({ candidates }) => ({ candidates: [...candidates].reverse() })],
    ['winner', () => ({ model: 'somebody/else' })],
    ['margin', ({ margin }) => ({ margin: (margin ?? 0) + 0.01 })],
    ['bucket', () => ({ thresholds: { cheap: 0, hard: 1 } })],
    ['calibration', () => ({ bucket_probabilities: { cheap: 0.1, mid: 0.1, hard: 0.8 } })],
    ['trees', ({ raw_scores }) => ({ raw_scores: { ...raw_scores, mid: raw_scores.mid + 0.1 } })],
  ])('with other numbers fails at %s', async (id, change) => {
    const { decision, verify } = await setUp();
    expect(verify(change(decision))[id]?.result).toBe('failed');
  });

  test('fails with a row that is no row', async () => {
    const { row, verify } = await setUp();
    expect(verify({}, row?.slice(1)).trees?.result).toBe('failed');
    expect(
      verify(
        {},
        row?.map(() => Number.NaN),
      ).trees?.result,
    ).toBe('failed');
  });
});

test('a row that left memory is made again from the prompt, and from no other prompt', async () => {
  const { decision, row } = await setUp();
  const { router } = await createHarness();
  expect(router.featureRow(decision, null)).toBeNull();
  expect(router.featureRow(decision, PROMPT)).toEqual(row);
  expect(router.featureRow(decision, 'hello')).toBeNull();
});
