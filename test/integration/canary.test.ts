/** A canary: some of the sessions first, then more, then all; or back, by hand or because it does worse. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { harderTiny } from '../helpers/other-artifact.ts';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost, writeTinyArtifact } from './host-harness.ts';

type Status = ConsoleOutput<'artifact.canary'>;

const tiny2 = () => writeTinyArtifact(join(temporaryFolder(), 'tiny2'), harderTiny);
const status = ({ ask }: Running) => ask<Status>('artifact.canary');
const yaml = (canary: object, more: object = {}) =>
  JSON.stringify({ ...more, tuning: { canary: { step_seconds: 0, min_requests: 20, step_requests: 20, ...canary } } });

/** Sends requests of many sessions. @returns the versions that decided, by session. */
async function send(running: Running, from: number, count: number): Promise<Map<number, string>> {
  const versions = new Map<number, string>();
  for (let id = from; id < from + count; id++) {
    const response = await running.chat(`hello ${id}`, { 'x-heimdall-session': `s${id}` });
    await response.text();
    const decision = response.headers.get('x-heimdall-decision-id');
    const { decision: made } = await running.ask<{ decision: { artifact_version: string } }>('decisions.get', {
      id: decision,
    });
    versions.set(id, made.artifact_version);
  }
  return versions;
}

test('takes its steps and is in force in the end; sessions stay on their side, over a restart of it too', async () => {
  // The same models whatever the bucket: there is nothing to hold against it.
  const candidates = [{ model: TINY_MODELS.midOpenai }];
  const router = { cheap_candidates: candidates, mid_candidates: candidates, hard_candidates: candidates };
  let running = await startHost({ yaml: yaml({ steps: [25, 50, 100], max_latency_increase: 10 }, { router }) });
  const folder = tiny2();
  const { running: begun } = await running.ask<Status>('artifact.canary_start', { folder });
  expect(begun).toMatchObject({ version: 'tiny.2', control_version: 'tiny.1', share: 0.25, step: 0, held: false });
  await running.ask('artifact.canary_hold', { held: true });
  const first = await send(running, 0, 40);
  expect(new Set(first.values())).toEqual(new Set(['tiny.1', 'tiny.2']));
  expect(await send(running, 0, 40)).toEqual(first);
  const before = (await status(running)).running;
  expect(before).toMatchObject({ held: true, step: 0 });
  expect((before?.canary.requests ?? 0) + (before?.control.requests ?? 0)).toBe(80);
  await running.heimdall.stop();
  running = await startHost({ dataFolder: running.folder });
  expect((await status(running)).running).toEqual(before);
  await send(running, 100, 100);
  expect((await status(running)).running?.step).toBe(0);
  await running.ask('artifact.canary_hold', { held: false });
  for (let round = 2; round < 20 && (await status(running)).running !== null; round++)
    await send(running, round * 100, 40);
  await expect
    .poll(async () => (await status(running)).ended, { timeout: 5_000 })
    .toMatchObject({
      version: 'tiny.2',
      what: 'promoted',
      reason: 'every step went well',
    });
  const inForce = await running.ask<ConsoleOutput<'artifact.status'>>('artifact.status');
  expect(inForce.in_force).toMatchObject({ version: 'tiny.2', folder });
  expect(new Set((await send(running, 5_000, 5)).values())).toEqual(new Set(['tiny.2']));
}, 60_000);

test('one whose models fail is taken back by itself, and no later request goes to it', async () => {
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  // Only the new artifact, for which everything is hard, asks for this one.
  upstream.otherwise = ({ body }) =>
    TINY_MODELS.hardOpenai.endsWith(String(body.model)) ? { kind: 'status', status: 400 } : { kind: 'answer' };
  const more = {
    providers: { openai: { base_url: upstream.baseUrl, requires_key: false } },
    simulator: 'never',
    router: {
      cheap_candidates: [{ model: TINY_MODELS.midOpenai }],
      mid_candidates: [{ model: TINY_MODELS.midOpenai }],
      hard_candidates: [{ model: TINY_MODELS.hardOpenai }],
    },
  };
  const running = await startHost({ yaml: yaml({ steps: [50] }, more) });
  await running.ask('artifact.canary_start', { folder: tiny2() });
  for (let round = 0; round < 5 && (await status(running)).running !== null; round++)
    await send(running, round * 30, 30);
  expect((await status(running)).ended).toMatchObject({
    what: 'rolled_back',
    reason: expect.stringMatching(/Guard rail: \d+ of \d+ requests failed, 0 of \d+ beside it \(p /),
  });
  expect(new Set((await send(running, 900, 10)).values())).toEqual(new Set(['tiny.1']));
}, 60_000);

test('is promoted or taken back by hand, ends when another artifact is in force, and a bad one does not begin', async () => {
  const running = await startHost({ yaml: yaml({}) });
  const folder = tiny2();
  const start = () => running.ask<Status>('artifact.canary_start', { folder });
  await expect(running.ask('artifact.canary_promote')).rejects.toThrow(/no canary under way/);
  await expect(running.ask('artifact.canary_start', { folder: '/nowhere' })).rejects.toThrow(/artifact_missing/);
  await start();
  await expect(start()).rejects.toThrow(/under way: promote it or roll it back/);
  const back = await running.ask<Status>('artifact.canary_rollback');
  expect(back).toMatchObject({ running: null, ended: { what: 'rolled_back', reason: 'rolled back by hand' } });
  await start();
  const other = writeTinyArtifact(join(temporaryFolder(), 'tiny3'), (files) => harderTiny(files, 'tiny.3'));
  await running.ask('artifact.use', { folder: other });
  expect((await status(running)).ended?.reason).toMatch(/Another artifact is in force/);
  await start();
  const promoted = await running.ask<Status>('artifact.canary_promote');
  expect(promoted).toMatchObject({ running: null, ended: { what: 'promoted', reason: 'promoted by hand' } });
  expect((await running.ask<ConsoleOutput<'artifact.status'>>('artifact.status')).in_force.version).toBe('tiny.2');
});

test('one whose folder is damaged while Heimdall is stopped does not go on, and that is said', async () => {
  const running = await startHost({ yaml: yaml({}) });
  const folder = tiny2();
  await running.ask('artifact.canary_start', { folder });
  await running.heimdall.stop();
  writeFileSync(join(folder, 'quality.json'), '{}');
  const again = await startHost({ dataFolder: running.folder });
  expect(await status(again)).toMatchObject({
    running: null,
    ended: { reason: expect.stringMatching(/did not go on after a restart: quality\.json/) },
  });
});
