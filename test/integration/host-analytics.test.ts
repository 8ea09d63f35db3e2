import { describe, expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { type Running, startHost } from './host-harness.ts';

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('analytics over %s', (_name, transport) => {
  test('count what was routed; simulated answers are not money', async () => {
    const running = await startHost();
    const ask = transport(running);
    for (const text of ['hello there', 'hello there', 'prove the theorem that the prime number are infinitely many']) {
      await (await running.chat(text)).text();
    }
    const latency = await ask<ConsoleOutput<'latency.profile'>>('latency.profile', { source: 'total' });
    expect(latency).toMatchObject({ count: 3, stages_n: 3 });
    expect(latency.heimdall_share).toBeGreaterThan(0);
    const savings = await ask<ConsoleOutput<'savings.report'>>('savings.report', { baseline: { kind: 'best' } });
    expect(savings.totals).toMatchObject({ requests: 0, actual_usd: 0, saved_usd: 0, simulated: 3 });
    const map = await ask<ConsoleOutput<'map.points'>>('map.points', {});
    expect(map.points.preview).toContain('hello there');
    expect(map.clusters.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(await ask('cache.overview', {})).toMatchObject({ hits: 1, misses: 2, hit_rate: 1 / 3 });
  });
});
