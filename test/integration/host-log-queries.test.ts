import { describe, expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { type Running, startHost } from './host-harness.ts';

type Page = ConsoleOutput<'decisions.page'>;

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('log queries over %s', (_name, transport) => {
  test('filter, search, count and page through what was routed', async () => {
    const running = await startHost();
    const ask = transport(running);
    for (const text of ['hello there', 'prove the theorem that the prime number are infinitely many', 'hello again']) {
      await (await running.chat(text, { 'x-heimdall-app': text.startsWith('hello') ? 'web' : 'cli' })).text();
    }
    const previews = ({ records }: Page) => records.map((record) => record.prompt_preview);
    const hard = await ask<Page>('decisions.page', { filter: [{ field: 'bucket', in: ['hard'] }] });
    expect(previews(hard)).toEqual(['prove the theorem that the prime number are infinitely many']);
    expect(hard).toMatchObject({ total: 3, last_seq: 3, next_before_seq: null });
    const found = await ask<Page>('decisions.search', { text: 'HELLO', limit: 1 });
    expect(previews(found)).toEqual(['hello again']);
    expect(found.next_before_seq).toBe(3);
    const older = await ask<Page>('decisions.search', { text: 'HELLO', limit: 1, before_seq: 3 });
    expect(previews(older)).toEqual(['hello there']);
    const filter = [
      { field: 'app', in: ['web'] },
      { is: 'error', negated: true },
    ];
    expect(await ask('decisions.count', { filter })).toEqual({ matched: 2, seen: 3, total: 3 });
    await expect(ask('decisions.page', { filter: [{ field: 'nothing', in: ['x'] }] })).rejects.toThrow(
      'request_invalid',
    );
  });
});
