import { describe, expect, it } from 'vitest';
import { generateRecord, generateRecords } from '../../dev/generate-records.ts';
import { selectPushes } from './pushes-card.tsx';
import { requestBars, stageBars } from './waterfall.ts';

const timings = {
  auth: 14,
  cache: 22,
  features: 500,
  tokenize: 61,
  embed: 400,
  signals: 20,
  clusters: 9,
  triage: 52,
  scoring: 18,
  hooks: 0,
  total: 700,
};

describe('waterfall', () => {
  it('covers the whole of Heimdall’s time, end to end', () => {
    const bars = stageBars(timings);
    expect(bars.reduce((sum, { length }) => sum + length, 0)).toBeCloseTo(700, 9);
    for (const [index, bar] of bars.entries()) {
      const before = bars[index - 1];
      expect(bar.start).toBeCloseTo(before ? before.start + before.length : 0, 9);
    }
    expect(bars.map(({ id }) => id)).toContain('features');
    expect(bars.map(({ id }) => id)).not.toContain('hooks');
  });

  it('names failed attempts, waiting and streaming of every request without overlap', () => {
    for (const record of generateRecords(200)) {
      const bars = requestBars(record);
      for (const [index, bar] of bars.entries()) {
        expect(bar.length).toBeGreaterThan(0);
        const before = bars[index - 1];
        if (before) expect(bar.start).toBeGreaterThanOrEqual(before.start + before.length - 1e-9);
      }
    }
  });

  it('shows a pending request as what is known of it', () => {
    expect(requestBars(generateRecord({ seq: 3, pending: true }))[0]?.id).toBe('heimdall');
  });
});

describe('pushes', () => {
  it('keeps the topic and folds the tail into one row with the right sum', () => {
    const contributions = Array.from({ length: 18 }, (_, index) => ({ group: `f${index}`, value: 1 - index / 10 }));
    contributions.push({ group: 'topic', value: 0.001 });
    const pushes = selectPushes(contributions, 'proofs');
    expect(pushes.some(({ note }) => note === 'proofs')).toBe(true);
    const sum = (items: readonly { value: number }[]): number => items.reduce((total, { value }) => total + value, 0);
    expect(sum(pushes)).toBeCloseTo(sum(contributions), 9);
    expect(pushes.at(-1)?.label).toBe('12 others');
  });
});
