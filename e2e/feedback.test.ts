import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('thumbs move the quality that is expected of the model, and can be forgotten', async ({
  endpoint,
  live,
  running,
  shell,
}) => {
  const { page } = running;
  // A decision alone: an app that calls the model itself may rate what it got.
  const before = await endpoint.route(prompts.coding);
  const inspector = await live.inspect(before.id);
  const feedback = inspector.root().getByTestId('feedback');
  await expect(feedback).toContainText('moves the quality');
  await feedback.getByRole('button', { name: 'Bad answer' }).click();
  await expect(feedback.getByRole('button', { name: 'Bad answer' })).toHaveAttribute('aria-pressed', 'true');
  const effect = feedback.getByTestId('feedback-effect').first();
  await expect(effect).toContainText(before.features.clusters[0]?.label ?? '');
  await expect(effect).toContainText('after 1 rating');

  const quality = async () =>
    (await endpoint.route(prompts.coding)).candidates.find(
      ({ model, effort }) => model === before.model && effort === before.effort,
    )?.quality ?? 0;
  const was = before.candidates[0]?.quality ?? 0;
  await expect.poll(quality).toBeLessThan(was);
  await feedback.getByRole('button', { name: 'Good answer' }).click();
  await expect(feedback.getByRole('button', { name: 'Bad answer' })).toHaveAttribute('aria-pressed', 'false');
  await expect.poll(quality).toBeGreaterThan(was);

  await shell.runCommand('Model: Forget all ratings');
  await expect(page.getByText('Forgot 1 rating')).toBeVisible();
  await expect(feedback.getByTestId('feedback-effect')).toHaveCount(0);
  await expect.poll(quality).toBe(was);
});

test('what the simulator answered cannot be rated, and says why', async ({ endpoint, live }) => {
  const { decisionId } = await endpoint.chat(prompts.greeting);
  const inspector = await live.inspect(decisionId);
  const feedback = inspector.root().getByTestId('feedback');
  await expect(feedback).toContainText('the simulator answered');
  await expect(feedback.getByRole('button', { name: 'Good answer' })).toBeDisabled();
});
