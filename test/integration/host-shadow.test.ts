/** Live traffic decided a second time, on the tiny artifact and on the one that ships, over both transports. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prompts } from '../../e2e/prompts.ts';
import { type ConsoleOutput, consoleRequests } from '../../src/shared/console-contract.ts';
import type { Decision, DecisionRecord } from '../../src/shared/decision.ts';
import { writeHarderArtifact } from '../helpers/other-artifact.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost, writeTinyArtifact } from './host-harness.ts';

type Status = ConsoleOutput<'shadow.status'>;
type Differences = ConsoleOutput<'shadow.differences'>;

const shipped = resolve(import.meta.dirname, '../../artifacts');
const PROOF = 'prove the theorem that the prime number are infinitely many';

/** The status once so many were looked at. */
async function settled(running: Running, looked: number): Promise<Status> {
  await expect
    .poll(async () => {
      const { compared, failed, waiting } = await running.ask<Status>('shadow.status');
      return waiting === 0 ? compared + failed : -1;
    })
    .toBe(looked);
  return running.ask<Status>('shadow.status');
}

async function chat(running: Running, text: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await running.chat(text, headers);
  await response.text();
  return response.headers.get('x-heimdall-decision-id') ?? '';
}

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('over %s', (_name, transport) => {
  test('compares a profile with what is in force, and leaves no trace in the live router', async () => {
    const running = await startHost();
    const ask = transport(running);
    expect(await ask<Status>('shadow.status')).toMatchObject({ state: 'off', of: null, since_ms: null, compared: 0 });
    // At alpha 0 every one of these goes to the cheapest of its bucket.
    await ask('profiles.save', { name: 'Night', alpha: 0, thresholds: { cheap: 0, hard: 1 } });
    const started = await ask<Status>('shadow.start', { profile: 'Night' });
    expect(started).toMatchObject({ state: 'on', compared: 0, of: { label: 'profile Night', alpha: 0 } });
    const id = await chat(running, PROOF);
    await chat(running, PROOF);
    const before = await ask<ConsoleOutput<'cache.stats'>>('cache.stats');
    const status = await settled(running, 2);
    expect(status).toMatchObject({ differ: 2, dropped: 0, failed: 0, simulated: 2, sample: 0 });
    expect(status.flow).toEqual([{ from: 'hard', to: 'cheap', count: 2, differ: 2 }]);
    expect(status.cost_shadow_usd).toBeLessThan(status.cost_live_usd);
    expect(status.quality_shadow ?? 1).toBeLessThan(status.quality_live ?? 0);
    const { differences, total } = await ask<Differences>('shadow.differences', {});
    expect(total).toBe(2);
    const { decision } = await ask<DecisionRecord>('decisions.get', { id });
    expect(differences[1]).toMatchObject({
      id,
      prompt_preview: PROOF,
      from: { bucket: 'hard', model: decision.model, alpha: 0.8 },
      to: { bucket: 'cheap', alpha: 0, thresholds: { cheap: 0, hard: 1 } },
    });
    expect(differences[1]?.why).toMatch(/^hard because p\(hard\) .* > .*; the shadow cheap because p\(cheap\) /);
    expect(differences[1]?.cost_delta_usd).toBeLessThan(0);
    // Both were decided twice; the live cache saw each once, and both are in the log once.
    expect(await ask('cache.stats')).toEqual(before);
    expect(before).toMatchObject({ entries: 1, hits: 1, misses: 1 });
    expect(await ask<ConsoleOutput<'decisions.page'>>('decisions.page', {})).toMatchObject({ total: 2 });

    expect(await ask<Status>('shadow.stop')).toMatchObject({ state: 'off', compared: 2, differ: 2 });
    await chat(running, 'hello');
    expect(await ask<Status>('shadow.status')).toMatchObject({ state: 'off', compared: 2, waiting: 0 });
  });

  test('refuses what it cannot compare with, and the shadow that runs goes on', async () => {
    const running = await startHost();
    const ask = transport(running);
    await ask('shadow.start', { profile: 'Economy' });
    await chat(running, PROOF);
    await settled(running, 1);
    const broken = writeTinyArtifact(join(temporaryFolder(), 'broken'));
    const manifest = JSON.parse(readFileSync(join(broken, 'manifest.json'), 'utf8'));
    writeFileSync(join(broken, manifest.files[0].path), 'not what it was');
    await expect(ask('shadow.start', { artifact_dir: broken })).rejects.toThrow(/^artifact_.*artifact in /);
    await expect(ask('shadow.start', { artifact_dir: join(broken, 'nowhere') })).rejects.toThrow('artifact_missing');
    await expect(ask('shadow.start', { artifact_dir: 'artifacts' })).rejects.toThrow('request_invalid');
    await expect(ask('shadow.start', { profile: 'Nobody' })).rejects.toThrow('not_found');
    await expect(ask('shadow.start', {})).rejects.toThrow('request_invalid');
    expect(await ask<Status>('shadow.status')).toMatchObject({ state: 'on', compared: 1, of: { profile: 'Economy' } });
  });
});

test('answers over HTTP fit the contract', async () => {
  const running = await startHost();
  await running.ask('shadow.start', { alpha: 0 });
  await chat(running, PROOF);
  await settled(running, 1);
  consoleRequests['shadow.status'].output.parse(await running.ask('shadow.status'));
  consoleRequests['shadow.differences'].output.parse(await running.ask('shadow.differences', {}));
});

test('what is in force differs from itself in nothing: alpha, bucket, app, session and credential alike', async () => {
  const running = await startHost({ yaml: 'apps: { web: Quality }\n' });
  await running.ask('shadow.start', { profile: 'Balanced' });
  await chat(running, PROOF, { 'x-heimdall-alpha': '0.1' });
  await chat(running, PROOF, { 'x-heimdall-bucket': 'mid' });
  await chat(running, PROOF, { 'x-heimdall-app': 'web' });
  await chat(running, PROOF, { 'x-heimdall-session': 'one' });
  await chat(running, PROOF, { 'x-heimdall-session': 'one' });
  await chat(running, 'hello', { authorization: 'Bearer sk-test-0123456789abcdefghijklmnop' });
  expect(await settled(running, 6)).toMatchObject({ compared: 6, differ: 0, failed: 0 });
  // Named models, token counts and repeats are not decided here.
  await fetch(`${running.url}/v1/messages/count_tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hello' }] }),
  });
  await chat(running, PROOF, { 'x-heimdall-model': 'openai/hard-one' });
  expect(await settled(running, 6)).toMatchObject({ compared: 6 });
});

test('follows the configuration: counts anew when the tuning changes, stops when the profile goes', async () => {
  const running = await startHost();
  const told: string[] = [];
  running.heimdall.console.subscribe('changed', ({ what }) => told.push(what));
  await running.ask('profiles.save', { name: 'Night', alpha: 0 });
  await running.ask('shadow.start', { profile: 'Night' });
  await chat(running, PROOF);
  await settled(running, 1);
  await running.ask('tuning.apply', { alpha: 0.9 });
  const anew = await running.ask<Status>('shadow.status');
  expect(anew).toMatchObject({ state: 'on', compared: 0, notice: expect.stringContaining('counting began anew') });
  await chat(running, `${PROOF} a list`);
  expect((await settled(running, 1)).compared).toBe(1);
  await running.ask('profiles.delete', { name: 'Night' });
  expect(await running.ask<Status>('shadow.status')).toMatchObject({
    state: 'off',
    notice: 'The shadow was stopped: its profile is not there any more.',
  });
  await chat(running, 'hello');
  expect(await running.ask<Status>('shadow.status')).toMatchObject({ state: 'off', waiting: 0 });
  await expect.poll(() => told).toContain('shadow');
});

test('sample traffic counts and is labelled', async () => {
  const running = await startHost();
  await running.ask('shadow.start', { alpha: 0 });
  await running.ask('sample.play');
  await expect
    .poll(async () => (await running.ask<Status>('shadow.status')).sample, { timeout: 5_000 })
    .toBeGreaterThan(3);
  const { compared, sample } = await running.ask<Status>('shadow.status');
  expect(sample).toBe(compared);
  const { differences } = await running.ask<Differences>('shadow.differences', {});
  for (const difference of differences) expect(difference).toMatchObject({ sample: true, simulated: false });
});

describe('with the artifact that ships', () => {
  test('a copy of it differs in nothing; one with other thresholds in what the thresholds say', async () => {
    const running = await startHost({ artifactFolder: shipped });
    const copy = join(temporaryFolder(), 'artifact');
    cpSync(shipped, copy, { recursive: true });
    await running.ask('shadow.start', { artifact_dir: copy });
    for (const text of Object.values(prompts)) await chat(running, text);
    const count = Object.values(prompts).length;
    expect(await settled(running, count)).toMatchObject({ compared: count, differ: 0, failed: 0 });
    rmSync(copy, { recursive: true });
    await chat(running, `${prompts.proof} Again.`);
    expect(await settled(running, count + 1)).toMatchObject({ differ: 0 });

    const folder = writeHarderArtifact(join(temporaryFolder(), 'artifact'));
    const started = await running.ask<Status>('shadow.start', { artifact_dir: folder });
    expect(started.of?.artifact_version).toMatch(/-harder$/);
    const id = await chat(running, prompts.greeting);
    const status = await settled(running, 1);
    expect(status.flow).toEqual([{ from: 'cheap', to: 'hard', count: 1, differ: 1 }]);
    const { differences } = await running.ask<Differences>('shadow.differences', {});
    expect(differences[0]).toMatchObject({
      id,
      from: { bucket: 'cheap' },
      to: { bucket: 'hard', thresholds: { cheap: 1, hard: 0 } },
    });
    expect(differences[0]?.cost_delta_usd).toBeGreaterThan(0);
    // What it says is what the artifact decides when it is in force.
    const other = await startHost({ artifactFolder: folder });
    const response = await fetch(`${other.url}/v1/route`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: prompts.greeting }] }),
    });
    const { model, effort, bucket } = (await response.json()) as Decision;
    expect(differences[0]?.to).toMatchObject({ model, effort, bucket });
  }, 60_000);
});
