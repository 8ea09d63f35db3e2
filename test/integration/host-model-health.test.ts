import { expect, onTestFinished, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { startHost } from './host-harness.ts';

type Health = ConsoleOutput<'models.health'>;

test('the health of models is measured: first byte, failed calls, and pauses with the time left', async () => {
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  const running = await startHost({
    yaml: `providers:
  lab: { base_url: "${upstream.baseUrl}", requires_key: false, models: [{ id: one }, { id: two }] }
simulator: never
catalog: { refresh_seconds: 0 }
`,
  });
  const health = () => running.ask<Health>('models.health');
  expect(await health()).toEqual({ looked_at: 0, models: [], pauses: [] });
  const ask = async (model: string, stream: boolean) => {
    const response = await fetch(`${running.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: 'hello' }] }),
    });
    await response.text();
  };
  upstream.next({ kind: 'slow', ms: 120 }, { kind: 'answer' }, { kind: 'answer' });
  await ask('one', true);
  await ask('one', true);
  await ask('one', false);
  upstream.next({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
  await ask('two', true);
  // Skipped for the pause: no call.
  await ask('two', true);
  await expect.poll(async () => (await health()).looked_at).toBe(4);
  const { models, pauses } = await health();
  const one = models.find(({ id }) => id === 'one');
  expect(one).toMatchObject({ calls: 3, failed: 0, first_byte: { count: 2 } });
  expect(one?.first_byte?.p95).toBeGreaterThan(100);
  expect(models.find(({ id }) => id === 'two')).toEqual({ id: 'two', calls: 1, failed: 1, first_byte: null });
  expect(pauses).toHaveLength(1);
  expect(pauses[0]).toMatchObject({ provider: 'lab', model: 'two', reason: expect.stringContaining('rate limit') });
  expect(pauses[0]?.remaining_ms).toBeGreaterThan(50_000);
});
