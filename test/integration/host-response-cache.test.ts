/** The response cache of a whole host: settings, endpoint, log and console. */
import { expect, it } from 'vitest';
import { startHost } from './host-harness.ts';

const YAML = 'response_cache:\n  enabled: true\n';

it('is switched on by the settings, recorded, and seen and cleared in the console', async () => {
  const { chat, ask } = await startHost({ yaml: YAML });
  const first = await chat('Hello there');
  expect(first.headers.get('x-heimdall-response-cache')).toBe('miss');
  const { choices } = (await first.json()) as { choices: { message: { content: string } }[] };
  await expect
    .poll(async () => (await ask<{ stored: number }>('response_cache.stats')).stored, { timeout: 5_000 })
    .toBe(1);
  const second = await chat('Hello there');
  expect(second.headers.get('x-heimdall-response-cache')).toBe('hit');
  expect(second.headers.get('x-heimdall-simulated')).toBe('true');
  expect(await second.json()).toMatchObject({ choices: [{ message: { content: choices[0]?.message.content } }] });
  const { records } = await ask<{ records: { outcome: object; decision: { notes: string[] } }[] }>(
    'decisions.page',
    {},
  );
  expect(records.map(({ outcome }) => outcome).reverse()).toMatchObject([
    { status: 'ok', response_cache: 'hit', attempts: [] },
    { status: 'ok', response_cache: 'miss' },
  ]);
  const page = await ask<{ entries: { id: string }[]; total: number }>('response_cache.entries', { limit: 10 });
  expect(page).toMatchObject({ total: 1, entries: [{ preview: 'Hello there', hits: 1 }] });
  expect(await ask('response_cache.purge', { id: page.entries[0]?.id })).toEqual({ purged: true });
  expect((await chat('Hello there')).headers.get('x-heimdall-response-cache')).toBe('miss');
  await expect
    .poll(async () => (await ask<{ entries: number }>('response_cache.stats')).entries, { timeout: 5_000 })
    .toBe(1);
  expect(await ask('response_cache.clear')).toEqual({ cleared: 1 });
});

it('is off by default', async () => {
  const { chat, ask } = await startHost();
  await chat('Hello there');
  expect((await chat('Hello there')).headers.get('x-heimdall-response-cache')).toBe('off');
  expect(await ask('response_cache.stats')).toMatchObject({ enabled: false, entries: 0, misses: 0 });
});
