import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { type Running, startHost } from './host-harness.ts';

type List = ConsoleOutput<'tests.list'>;
type Run = ConsoleOutput<'tests.run'>;

const transports = [
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const;

const PROMPT = 'prove the theorem that the prime number are infinitely many';
const fileOf = ({ folder }: Running): string => join(folder, 'routing-tests.yaml');

/** The id and the record of a request that was answered. */
async function send(running: Running, body: object, headers: Record<string, string> = {}): Promise<DecisionRecord> {
  const response = await fetch(`${running.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: PROMPT }], ...body }),
  });
  await response.text();
  const id = response.headers.get('x-heimdall-decision-id') ?? '';
  return running.ask<DecisionRecord>('decisions.get', { id });
}

describe.each(transports)('routing tests over %s', (_name, transport) => {
  test('a test that is made from a decision passes until the tuning changes what it says', async () => {
    const running = await startHost();
    const ask = transport(running);
    const { decision } = await send(running, {});
    const rival = decision.candidates.find(({ model }) => model !== decision.model);
    expect(rival).toBeDefined();
    const list = await ask<List>('tests.add', {
      name: 'stays',
      expect: { model: decision.model, bucket_at_least: decision.bucket },
      decision_id: decision.id,
    });
    expect(list).toMatchObject({
      path: fileOf(running),
      error: null,
      tests: [{ name: 'stays', from: decision.id, model: 'heimdall/auto', prompt_preview: PROMPT }],
    });
    const before = await ask<Run>('tests.run');
    expect(before).toMatchObject({
      passed: 1,
      failed: 0,
      errors: 0,
      results: [{ decided: { margin: decision.margin } }],
    });

    const alphas = Array.from({ length: 101 }, (_, step) => step / 100);
    const runs = await Promise.all(alphas.map((alpha) => ask<Run>('tests.run', { alpha })));
    const broken = alphas[runs.findIndex(({ failed }) => failed === 1)];
    expect(broken).toBeDefined();
    // A preview changes nothing.
    expect((await ask<Run>('tests.run')).passed).toBe(1);
    await ask('tuning.apply', { alpha: broken });
    const after = await ask<Run>('tests.run', { names: ['stays'] });
    expect(after.results[0]).toMatchObject({
      status: 'failed',
      decided: { alpha: broken },
      misses: [{ key: 'model', expected: decision.model, flip: expect.stringContaining(`chooses ${decision.model}`) }],
    });
    await ask('tests.remove', { name: 'stays' });
    expect((await ask<List>('tests.list')).tests).toEqual([]);
  });

  test('tests of thresholds and of own requests', async () => {
    const running = await startHost();
    const ask = transport(running);
    await ask('tests.add', { name: 'own', expect: { bucket: 'hard' }, request: { prompt: PROMPT } });
    expect((await ask<Run>('tests.run')).passed).toBe(1);
    const tried = await ask<Run>('tests.run', { thresholds: { cheap: 0.99, hard: 0.999 } });
    expect(tried.results[0]?.misses[0]).toMatchObject({ key: 'bucket', expected: 'hard', got: 'mid' });
    await expect(
      ask('tests.add', { name: 'own', expect: { bucket: 'hard' }, request: { prompt: PROMPT } }),
    ).rejects.toThrow('request_invalid');
    await expect(ask('tests.add', { name: 'x', expect: {}, request: { prompt: 'x' } })).rejects.toThrow(
      'request_invalid',
    );
    await expect(ask('tests.remove', { name: 'nobody' })).rejects.toThrow('not_found');
  });

  test('says why a decision cannot become a test, and where a file is wrong', async () => {
    const running = await startHost({ yaml: 'storage: { prompts: hashed }\n' });
    const ask = transport(running);
    const { decision } = await send(running, {});
    const add = { name: 'one', expect: { bucket: 'hard' } };
    await expect(ask('tests.add', { ...add, decision_id: decision.id })).rejects.toThrow(
      /unavailable: .*storage.prompts/,
    );
    await expect(ask('tests.add', { ...add, decision_id: 'nothing' })).rejects.toThrow('not_found');
    expect(existsSync(fileOf(running))).toBe(false);
    writeFileSync(fileOf(running), 'tests:\n  - name: 5\n');
    expect((await ask<List>('tests.list')).error).toMatch(/tests\.0\.name \(line 2\)/);
    await expect(ask('tests.run')).rejects.toThrow(/tests_invalid: .*line 2/);
  });
});

describe('a test that is made from a decision', () => {
  test('holds what routing looks at, decides as the request did, and no key', async () => {
    const running = await startHost({ yaml: 'profiles: { Mine: { alpha: 0.2 } }\napps: { web: Mine }\n' });
    const tools = [{ type: 'function', function: { name: 'f', description: 'x'.repeat(400), parameters: {} } }];
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'Hi.' },
      { role: 'user', content: PROMPT },
    ];
    const record = await send(
      running,
      { messages, tools, max_tokens: 77 },
      { 'x-heimdall-app': 'web', 'x-heimdall-bucket': 'mid', authorization: 'Bearer sk-secret-of-the-app' },
    );
    const { decision } = record;
    expect(decision).toMatchObject({ bucket: 'mid', alpha: 0.2, profile: 'Mine' });
    await running.ask('tests.add', { name: 'one', expect: { bucket: 'mid' }, decision_id: decision.id });
    const run = await running.ask<Run>('tests.run');
    expect(run.results[0]).toMatchObject({
      status: 'passed',
      decided: { model: decision.model, alpha: 0.2, margin: decision.margin, bucket: 'mid' },
    });
    const text = readFileSync(fileOf(running), 'utf8');
    expect(text).not.toContain('sk-secret');
    expect(text).toContain('max_output_tokens: 77');
  });

  test('leaves the cache and the log as they were', async () => {
    const running = await startHost();
    const { decision } = await send(running, {});
    await running.ask('tests.add', { name: 'one', expect: { bucket: 'hard' }, decision_id: decision.id });
    const [stats, page] = [await running.ask('cache.stats'), await running.ask('decisions.page', {})];
    await running.ask('tests.run');
    expect(await running.ask('cache.stats')).toEqual(stats);
    expect(await running.ask('decisions.page', {})).toEqual(page);
  });
});
