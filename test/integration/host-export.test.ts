/** Many decisions into a text or a file. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Capsule } from '../../src/shared/capsule.ts';
import { type ConsoleOutput, consoleRequests } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost } from './host-harness.ts';

type Exported = ConsoleOutput<'decisions.export'>;
type Status = ConsoleOutput<'decisions.export_status'>;

const SECRET = 'prove the theorem about Zanzibar';

/** A host whose user saves every file to one path. */
async function withFile(path: string | null): Promise<Running> {
  return startHost({
    desktop: {
      state: () => Promise.reject(new Error('not asked')),
      openAtLogin: () => Promise.resolve(null),
      openFolder: () => Promise.resolve(null),
      chooseFile: () => Promise.resolve(path),
    },
  });
}

async function send(running: Running, text: string): Promise<string> {
  const response = await running.chat(text);
  await response.text();
  const id = response.headers.get('x-heimdall-decision-id') ?? '';
  await expect.poll(async () => (await running.ask<DecisionRecord>('decisions.get', { id })).outcome.status).toBe('ok');
  return id;
}

const saved = (running: Running) =>
  expect.poll(async () => (await running.ask<Status>('decisions.export_status'))?.state).not.toBe('running');

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('over %s', (_name, transport) => {
  test('named decisions are exported page by page, the newest first, and those that are gone are left out', async () => {
    const running = await startHost();
    const ask = transport(running);
    const ids: string[] = [];
    for (const text of [SECRET, 'hello', 'hello there']) ids.push(await send(running, text));
    const wanted = { format: 'jsonl', ids: [ids[0], 'dec_gone', ids[2]], limit: 1 };
    const first = await ask<Exported>('decisions.export', wanted);
    expect(JSON.parse(first.text).decision.id).toBe(ids[2]);
    const second = await ask<Exported>('decisions.export', { ...wanted, before_seq: first.next_before_seq });
    expect(JSON.parse(second.text).decision.id).toBe(ids[0]);
    expect(second).toMatchObject({ count: 1, next_before_seq: null });
  });

  test('prompts are in what is exported only if they are asked for, and never in capsules', async () => {
    const running = await startHost();
    const ask = transport(running);
    await send(running, SECRET);
    for (const format of ['capsules', 'jsonl', 'csv']) {
      expect((await ask<Exported>('decisions.export', { format })).text).not.toContain('Zanzibar');
    }
    const { text } = await ask<Exported>('decisions.export', { format: 'jsonl', prompts: true });
    expect(JSON.parse(text)).toMatchObject({ prompt: SECRET, outcome: { status: 'ok' } });
    const csv = await ask<Exported>('decisions.export', { format: 'csv', prompts: true });
    expect(csv.text).toMatch(new RegExp(`,prompt\r\n.*,${SECRET}\r\n$`));
    await expect(ask('decisions.export', { format: 'capsules', prompts: true })).rejects.toThrow('prompts: capsules');
  });
});

test('a file of capsules is private, whole, and imported as the identical decisions', async () => {
  const path = join(temporaryFolder(), 'all.jsonl');
  const here = await withFile(path);
  for (const text of [SECRET, 'hello', 'hello there']) await send(here, text);
  const begun = await here.askIpc<Status>('decisions.export_file', { format: 'capsules', name: 'all.jsonl' });
  expect(begun).toMatchObject({ path });
  await saved(here);
  const status = await here.askIpc<Status>('decisions.export_status');
  expect(status).toEqual({ state: 'done', path, written: 3, problem: null });
  consoleRequests['decisions.export_status'].output.parse(status);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const capsules = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Capsule);
  const there = await startHost();
  await there.ask('decisions.import', { capsules });
  for (const { decision } of capsules) {
    const [one, other] = await Promise.all(
      [here, there].map((host) => host.ask<DecisionRecord>('decisions.get', { id: decision.id })),
    );
    expect(other?.decision).toEqual(one?.decision);
    expect(other?.outcome).toEqual(one?.outcome);
  }
});

test('what is cancelled, or cannot be written, leaves the file that was there, and nothing else', async () => {
  const path = join(temporaryFolder(), 'table.csv');
  writeFileSync(path, 'old');
  const running = await withFile(path);
  await send(running, 'hello');
  const { console } = running.heimdall;
  const input = consoleRequests['decisions.export_file'].input.parse({ format: 'csv', name: 'table.csv' });
  await console.request('decisions.export_file', input);
  await expect(console.request('decisions.export_file', input)).rejects.toThrow(`being written to ${path}`);
  await console.request('decisions.export_cancel', undefined);
  await saved(running);
  expect(await running.ask('decisions.export_status')).toMatchObject({ state: 'cancelled' });
  expect(readdirSync(dirname(path))).toEqual(['table.csv']);
  expect(readFileSync(path, 'utf8')).toBe('old');
  await console.request('decisions.export_file', input);
  await saved(running);
  expect(readFileSync(path, 'utf8')).toMatch(/^id,created/);

  const nowhere = join(temporaryFolder(), 'missing', 'table.csv');
  const other = await withFile(nowhere);
  await other.askIpc('decisions.export_file', { format: 'csv', name: 'table.csv' });
  await saved(other);
  expect(await other.ask('decisions.export_status')).toMatchObject({
    state: 'failed',
    problem: `${nowhere} was not written: ENOENT`,
  });
  expect(existsSync(dirname(nowhere))).toBe(false);
});

test('without a file nothing begins, and a browser is told that it saves by itself', async () => {
  const running = await withFile(null);
  expect(await running.askIpc('decisions.export_file', { format: 'csv', name: 'a.csv' })).toBeNull();
  expect(await running.askIpc('decisions.export_status')).toBeNull();
  const browser = await startHost();
  await expect(browser.ask('decisions.export_file', { format: 'csv', name: 'a.csv' })).rejects.toThrow('browser');
  await expect(browser.ask('decisions.export_file', { format: 'csv', name: '../a' })).rejects.toThrow(
    'request_invalid',
  );
});
