import { expect, test } from './fixtures/console-test.ts';
import { prompts } from './prompts.ts';

test('smoke: a request through the endpoint shows up as a row', async ({ endpoint, live, running }) => {
  const answer = await endpoint.chat(prompts.greeting);
  expect(answer.status).toBe(200);
  await expect(live.row(answer.decisionId)).toBeVisible();
  expect(running.home).not.toBe('');
  expect(await endpoint.metrics()).toMatch(/^heimdall_decisions_total\{.*\} 1$/m);
});
