/** Ratings of answers: over the endpoint and from a console, what they change, and what they leave as it was. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FeedbackEffect, LearningTable, RatingList } from '../../src/shared/console/learning-contract.ts';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { Decision, DecisionRecord } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { whatIf } from '../helpers/what-if.ts';
import { type Running, startHost } from './host-harness.ts';

const PROMPT = 'prove the theorem that the prime number are infinitely many';
const upstream = new FakeOpenAiUpstream();

beforeAll(() => upstream.start());
afterAll(() => upstream.stop());
beforeEach(() => upstream.reset());

/** Two models that nothing is known of, one by one: what is rated decides between them. */
const yaml = () => `
simulator: never
providers:
  mine: { base_url: "${upstream.baseUrl}", requires_key: false, discover: false, models: [{ id: mine/one }, { id: mine/two }] }
router: { hard_candidates: [{ model: mine/one, effort: null }, { model: mine/two, effort: null }] }
`;

async function answered(running: Running): Promise<Decision> {
  const response = await running.chat(PROMPT);
  expect(response.status).toBe(200);
  await response.text();
  const id = response.headers.get('x-heimdall-decision-id');
  return (await running.ask<DecisionRecord>('decisions.get', { id })).decision;
}

async function post(running: Running, body: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${running.url}/v1/feedback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const qualityOf = ({ candidates }: Decision, model: string) =>
  candidates.find((candidate) => candidate.model === model)?.quality ?? Number.NaN;

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('ratings over %s', (_name, transport) => {
  test('move the model that answered in the clusters of the prompt, visibly, and can be reset', async () => {
    const running = await startHost({ yaml: yaml() });
    const ask = transport(running);
    const before = await answered(running);
    expect(before.model).toBe('mine/one');
    const untouched = await ask<FeedbackEffect>('decisions.rating', { id: before.id });
    expect(untouched).toMatchObject({ score: null, problem: null, model: 'mine/one' });
    expect(untouched.clusters.every(({ prior, posterior }) => prior === 0.5 && posterior === 0.5)).toBe(true);

    const effect = await ask<FeedbackEffect>('decisions.feedback', { id: before.id, score: 0 });
    for (const { share, posterior, ratings, weight, label } of effect.clusters) {
      expect(posterior).toBeCloseTo((20 * 0.5) / (20 + share), 12);
      expect([ratings, weight]).toEqual([1, share]);
      expect(label).not.toBe('');
    }
    const after = await answered(running);
    expect(after.model).toBe('mine/two');
    expect(qualityOf(after, 'mine/one')).toBeCloseTo(
      effect.clusters.reduce((sum, { share, posterior }) => sum + share * posterior, 0),
      12,
    );
    expect(qualityOf(after, 'mine/two')).toBe(0.5);
    expect(after.config_revision).toBe(`${before.config_revision}.f1`);
    // Between two publications nothing moves, and cached decisions are the same ones.
    expect((await answered(running)).candidates).toEqual(after.candidates);

    const { records } = await ask<ConsoleOutput<'decisions.page'>>('decisions.page', {});
    const inForce = await ask<ConsoleOutput<'tuning.get'>>('tuning.get');
    expect(whatIf(records, inForce)).toMatchObject({ rescored: 3, replayed: 3, flips: 0 });

    const table = await ask<LearningTable>('learning.table');
    expect(table).toMatchObject({ ratings: 1, table_weight: 20 });
    expect(table.rows.map(({ model, id }) => [model, id]).sort()).toEqual(
      effect.clusters.map(({ id }) => ['mine/one', id]).sort(),
    );
    expect(await ask('learning.reset', { all: true })).toMatchObject({ removed: 1 });
    expect(await ask('learning.table')).toMatchObject({ ratings: 0, rows: [] });
    await expect.poll(async () => (await answered(running)).model, { timeout: 5_000 }).toBe('mine/one');
  });

  test('are one for each decision: a changed mind replaces, null takes back', async () => {
    const running = await startHost({ yaml: yaml() });
    const ask = transport(running);
    const { id } = await answered(running);
    await ask('decisions.feedback', { id, score: 0 });
    const again = await ask<FeedbackEffect>('decisions.feedback', { id, score: 1 });
    expect(again.score).toBe(1);
    expect(again.clusters.every(({ posterior, ratings }) => posterior > 0.5 && ratings === 1)).toBe(true);
    const none = await ask<FeedbackEffect>('decisions.feedback', { id, score: null });
    expect(none).toMatchObject({ score: null });
    expect(none.clusters.every(({ posterior }) => posterior === 0.5)).toBe(true);
    await expect(ask('decisions.feedback', { id, score: 2 })).rejects.toThrow('request_invalid');
    await expect(ask('decisions.feedback', { id: 'dec_x', score: 1 })).rejects.toThrow('not_found');
  });
});

test('are listed one by one, and forgotten by rating, by cell or all, which can be taken back', async () => {
  const running = await startHost({ yaml: yaml() });
  const { ask } = running;
  const first = await answered(running);
  await ask('decisions.feedback', { id: first.id, score: 0 });
  const second = await answered(running);
  await post(running, { decision_id: second.id, score: 0.25 });
  const list = (input: object = {}) => ask<RatingList>('learning.ratings', input);
  const table = () => ask<LearningTable>('learning.table');
  const all = await list();
  expect(all).toMatchObject({ matched: 2, total: 2 });
  expect(all.ratings).toMatchObject([
    { decision_id: second.id, score: 0.25, source: 'endpoint', model: second.model },
    { decision_id: first.id, score: 0, source: 'console', model: 'mine/one' },
  ]);
  expect(all.ratings[1]?.clusters).toEqual(
    first.features.clusters.map(({ id, label, weight: share }) => ({ id, label, share })),
  );
  expect(await list({ limit: 1 })).toMatchObject({ ratings: [{ decision_id: second.id }], matched: 2 });

  const [nearest, ...others] = first.features.clusters;
  const cell = { model: 'mine/one', effort: null, cluster: nearest?.id };
  expect(await list({ cell })).toMatchObject({ matched: 1, total: 2 });
  const before = await table();
  const reset = await ask<{ removed: number; undo: string }>('learning.reset', { cell });
  expect(reset.removed).toBe(1);
  const after = await table();
  const ofFirst = ({ rows }: LearningTable) => rows.filter(({ model }) => model === 'mine/one');
  expect(ofFirst(after)).toEqual(ofFirst(before).filter(({ id }) => id !== nearest?.id));
  expect(ofFirst(after)).toHaveLength(others.length);
  await expect(ask('learning.reset', { cell })).rejects.toThrow('not_found');
  expect(await ask('learning.undo', { undo: reset.undo })).toEqual({ restored: 1 });
  expect(await table()).toEqual(before);
  await expect(ask('learning.undo', { undo: reset.undo })).rejects.toThrow('cannot be taken back');

  const one = await ask<{ undo: string }>('learning.reset', { decision_id: first.id });
  expect((await list()).ratings.map(({ decision_id }) => decision_id)).toEqual([second.id]);
  // What was said since the reset is newer, and stays.
  await ask('decisions.feedback', { id: first.id, score: 1 });
  expect(await ask('learning.undo', { undo: one.undo })).toEqual({ restored: 0 });
  expect(await ask('decisions.rating', { id: first.id })).toMatchObject({ score: 1 });

  const everything = await ask<{ removed: number; undo: string }>('learning.reset', { all: true });
  expect(everything.removed).toBe(2);
  expect(await table()).toMatchObject({ ratings: 0, rows: [] });
  await ask('learning.undo', { undo: everything.undo });
  expect(await list()).toMatchObject({ total: 2 });
  await running.heimdall.stop();
  const again = await startHost({ dataFolder: running.folder });
  expect(await again.ask('learning.ratings', {})).toMatchObject({ total: 2 });
});

test('apps rate over the endpoint, and mistakes are named', async () => {
  const running = await startHost({ yaml: yaml() });
  const { id } = await answered(running);
  const given = await post(running, { decision_id: id, rating: 'down', comment: 'CANARY of a comment' });
  expect(given).toMatchObject({
    status: 200,
    body: { object: 'feedback', decision_id: id, score: 0, model: 'mine/one' },
  });
  expect((await post(running, { decision_id: id, score: 0.25 })).body.score).toBe(0.25);
  expect((await post(running, { decision_id: id, rating: 'up' })).body.score).toBe(1);
  for (const [body, status, message] of [
    ['nonsense', 400, 'not JSON'],
    [{ rating: 'up' }, 400, 'decision_id'],
    [{ decision_id: id }, 400, 'either rating'],
    [{ decision_id: id, rating: 'up', score: 1 }, 400, 'either rating'],
    [{ decision_id: id, score: 3 }, 400, 'score'],
    [{ decision_id: 'dec_x', rating: 'up' }, 404, 'dec_x'],
  ] as const) {
    const refused = await post(running, body);
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body)).toContain(message);
  }
  const file = join(running.folder, 'feedback.json');
  await expect.poll(() => JSON.parse(readFileSync(file, 'utf8')).ratings.length).toBe(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8') + JSON.stringify(running.logger.lines)).not.toContain('CANARY');
  expect((await fetch(`${running.url}/v1/feedback`)).status).toBe(405);
});

test('ratings survive a restart with what they changed; a damaged file starts anew', async () => {
  const first = await startHost({ yaml: yaml() });
  const { id } = await answered(first);
  await first.ask('decisions.feedback', { id, score: 0 });
  const rated = await answered(first);
  await first.heimdall.stop();

  const second = await startHost({ dataFolder: first.folder });
  expect(await second.ask('decisions.rating', { id })).toMatchObject({ score: 0 });
  const again = await answered(second);
  expect(again.candidates).toEqual(rated.candidates);
  expect(again.config_revision.endsWith('.f1')).toBe(true);
  await second.heimdall.stop();

  writeFileSync(join(first.folder, 'feedback.json'), '{"ratings": 3}');
  const third = await startHost({ dataFolder: first.folder });
  expect((await answered(third)).model).toBe('mine/one');
  expect(third.logger.lines.map(({ message }) => message)).toContain(
    'the file of ratings cannot be read; a new file is started',
  );
});

test('what no model answered cannot be rated, and a decision alone can', async () => {
  const running = await startHost();
  const response = await running.chat(PROMPT);
  await response.text();
  const id = response.headers.get('x-heimdall-decision-id');
  expect(await running.ask<FeedbackEffect>('decisions.rating', { id })).toMatchObject({
    model: null,
    problem: 'the simulator answered, which says nothing of a model.',
  });
  await expect(running.ask('decisions.feedback', { id, score: 1 })).rejects.toThrow('the simulator answered');
  const routed = await fetch(`${running.url}/v1/route`, {
    method: 'POST',
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: PROMPT }] }),
  });
  const decision = (await routed.json()) as Decision;
  expect((await post(running, { decision_id: decision.id, rating: 'up' })).body.model).toBe(decision.model);
});
