/** Another artifact put in force while requests are being decided, and taken back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createHeimdall } from '../../src/host/create-heimdall.ts';
import type { FeedbackEffect, LearningTable } from '../../src/shared/console/learning-contract.ts';
import { type ConsoleOutput, consoleRequests } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { harderTiny, renumberedTiny, writeHarderArtifact } from '../helpers/other-artifact.ts';
import { recordingLogger, temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost, writeTinyArtifact } from './host-harness.ts';

type Status = ConsoleOutput<'artifact.status'>;

const PROOF = 'prove the theorem that the prime number are infinitely many';
const other = () => writeTinyArtifact(join(temporaryFolder(), 'other'), harderTiny);

async function decide(running: Running, text: string): Promise<DecisionRecord['decision']> {
  const response = await running.chat(text);
  await response.text();
  const id = response.headers.get('x-heimdall-decision-id');
  return (await running.ask<DecisionRecord>('decisions.get', { id })).decision;
}

const health = async ({ url }: Running) =>
  ((await (await fetch(`${url}/healthz`)).json()) as { artifact_version: string }).artifact_version;

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('over %s', (_name, transport) => {
  test('another artifact decides from the next request on, is written down, and is taken back', async () => {
    const running = await startHost({ yaml: '# mine\nrouter: { alpha: 0.7 } # kept\n' });
    const ask = transport(running);
    const folder = other();
    const first = await decide(running, 'hello');
    expect(first).toMatchObject({ artifact_version: 'tiny.1', bucket: 'cheap' });
    expect(await ask<Status>('artifact.status')).toMatchObject({
      in_force: { version: 'tiny.1', folder: null },
      previous: null,
      problem: null,
    });
    expect(await ask('artifact.verify', { folder })).toMatchObject({ version: 'tiny.2', clusters: 3 });
    expect(await health(running)).toBe('tiny.1');

    const used = await ask<Status>('artifact.use', { folder });
    expect(used).toMatchObject({
      in_force: { version: 'tiny.2', folder },
      previous: { version: 'tiny.1', folder: null },
    });
    // The same prompt: the cached decision of the other artifact is not given.
    expect(await decide(running, 'hello')).toMatchObject({
      artifact_version: 'tiny.2',
      bucket: 'hard',
      cache: { state: 'miss' },
    });
    expect(await health(running)).toBe('tiny.2');
    expect(await ask('app.info')).toMatchObject({ artifact: { version: 'tiny.2', folder } });
    expect(await ask('tuning.get')).toMatchObject({ thresholds: { cheap: 1, hard: 0 } });
    const yaml = readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8');
    expect(yaml).toContain('# mine\nrouter: { alpha: 0.7 } # kept\n');
    expect(yaml).toContain(`artifact_dir: ${folder}`);
    expect(await ask('artifact.list')).toEqual({
      artifacts: [
        { folder, version: 'tiny.2', in_force: true },
        { folder: null, version: 'tiny.1', in_force: false },
      ],
    });
    // What the other one decided can still be read, explained and exported.
    await ask('decisions.explain', { id: first.id });
    await expect(ask('decisions.evidence', { id: first.id })).rejects.toThrow('tiny.2 is in force');

    expect(await ask<Status>('artifact.rollback')).toMatchObject({
      in_force: { version: 'tiny.1', folder: null },
      previous: { version: 'tiny.2', folder },
    });
    expect(await decide(running, 'hello')).toMatchObject({ artifact_version: 'tiny.1', bucket: 'cheap' });
    expect(readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8')).not.toContain('artifact_dir');
    const { entries } = await ask<ConsoleOutput<'tuning.history'>>('tuning.history');
    expect(entries.map(({ label }) => label)).toEqual(['as it was', 'artifact tiny.2', 'back to artifact tiny.1']);
    // Undo and redo go over it like over any other change.
    await ask('tuning.undo');
    expect(await health(running)).toBe('tiny.2');
    await ask('tuning.apply', { alpha: 0.5 });
    await ask('tuning.undo');
    expect(await health(running)).toBe('tiny.2');
    await ask('tuning.undo');
    expect(await health(running)).toBe('tiny.1');
  });

  test('a bad one changes nothing, and the error names the file', async () => {
    const running = await startHost();
    const ask = transport(running);
    const folder = other();
    writeFileSync(join(folder, 'quality.json'), '{}');
    await expect(ask('artifact.use', { folder })).rejects.toThrow(
      /^artifact_digest_mismatch: quality\.json .*Copy the artifact again.*other/,
    );
    await expect(ask('artifact.verify', { folder })).rejects.toThrow(/quality\.json/);
    await expect(ask('artifact.use', { folder: join(folder, 'nowhere') })).rejects.toThrow('manifest.json');
    await expect(ask('artifact.use', { folder: 'artifacts' })).rejects.toThrow('whole path');
    const same = writeTinyArtifact(join(temporaryFolder(), 'same'), (files) => harderTiny(files, 'tiny.1'));
    await expect(ask('artifact.use', { folder: same })).rejects.toThrow(/artifact_version is tiny\.1.*of its own/);
    await expect(ask('artifact.rollback')).rejects.toThrow('no earlier artifact');
    expect(await decide(running, 'hello')).toMatchObject({ artifact_version: 'tiny.1', bucket: 'cheap' });
    expect(await ask<Status>('artifact.status')).toMatchObject({ problem: null, previous: null });
    expect((await ask<ConsoleOutput<'tuning.history'>>('tuning.history')).entries).toEqual([]);
  });
});

test('answers over HTTP fit the contract', async () => {
  const running = await startHost();
  await running.ask('artifact.use', { folder: other() });
  for (const name of ['artifact.status', 'artifact.list', 'app.info', 'tuning.history'] as const) {
    consoleRequests[name].output.parse(await running.ask(name));
  }
});

test('a settings file that cannot be written leaves the artifact in force', async () => {
  const running = await startHost({ yaml: 'router: { alpha: 0.7 }\n' });
  writeFileSync(join(running.folder, 'heimdall.yaml'), 'router: [\n');
  await expect(running.ask('artifact.use', { folder: other() })).rejects.toThrow('config_');
  expect(await health(running)).toBe('tiny.1');
});

test('an edit of tuning.artifact_dir takes effect without a restart, a bad one says why and is put right', async () => {
  const running = await startHost();
  const folder = other();
  const write = (dir: string) =>
    writeFileSync(join(running.folder, 'heimdall.yaml'), `tuning: { artifact_dir: ${dir} }\n`);
  write(folder);
  await expect.poll(() => health(running)).toBe('tiny.2');
  expect(await decide(running, 'hello')).toMatchObject({ artifact_version: 'tiny.2', bucket: 'hard' });
  write(join(folder, 'nowhere'));
  const problem = async () => (await running.ask<Status>('artifact.status')).problem;
  await expect.poll(problem).toMatch(/artifact tiny\.2 still is: .*manifest\.json.*nowhere.*use it again/);
  expect((await running.ask<ConsoleOutput<'app.info'>>('app.info')).notices?.join()).toContain('nowhere');
  expect(await health(running)).toBe('tiny.2');
  write('null');
  await expect.poll(() => health(running)).toBe('tiny.1');
  expect(await problem()).toBeNull();
  const { entries } = await running.ask<ConsoleOutput<'tuning.history'>>('tuning.history');
  expect(entries.map(({ label }) => label)).toEqual([
    'as it was',
    'artifact tiny.2, from the settings file',
    'artifact tiny.1, from the settings file',
  ]);
});

test('it is in force after a restart, and so is the way back', async () => {
  const first = await startHost();
  const folder = other();
  await first.ask('artifact.use', { folder });
  await first.heimdall.stop();
  const again = await startHost({ dataFolder: first.folder });
  expect(await again.ask<Status>('artifact.status')).toMatchObject({
    in_force: { version: 'tiny.2', folder },
    previous: { version: 'tiny.1', folder: null },
  });
  await again.ask('artifact.rollback');
  expect(await health(again)).toBe('tiny.1');
});

test('ratings go along where clusters mean the same, come back with their artifact, and the rest is counted', async () => {
  const running = await startHost();
  const { id, features } = await decide(running, PROOF);
  // Simulated answers cannot be rated: this one is only decided.
  expect(features.clusters.map((cluster) => cluster.id).sort()).toEqual([0, 1, 2]);
  const route = await fetch(`${running.url}/v1/route`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: `${PROOF} a list` }] }),
  });
  const decision = (await route.json()) as DecisionRecord['decision'];
  expect(decision.id).not.toBe(id);
  const effect = await running.ask<FeedbackEffect>('decisions.feedback', { id: decision.id, score: 0 });
  const shares = new Map(effect.clusters.map((cluster) => [cluster.id, cluster.weight]));

  const folder = writeTinyArtifact(join(temporaryFolder(), 'renumbered'), renumberedTiny);
  const { ratings } = await running.ask<Status>('artifact.use', { folder });
  expect(ratings).toEqual({ carried: 1, partly: 1, left: 0 });
  const table = async () => {
    const { rows } = await running.ask<LearningTable>('learning.table');
    return new Map(rows.map((row) => [row.id, row.weight]));
  };
  // 0 is 2 there, 2 is 1, and 1 has no counterpart.
  expect(await table()).toEqual(
    new Map([...shares].flatMap(([cluster, weight]) => (cluster === 1 ? [] : [[cluster === 0 ? 2 : 1, weight]]))),
  );
  await running.ask('artifact.rollback');
  expect(await table()).toEqual(shares);
});

test('a shadow whose artifact is put in force ends; another one counts anew', async () => {
  const running = await startHost();
  const folder = other();
  type Shadow = ConsoleOutput<'shadow.status'>;
  await running.ask('shadow.start', { artifact_dir: folder });
  await decide(running, 'hello');
  await expect.poll(async () => (await running.ask<Shadow>('shadow.status')).compared).toBe(1);
  await running.ask('artifact.use', { folder });
  expect(await running.ask<Shadow>('shadow.status')).toMatchObject({ state: 'off', compared: 1, differ: 1 });
  await running.ask('shadow.start', { alpha: 0 });
  await decide(running, 'hello');
  await expect.poll(async () => (await running.ask<Shadow>('shadow.status')).compared).toBe(1);
  await running.ask('artifact.rollback');
  expect(await running.ask<Shadow>('shadow.status')).toMatchObject({ state: 'on', compared: 0 });
});

test('embeddings come from the table of the artifact in force', async () => {
  const running = await startHost();
  const embed = async () => {
    const response = await fetch(`${running.url}/v1/embeddings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'heimdall/static', input: 'hello' }),
    });
    return ((await response.json()) as { data: { embedding: number[] }[] }).data[0]?.embedding ?? [];
  };
  const before = await embed();
  await running.ask('artifact.use', { folder: resolve(import.meta.dirname, '../../artifacts') });
  const after = await embed();
  expect([before.length, after.length]).toEqual([384, 384]);
  expect(after).not.toEqual(before);
});

test('a decision in flight ends with the artifact that it began with', async () => {
  const running = await startHost({
    artifactFolder: resolve(import.meta.dirname, '../../artifacts'),
    yaml: 'embedder: minilm\nfeature_timeout: 20000\n',
  });
  const folder = writeHarderArtifact(join(temporaryFolder(), 'harder'));
  await decide(running, 'warm up');
  const asked: Promise<DecisionRecord['decision']>[] = [];
  const swap = running.ask<Status>('artifact.use', { folder });
  let swapped = false;
  void swap.then(() => {
    swapped = true;
  });
  // MiniLM takes some milliseconds each: there is always one under way.
  for (let index = 0; !swapped || index % 20 !== 0; index++) {
    asked.push(decide(running, `Say hello number ${index}.`));
    await new Promise((later) => setTimeout(later, 10));
  }
  const decisions = await Promise.all(asked);
  const versions = decisions.map(({ artifact_version: version }) => version.endsWith('-harder'));
  expect(new Set(versions)).toEqual(new Set([false, true]));
  for (const { artifact_version: version, thresholds, bucket } of decisions) {
    const harder = version.endsWith('-harder');
    expect(thresholds.hard === 0).toBe(harder);
    if (harder) expect(bucket).toBe('hard');
  }
}, 60_000);

test('a swap by a program that does not listen is written for the next one', async () => {
  const folder = temporaryFolder();
  const heimdall = await createHeimdall({
    dataFolder: folder,
    artifactFolder: writeTinyArtifact(join(temporaryFolder(), 'artifact')),
    version: '1.2.3',
    host: 'headless',
    env: {},
    logger: recordingLogger(),
  });
  await heimdall.console.request('artifact.use', { folder: other() });
  await heimdall.stop();
  expect(readFileSync(join(folder, 'heimdall.yaml'), 'utf8')).toContain('artifact_dir:');
});
