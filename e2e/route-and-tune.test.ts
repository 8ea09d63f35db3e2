import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

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
  const row = live.row(first.decisionId);
  await expect(row).toHaveAttribute('data-model', expected.model);
  await expect(row).toHaveAttribute('data-bucket', expected.bucket);

  await test.step('the inspector shows what /v1/route says', async () => {
    const inspector = await live.inspect(first.decisionId);
    await expect(inspector.model()).toContainText(expected.model);
    await expect(inspector.bucket()).toContainText(new RegExp(expected.bucket, 'i'));
    for (const bucket of ['cheap', 'mid', 'hard'] as const) {
      const shown = Number.parseFloat((await inspector.probability(bucket).textContent()) ?? '');
      const probability = expected.bucket_probabilities[bucket];
      // Shown as a share or as percent; either way to the last digit on the screen.
      expect(Math.min(Math.abs(shown - probability), Math.abs(shown / 100 - probability))).toBeLessThan(0.006);
    }
    const top = inspector.candidates().first();
    await expect(top).toHaveAttribute('data-model', expected.candidates[0]?.model ?? '');
    expect(Number(await top.getAttribute('data-score'))).toBeCloseTo(expected.candidates[0]?.score ?? Number.NaN, 6);
    await expect(inspector.candidates()).toHaveCount(expected.candidates.length);
  });

  await test.step('moving alpha previews, applying puts it in force', async () => {
    await shell.open('tune');
    await expect(tune.costAfter()).toBeVisible();
    const before = (await tune.costAfter().textContent()) ?? '';
    await tune.previewAlpha(0.05);
    await expect(tune.costAfter()).not.toHaveText(before);
    const previewing = await endpoint.chat(`${prompts.coding} Explain it.`);
    expect(previewing.alpha).toBe(expected.alpha);
    await tune.apply(0.05);
  });

  await test.step('the next decision uses it', async () => {
    const next = await endpoint.chat(`${prompts.coding} Add tests.`);
    expect(next.alpha).toBe(0.05);
    await shell.open('live');
    await expect(live.row(next.decisionId)).toHaveAttribute('data-model', next.model);
    const decision = await endpoint.route(`${prompts.coding} Add tests.`);
    expect(decision.alpha).toBe(0.05);
    const inspector = await live.inspect(next.decisionId);
    const score = Number(await inspector.candidates().first().getAttribute('data-score'));
    expect(score).toBeCloseTo(decision.candidates[0]?.score ?? Number.NaN, 6);
  });
});
