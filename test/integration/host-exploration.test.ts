/** Exploration: what is tried, what that may cost, and what ratings of it teach. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { Decision } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { type Running, startHost } from './host-harness.ts';

type Exploration = ConsoleOutput<'learning.exploration'>;

const { midOpenai, hardOpenai } = TINY_MODELS;
const candidates = [{ model: midOpenai }, { model: hardOpenai }];

async function upstream(): Promise<FakeOpenAiUpstream> {
  const started = await new FakeOpenAiUpstream().start();
  onTestFinished(() => started.stop());
  return started;
}

/** @param exploration What is to differ from: everything may explore, whatever it costs. */
function yaml(baseUrl: string, exploration: object = {}, enabled = true): string {
  return JSON.stringify({
    providers: { openai: { base_url: baseUrl, requires_key: false } },
    simulator: 'never',
    router: { alpha: 1, cheap_candidates: candidates, mid_candidates: candidates, hard_candidates: candidates },
    enable_exploration: enabled,
    exploration: { share: 1, max_extra_usd_per_day: 1_000, ...exploration },
  });
}

const status = ({ ask }: Running) => ask<Exploration>('learning.exploration');

/** Asks until enough was explored. @returns those decisions. */
async function askUntil(
  running: Running,
  enough: (explored: Decision[]) => boolean,
  most: number,
): Promise<Decision[]> {
  const explored: Decision[] = [];
  for (let turn = 0; turn < most && !enough(explored); turn++) {
    const response = await running.chat(`prove that the prime number ${turn} are many`);
    await response.text();
    expect(response.status).toBe(200);
    const id = response.headers.get('x-heimdall-decision-id');
    const { decision } = await running.ask<{ decision: Decision }>('decisions.get', { id });
    if (decision.exploration) explored.push(decision);
  }
  return explored;
}

test('another model is tried and called, is rated, and the books are there after a restart', async () => {
  const { baseUrl, requests } = await upstream();
  const running = await startHost({ yaml: yaml(baseUrl) });
  const [decision] = await askUntil(running, ({ length }) => length > 0, 150);
  expect(decision?.exploration?.instead_of.model).not.toBe(decision?.model);
  expect(decision?.notes.join()).toMatch(/exploration: \S+ instead of \S+/);
  expect(decision?.candidates[0]?.model).toBe(decision?.model);
  expect(decision?.model).toContain(requests.at(-1)?.body.model);

  await expect
    .poll(async () => (await running.ask<{ problem: string | null }>('decisions.rating', { id: decision?.id })).problem)
    .toBeNull();
  await running.ask('decisions.feedback', { id: decision?.id, score: 1 });
  const { rows } = await running.ask<ConsoleOutput<'learning.table'>>('learning.table');
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row).toMatchObject({ model: decision?.model, ratings: 1, explored: 1, without_explored: row.prior });
    expect(row.interval[0]).toBeLessThan(row.posterior);
    expect(row.interval[1]).toBeGreaterThan(row.posterior);
  }
  const before = await status(running);
  expect(before).toMatchObject({ enabled: true, today: { explored: 1 }, total: { explored: 1, rated: 1 } });
  await running.heimdall.stop();
  expect(await status(await startHost({ dataFolder: running.folder }))).toEqual(before);
});

test('what somebody asked for, follow-ups and repeats are left alone, and so is everything when it is turned off', async () => {
  const { baseUrl } = await upstream();
  const running = await startHost({ yaml: yaml(baseUrl) });
  for (let turn = 0; turn < 5; turn++) {
    const text = `prove that the prime number ${turn} are many`;
    await running.chat(text, { 'x-heimdall-alpha': '1' });
    await running.chat(text, { 'x-heimdall-bucket': 'hard' });
    await running.chat(text, { 'x-heimdall-simulate': '1' });
  }
  expect((await status(running)).today).toMatchObject({ requests: 0, explored: 0 });
  const session = { 'x-heimdall-session': 'one' };
  await (await running.chat('prove that the prime number are many', session)).text();
  const { requests } = (await status(running)).today;
  for (let turn = 0; turn < 5; turn++) await (await running.chat(`and the number ${turn}?`, session)).text();
  expect((await status(running)).today.requests).toBe(requests);

  writeFileSync(join(running.folder, 'heimdall.yaml'), yaml(baseUrl, {}, false));
  await expect.poll(async () => (await status(running)).enabled, { timeout: 5_000 }).toBe(false);
  await running.chat('prove that the prime number 99 are many');
  expect((await status(running)).today.requests).toBe(requests);
});

test('what was explored is found in the whole log by the filter, and by nothing else, over HTTP and IPC', async () => {
  const { baseUrl } = await upstream();
  const running = await startHost({ yaml: yaml(baseUrl, { share: 0.5 }) });
  const explored = (await askUntil(running, ({ length }) => length >= 2, 300)).map(({ id }) => id);
  expect(explored).toHaveLength(2);
  const idsOf = ({ records }: ConsoleOutput<'decisions.page'>) => records.map(({ decision }) => decision.id);
  const filter = [{ is: 'explored' }];
  for (const ask of [running.ask, running.askIpc]) {
    expect(idsOf(await ask('decisions.page', { filter }))).toEqual(explored);
  }
  const { total } = await running.ask<{ total: number }>('decisions.page', {});
  expect(await running.ask('decisions.count', { filter })).toMatchObject({ matched: 2, total });
  const others = await running.ask('decisions.count', { filter: [{ is: 'explored', negated: true }] });
  expect(others).toMatchObject({ matched: total - 2 });
  await running.heimdall.stop();
  const again = await startHost({ dataFolder: running.folder });
  expect(idsOf(await again.ask('decisions.page', { filter }))).toEqual(explored);
});

test('the day ends with its share or its money', async () => {
  const { baseUrl } = await upstream();
  const shared = await startHost({ yaml: yaml(baseUrl, { share: 0.1 }) });
  const few = await askUntil(shared, () => false, 40);
  expect(few.length).toBeLessThanOrEqual(4);
  expect((await status(shared)).today).toMatchObject({ requests: 40, explored: few.length });

  const poor = await startHost({ yaml: yaml(baseUrl, { max_extra_usd_per_day: 0 }) });
  for (const decision of await askUntil(poor, () => false, 40)) expect(decision.exploration?.extra_usd).toBe(0);
  expect((await status(poor)).today.extra_usd).toBe(0);
});
