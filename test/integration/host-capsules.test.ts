import { describe, expect, test } from 'vitest';
import type { Capsule } from '../../src/shared/capsule.ts';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { type Running, startHost } from './host-harness.ts';

type Imported = ConsoleOutput<'decisions.import'>;
type Exported = ConsoleOutput<'decisions.export'>;

const transports = [
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const;

const PROMPT = 'prove the theorem that the prime number are infinitely many';

async function send(running: Running, text: string, headers: Record<string, string> = {}): Promise<DecisionRecord> {
  const response = await running.chat(text, headers);
  await response.text();
  const id = response.headers.get('x-heimdall-decision-id') ?? '';
  await expect.poll(async () => (await running.ask<DecisionRecord>('decisions.get', { id })).outcome.status).toBe('ok');
  return running.ask<DecisionRecord>('decisions.get', { id });
}

describe.each(transports)('capsules over %s', (_name, transport) => {
  test('a capsule comes back as the decision that it was, marked, and verified', async () => {
    const [here, there] = [await startHost(), await startHost()];
    const record = await send(here, PROMPT, { 'x-heimdall-app': 'web' });
    const { id } = record.decision;
    const capsule = await transport(here)<Capsule>('decisions.capsule', { id, embedding: true });
    const { results } = await transport(there)<Imported>('decisions.import', { capsules: [capsule] });
    expect(results).toMatchObject([{ id, state: 'imported', problem: null }]);
    expect(results[0]?.checks.map(({ result }) => result)).toEqual(Array(6).fill('verified'));
    const imported = await transport(there)<DecisionRecord>('decisions.get', { id });
    expect(imported).toEqual({ ...record, seq: imported.seq, imported: true, prompt_preview: null });
    // Once more, from there, it is the same document.
    const again = await transport(there)<Capsule>('decisions.capsule', { id });
    expect(again).toEqual({ ...capsule, feature_row: null });
    expect((await transport(there)<Imported>('decisions.import', { capsules: [again] })).results[0]?.state).toBe(
      'present',
    );
  });

  test('it holds no text of the prompt, and the embedding only if asked', async () => {
    const running = await startHost();
    const { decision } = await send(running, `${PROMPT} Zanzibar`);
    const plain = await transport(running)<Capsule>('decisions.capsule', { id: decision.id });
    expect(plain.feature_row).toBeNull();
    expect(JSON.stringify(plain)).not.toMatch(/Zanzibar|infinitely/);
    const checked = await transport(await startHost())<Imported>('decisions.import', { capsules: [plain] });
    expect(checked.results[0]?.checks.find(({ id }) => id === 'trees')).toMatchObject({ result: 'not_possible' });
    const whole = await transport(running)<Capsule>('decisions.capsule', { id: decision.id, embedding: true });
    expect(whole.feature_row?.length).toBeGreaterThan(384);
    expect(whole.targets.length).toBeGreaterThan(0);
    await expect(transport(running)('decisions.capsule', { id: 'nothing' })).rejects.toThrow('not_found');
  });

  test('what was changed is refused, and named; the others are taken', async () => {
    const [here, there] = [await startHost(), await startHost()];
    const good = await transport(here)<Capsule>('decisions.capsule', { id: (await send(here, PROMPT)).decision.id });
    const other = await transport(here)<Capsule>('decisions.capsule', { id: (await send(here, 'hello')).decision.id });
    const forged = structuredClone(other);
    Object.assign(forged.decision.candidates[0] as object, { score: 99 });
    const odd = structuredClone(other);
    odd.decision.id = '../../etc';
    const row = { dtype: 'float32-le', length: 9, base64: 'AAAA' };
    const capsules = [forged, { schema: 'other' }, odd, { ...other, feature_row: row }, 5, good];
    const { results } = await transport(there)<Imported>('decisions.import', { capsules });
    expect(results.map(({ state }) => state)).toEqual([...Array(5).fill('refused'), 'imported']);
    expect(results[0]?.problem).toMatch(/^scores: .*99/);
    expect(results[1]?.problem).toMatch(/no capsule: schema/);
    await expect(transport(there)('decisions.import', { capsules: [] })).rejects.toThrow('request_invalid');
    // Another decision with an id that is there.
    const renamed = { ...other, decision: { ...other.decision, id: good.decision.id } };
    const clash = await transport(there)<Imported>('decisions.import', { capsules: [renamed] });
    expect(clash.results[0]?.problem).toContain('has this id');
  });

  test('exports page by page, filtered, as capsules and as a table', async () => {
    const running = await startHost();
    const ask = transport(running);
    const ids: string[] = [];
    for (const text of [PROMPT, 'hello', 'hello there', `${PROMPT} again`])
      ids.push((await send(running, text)).decision.id);
    const lines: string[] = [];
    let before: number | null | undefined;
    do {
      const page: Exported = await ask<Exported>('decisions.export', {
        format: 'capsules',
        limit: 3,
        ...(before === undefined ? {} : { before_seq: before }),
      });
      lines.push(...page.text.split('\n').filter((line) => line !== ''));
      before = page.next_before_seq;
    } while (before !== null);
    expect(lines.map((line) => (JSON.parse(line) as Capsule).decision.id)).toEqual([...ids].reverse());
    const csv = await ask<Exported>('decisions.export', {
      format: 'csv',
      filter: [{ field: 'bucket', in: ['hard'] }],
    });
    const rows = csv.text.trim().split('\r\n');
    expect(rows[0]).toMatch(/^id,created,app,/);
    expect(rows.slice(1).map((row) => row.split(',')[0])).toEqual([ids[3], ids[0]]);
    const there = await startHost();
    const all = await transport(there)<Imported>('decisions.import', {
      capsules: lines.map((line) => JSON.parse(line)),
    });
    expect(all.results.every(({ state }) => state === 'imported')).toBe(true);
  });
});

test('imported decisions are no traffic: not counted, not sample, and not too old to keep', async () => {
  const [here, there] = [await startHost(), await startHost()];
  const { decision } = await send(here, PROMPT);
  const capsule = await here.ask<Capsule>('decisions.capsule', { id: decision.id });
  capsule.decision.created_ms = 1_500_000_000_000;
  await there.ask('decisions.import', { capsules: [capsule] });
  expect(await there.ask('metrics.snapshot')).toMatchObject({ decisions: 0 });
  const count = (is: object) => there.ask<{ matched: number }>('decisions.count', { filter: [is] });
  expect((await count({ is: 'sample' })).matched).toBe(0);
  expect((await count({ is: 'imported' })).matched).toBe(1);
  await there.ask('sample.clear');
  await there.heimdall.stop();
  const again = await startHost({ dataFolder: there.folder });
  expect(await again.ask('decisions.get', { id: decision.id })).toMatchObject({ imported: true });
  expect(await again.ask('metrics.snapshot')).toMatchObject({ decisions: 0 });
});
