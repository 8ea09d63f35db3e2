/** The time of day is set back by an hour while the host runs. */
import { expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { manualClock } from './host-fixtures.ts';
import { startHost } from './host-harness.ts';

const HOUR = 3_600_000;

test('requests go on; the log keeps their order and no duration is negative', async () => {
  const clock = manualClock();
  const host = await startHost({ clock });
  for (const text of ['before one', 'before two']) expect((await host.chat(text)).status).toBe(200);
  clock.correct(-HOUR);
  for (const text of ['after one', 'after two']) expect((await host.chat(text)).status).toBe(200);
  clock.advance(2_000);

  const { records } = await host.ask<ConsoleOutput<'decisions.page'>>('decisions.page', { limit: 10 });
  expect(records.map(({ prompt_preview }) => prompt_preview)).toEqual([
    'before one',
    'before two',
    'after one',
    'after two',
  ]);
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect((records[2]?.decision.created_ms ?? 0) - (records[1]?.decision.created_ms ?? 0)).toBeLessThan(0);
  for (const { outcome } of records) {
    expect(outcome.status).toBe('ok');
    expect(outcome.total_ms).toBeGreaterThanOrEqual(0);
    expect(outcome.overhead_ms).toBeGreaterThanOrEqual(0);
  }
  // Nothing that is counted by the minute falls below zero.
  const metrics = await host.ask<ConsoleOutput<'metrics.snapshot'>>('metrics.snapshot');
  expect(JSON.stringify(metrics)).not.toMatch(/:-\d/);
});
