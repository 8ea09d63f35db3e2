import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHeimdall } from '../../src/host/create-heimdall.ts';
import { bestCandidate } from '../../src/shared/alpha-score.ts';
import type { ConsoleEvent, ConsoleOutput } from '../../src/shared/console-contract.ts';
import { whatIf } from '../helpers/what-if.ts';
import { recordingLogger, temporaryFolder } from './host-fixtures.ts';
import { startHost, writeTinyArtifact } from './host-harness.ts';

type Page = ConsoleOutput<'decisions.page'>;
type Info = ConsoleOutput<'app.info'>;

describe('a whole Heimdall', () => {
  test('routes a request, records it, and shows and explains it', async () => {
    const { chat, ask, heimdall } = await startHost();
    const answer = await chat('prove the theorem that the prime number are infinitely many');
    expect(answer.status).toBe(200);
    const page = await ask<Page>('decisions.page', { limit: 10 });
    expect(page).toMatchObject({ total: 1, last_seq: 1 });
    const [record] = page.records;
    expect(record?.prompt_preview).toBe('prove the theorem that the prime number are infinitely many');
    expect(record?.decision.bucket).toBe('hard');
    const id = record?.decision.id ?? '';
    await expect
      .poll(async () => (await ask<Page['records'][number]>('decisions.get', { id })).outcome.status)
      .toBe('ok');
    const explanation = await ask<ConsoleOutput<'decisions.explain'>>('decisions.explain', { id });
    const sum = explanation.contributions.hard.reduce((total, { value }) => total + value, explanation.base.hard);
    expect(sum).toBeCloseTo(record?.decision.raw_scores.hard ?? Number.NaN, 6);
    expect(explanation.summary).toContain('hard');
    const metrics = await ask<ConsoleOutput<'metrics.snapshot'>>('metrics.snapshot');
    expect(metrics).toMatchObject({ decisions: 1, simulated: 1, cost_usd: 0, overhead_ms: { count: 1 } });
    expect(heimdall.consoleUrl).toBe(`${heimdall.endpoint.url}/console/`);
  });

  test('describes itself', async () => {
    const { ask, folder, url } = await startHost({ env: { OPENAI_API_KEY: 'sk-CANARY' } });
    const info = await ask<Info>('app.info');
    expect(info).toMatchObject({
      version: '1.2.3',
      host: 'headless',
      endpoint: { state: 'listening', url, openai_base_url: `${url}/v1`, error: null },
      simulator_active: false,
      artifact: { version: 'tiny.1', embedder: 'static-384', clusters: 3 },
      config: { path: null, error: null },
      data_folder: folder,
      prompts_stored: 'full',
    });
    expect(info.providers.find(({ name }) => name === 'openai')).toEqual({
      name: 'openai',
      configured: true,
      key_source: 'env OPENAI_API_KEY',
    });
    expect(JSON.stringify(info)).not.toContain('CANARY');
  });

  test('keeps its log and its last hour over a restart', async () => {
    const first = await startHost();
    await first.chat('hello');
    await first.heimdall.stop();
    await first.heimdall.stop();
    await expect(first.heimdall.console.request('app.info', undefined)).rejects.toMatchObject({
      code: 'shutting_down',
    });
    const second = await startHost({ dataFolder: first.folder });
    expect(await second.ask<Page>('decisions.page', {})).toMatchObject({ total: 1, last_seq: 1 });
    await expect.poll(async () => (await second.ask<{ decisions: number }>('metrics.snapshot')).decisions).toBe(1);
    await second.chat('hello again');
    expect((await second.ask<Page>('decisions.page', {})).records.map((record) => record.seq)).toEqual([1, 2]);
  });

  test('a taken port stops the endpoint, not the console, and freeing it by another port helps', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => blocker.once('listening', listening));
    onTestFinished(() => void blocker.close());
    const { port } = blocker.address() as AddressInfo;
    const folder = temporaryFolder();
    const path = join(folder, 'heimdall.yaml');
    writeFileSync(path, `gateway: { port: ${port} }\n`);
    const heimdall = await createHeimdall({
      dataFolder: folder,
      artifactFolder: writeTinyArtifact(temporaryFolder()),
      version: '1',
      host: 'electron',
      env: {},
      logger: recordingLogger(),
    });
    onTestFinished(() => heimdall.stop());
    await heimdall.start();
    expect(heimdall.endpoint.state).toBe('failed');
    expect(heimdall.consoleUrl).toBeNull();
    const info = await heimdall.console.request('app.info', undefined);
    expect(info.endpoint.error).toContain(String(port));
    const told: string[] = [];
    heimdall.console.subscribe('changed', ({ what }) => told.push(what));
    writeFileSync(path, 'gateway: { port: 0 }\n');
    await expect.poll(() => heimdall.endpoint.state, { timeout: 5_000 }).toBe('listening');
    await expect.poll(() => told).toContain('app');
    // A window does not offer its log over HTTP.
    const headers = { 'x-heimdall-console': '1' };
    const api = await fetch(`${heimdall.endpoint.url}/console/api/app.info`, { method: 'POST', headers });
    expect(api.status).toBe(404);
  });

  test('is not made without an artifact, and says which file is wrong', async () => {
    const options = {
      dataFolder: temporaryFolder(),
      version: '1',
      host: 'headless' as const,
      env: {},
      logger: recordingLogger(),
    };
    await expect(createHeimdall({ ...options, artifactFolder: '/nowhere' })).rejects.toMatchObject({
      code: 'artifact_missing',
      message: expect.stringMatching(/manifest\.json.*\/nowhere/),
    });
    const broken = writeTinyArtifact(temporaryFolder());
    writeFileSync(join(broken, 'quality.json'), '{}');
    await expect(createHeimdall({ ...options, artifactFolder: broken })).rejects.toMatchObject({
      code: 'artifact_digest_mismatch',
    });
  });

  test('an own artifact that is bad is not used, and a missing MiniLM is said', async () => {
    const { ask } = await startHost({ yaml: 'tuning: { artifact_dir: /nowhere }\nembedder: minilm\n' });
    const { config, notices } = await ask<Info>('app.info');
    expect(config.error).toBeNull();
    expect(notices).toEqual([
      expect.stringContaining('tuning.artifact_dir is not in force'),
      expect.stringContaining('minilm is not in force'),
    ]);
    const own = writeTinyArtifact(temporaryFolder());
    const good = await startHost({ yaml: `tuning: { artifact_dir: ${own} }\n` });
    expect((await good.ask<Info>('app.info')).notices).toEqual([]);
  });

  test('a bad configuration stops a headless host, and not a window', async () => {
    await expect(startHost({ yaml: 'router: { alpha: 3 }\n' })).rejects.toThrow(/router\.alpha \(line 1\) is 3/);
    const { heimdall } = await startHost({ yaml: 'router: { alpha: 3 }\n', host: 'electron' });
    const { config } = await heimdall.console.request('app.info', undefined);
    expect(config.error).toMatch(/router\.alpha/);
  });

  test('a named configuration that is not there is warned about', async () => {
    const { logger } = await startHost({ configPath: join(temporaryFolder(), 'none.yaml') });
    expect(logger.lines.find(({ level }) => level === 'warn')?.message).toContain('not there');
  });

  test('names candidates that nobody knows', async () => {
    const yaml =
      'router: { hard_candidates: [{ model: openai/hard-one, effort: null }, { model: no/such, effort: null }] }\n';
    const { ask } = await startHost({ yaml });
    expect((await ask<Info>('app.info')).notices?.[0]).toContain('"no/such"');
  });

  test('works in memory when the folder cannot be written, and says so', async () => {
    const base = temporaryFolder();
    writeFileSync(join(base, 'file'), '');
    const { chat, ask } = await startHost({ dataFolder: join(base, 'file', 'data') });
    expect((await chat('hello')).status).toBe(200);
    expect(await ask<Page>('decisions.page', {})).toMatchObject({ total: 1 });
    expect((await ask<Info>('app.info')).notices?.[0]).toContain('memory only');
  });

  test('recovers from a damaged log and says where it is', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'decisions.db'), 'not a database '.repeat(1_000));
    const { chat, ask } = await startHost({ dataFolder: folder });
    await chat('hello');
    expect(await ask<Page>('decisions.page', {})).toMatchObject({ total: 1 });
    expect((await ask<Info>('app.info')).notices?.[0]).toMatch(/damaged.*decisions\.damaged-/);
  });
});

describe('tuning', () => {
  const auto = {
    artifact_version: 'tiny.1',
    alpha: 0.8,
    thresholds: { cheap: 0.6, hard: 0.55 },
    penalties: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
    profile: 'Balanced',
  };

  test('previews on recorded decisions as the router would decide, then applies at once', async () => {
    const { chat, ask, folder, heimdall } = await startHost();
    expect(await ask('tuning.get')).toEqual(auto);
    for (const text of ['hello', 'write a python function', 'prove the theorem that the prime number are many']) {
      await chat(text);
    }
    const { records } = await ask<Page>('decisions.page', {});
    const expected = records.filter(({ decision }) => bestCandidate(0, decision.candidates) !== 0).length;
    expect(whatIf(records, { ...auto, alpha: 0 })).toMatchObject({ rescored: 3, replayed: 3, flips: expected });

    const changed: string[] = [];
    heimdall.console.subscribe('changed', ({ what }) => changed.push(what));
    const before = (await ask<Info>('app.info')).config.revision;
    expect(await ask('tuning.apply', { alpha: 0 })).toEqual({ ...auto, alpha: 0, profile: null });
    expect(readFileSync(join(folder, 'heimdall.yaml'), 'utf8')).toBe('router:\n  alpha: 0\n');
    expect((await ask<Info>('app.info')).config.revision).not.toBe(before);
    await chat('write a python function');
    const newest = (await ask<Page>('decisions.page', {})).records.at(-1)?.decision;
    expect(newest?.alpha).toBe(0);
    const asked = records.find(({ prompt_preview }) => prompt_preview?.startsWith('write'))?.decision.candidates ?? [];
    expect(newest?.model).toBe(asked[bestCandidate(0, asked)]?.model);
    await expect.poll(() => changed).toEqual(expect.arrayContaining(['tuning', 'app']));
  });

  test('takes over what was saved in the file', async () => {
    const { ask, folder } = await startHost({
      yaml: 'router: { alpha: 0.9, thresholds: { cheap: 0.7, hard: 0.5 } }\n',
    });
    expect(await ask('tuning.get')).toMatchObject({ alpha: 0.9, thresholds: { cheap: 0.7, hard: 0.5 }, profile: null });
    writeFileSync(join(folder, 'heimdall.yaml'), 'router: { alpha: 0.1 }\n');
    await expect.poll(async () => (await ask<{ alpha: number }>('tuning.get')).alpha, { timeout: 5_000 }).toBe(0.1);
  });
});

describe('cache, log and sample', () => {
  test('counts hits and clears', async () => {
    const { chat, ask } = await startHost();
    await chat('hello');
    await chat('hello');
    expect(await ask('cache.stats')).toMatchObject({ enabled: true, entries: 1, hits: 1, max_entries: 10_000 });
    expect(await ask('cache.clear')).toEqual({ cleared: 1 });
    expect(await ask('cache.stats')).toMatchObject({ entries: 0 });
    expect(await ask('decisions.clear')).toEqual({ removed: 2 });
    expect(await ask('metrics.snapshot')).toMatchObject({ decisions: 0 });
    await expect(ask('decisions.get', { id: 'dec_none' })).rejects.toThrow('not_found');
  });

  test('plays sample traffic through the real router, marked, apart from metrics and cache, removable', async () => {
    const { ask, chat, heimdall } = await startHost();
    await chat('hello');
    const added: ConsoleEvent<'decisions'>['added'] = [];
    const updated: string[] = [];
    heimdall.console.subscribe('decisions', (batch) => {
      added.push(...batch.added);
      updated.push(...batch.updated.map(({ id }) => id));
    });
    expect(await ask('sample.play')).toEqual({ started: true });
    expect(await ask('sample.play')).toEqual({ started: false });
    await expect.poll(() => added.length, { timeout: 8_000 }).toBeGreaterThan(30);
    await expect.poll(() => updated.length, { timeout: 8_000 }).toBeGreaterThan(3);
    expect(added.every(({ sample, outcome }) => sample && outcome.simulated && outcome.cost_usd === null)).toBe(true);
    expect(new Set(added.map(({ decision }) => decision.bucket)).size).toBeGreaterThan(1);
    expect(added[0]?.decision.candidates.length).toBeGreaterThan(0);
    expect(await ask('metrics.snapshot')).toMatchObject({ decisions: 1 });
    expect(await ask('cache.stats')).toMatchObject({ entries: 1 });
    const { records } = await ask<Page>('decisions.page', {});
    const preview = whatIf(records, { ...(await ask<ConsoleOutput<'tuning.get'>>('tuning.get')), alpha: 0.1 });
    expect(preview.sample).toBeGreaterThan(0);
    expect(preview.replayed).toBe(preview.checked);
    const { removed } = await ask<{ removed: number }>('sample.clear');
    expect(removed).toBeGreaterThan(30);
    expect(await ask<Page>('decisions.page', {})).toMatchObject({ total: 1 });
    await new Promise((later) => setTimeout(later, 200));
    expect(await ask<Page>('decisions.page', {})).toMatchObject({ total: 1 });
    expect(await ask('sample.play')).toEqual({ started: true });
  });

  test('sends metrics to who listens', async () => {
    const { heimdall, chat } = await startHost();
    const seen: ConsoleEvent<'metrics'>[] = [];
    heimdall.console.subscribe('metrics', (snapshot) => seen.push(snapshot));
    await chat('hello');
    await expect.poll(() => seen.at(-1)?.decisions, { timeout: 5_000 }).toBe(1);
  });

  test('stores no prompt where the setting says so, also after a change while running', async () => {
    const { chat, ask, folder } = await startHost({ yaml: 'storage: { prompts: off }\n' });
    await chat('CANARY one');
    writeFileSync(join(folder, 'heimdall.yaml'), 'storage: { prompts: hashed }\n');
    await expect.poll(async () => (await ask<Info>('app.info')).prompts_stored, { timeout: 5_000 }).toBe('hashed');
    await chat('CANARY two');
    const page = await ask<Page>('decisions.page', {});
    expect(page.records.map((record) => record.prompt_preview)).toEqual([null, null]);
    const id = page.records[0]?.decision.id ?? '';
    expect((await ask<ConsoleOutput<'decisions.explain'>>('decisions.explain', { id })).summary).not.toBe('');
  });
});
