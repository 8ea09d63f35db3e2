import type { Candidate, Decision } from '../src/shared/decision.ts';
import { expect, test } from './fixtures/console-test.ts';
import { shownNumber } from './pages/shown-number.ts';
import { prompts } from './prompts.ts';

/** The formula as the documentation states it, written out here so that the test does not use the code it tests. */
function winnerAt(decision: Decision, alpha: number): Candidate {
  const score = (candidate: Candidate) => alpha * candidate.quality - (1 - alpha) * candidate.cost - candidate.penalty;
  return decision.candidates.reduce((best, candidate) => (score(candidate) > score(best) ? candidate : best));
}

/** An alpha, in the slider's steps, at which another model would have been chosen. */
function otherAlpha(decision: Decision): number {
  const steps = Array.from({ length: 101 }, (_, step) => step / 100);
  const found = steps.find((alpha) => winnerAt(decision, alpha).model !== decision.model);
  if (found === undefined) throw new Error(`No alpha changes the choice of ${decision.model}: take another prompt.`);
  return found;
}

test('the console shows the numbers of the decision, and a new alpha is in force for the next one', async ({
  endpoint,
  live,
  shell,
  tune,
}) => {
  const first = await endpoint.chat(prompts.coding);
  expect(first.status).toBe(200);
  const expected = await endpoint.route(prompts.coding);
  expect(expected.model).toBe(first.model);
  await expect(live.row(first.decisionId)).toHaveAttribute('data-model', expected.model);
  await expect(live.row(first.decisionId)).toHaveAttribute('data-bucket', expected.bucket);

  await test.step('the inspector shows what /v1/route says', async () => {
    const inspector = await live.inspect(first.decisionId);
    await expect(inspector.model()).toHaveAttribute('data-model', expected.model);
    await expect(inspector.bucket()).toHaveAttribute('data-bucket', expected.bucket);
    for (const bucket of ['cheap', 'mid', 'hard'] as const) {
      const shown = inspector.probability(bucket);
      expect(await shownNumber(shown)).toBe(expected.bucket_probabilities[bucket]);
      const text = Number.parseFloat((await shown.textContent()) ?? '');
      expect(Math.abs(text - expected.bucket_probabilities[bucket])).toBeLessThanOrEqual(0.005);
    }
    await expect(inspector.candidates()).toHaveCount(expected.candidates.length);
    for (const [index, candidate] of expected.candidates.entries()) {
      await expect(inspector.candidates().nth(index)).toHaveAttribute('data-model', candidate.model);
      await expect(inspector.candidates().nth(index)).toHaveAttribute('data-score', String(candidate.score));
    }
  });

  const alpha = otherAlpha(expected);
  const prompt = `${prompts.coding} Keep it short.`;
  await test.step('moving alpha previews the change and changes nothing', async () => {
    await shell.open('tune');
    expect(await shownNumber(tune.flips())).toBe(0);
    const before = await shownNumber(tune.costAfter());
    await tune.previewAlpha(alpha);
    await expect.poll(() => shownNumber(tune.flips())).toBeGreaterThan(0);
    const flipped = winnerAt(expected, alpha);
    const share = (flipped.cost_usd ?? Number.NaN) / (expected.candidates[0]?.cost_usd ?? Number.NaN);
    expect((await shownNumber(tune.costAfter())) / before).toBeCloseTo(share, 6);
    expect((await endpoint.chat(prompts.greeting)).alpha).toBe(expected.alpha);
  });

  await test.step('applying it puts it in force for the next decision', async () => {
    await tune.apply(alpha);
    const next = await endpoint.chat(prompt);
    expect(next.alpha).toBe(alpha);
    const decision = await endpoint.route(prompt);
    expect(decision.alpha).toBe(alpha);
    expect(next.model).toBe(winnerAt(decision, alpha).model);
    await shell.open('live');
    await expect(live.row(next.decisionId)).toHaveAttribute('data-model', next.model);
    const inspector = await live.inspect(next.decisionId);
    await expect(inspector.candidates().first()).toHaveAttribute('data-model', next.model);
    await expect(inspector.candidates().first()).toHaveAttribute('data-score', String(decision.candidates[0]?.score));
  });
});
