import { expect, test } from './fixtures/console-test.ts';
import { shownNumber } from './pages/shown-number.ts';
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

  await inspector.root().getByRole('link', { name: 'All ratings' }).click();
  const moved = page.getByTestId('moved-row');
  await expect(moved).toHaveCount(before.features.clusters.length);
  const nearest = moved.filter({ hasText: before.features.clusters[0]?.label ?? '' });
  expect(await shownNumber(nearest.getByTestId('moved-posterior'))).toBeGreaterThan(
    await shownNumber(nearest.getByTestId('moved-prior')),
  );
  const rated = page.getByTestId('rating-row');
  await expect(rated).toHaveCount(1);
  await expect(rated).toContainText('▲ up');
  await expect(rated).toContainText('this console');
  await nearest.getByRole('button', { name: /^Reset/ }).click();
  await expect(nearest).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(nearest).toHaveCount(1);
  await nearest.getByRole('link', { name: '1', exact: true }).click();
  await expect(page).toHaveURL(/#\/feedback\?model=.*cluster=/);
  await expect(page.getByText('1 of 1 rating')).toBeVisible();
  await rated.getByRole('button', { name: /^Forget the rating/ }).click();
  await expect(page.getByTestId('feedback-empty')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(rated).toHaveCount(1);
  await rated.getByRole('link', { name: before.id.slice(-6) }).click();
  await expect(page.getByTestId('decision-page')).toBeVisible();
  await shell.open('live');
  await live.inspect(before.id);

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
