import { describe, expect, test } from 'vitest';
import { candidate, decision } from '../../../test/integration/host-fixtures.ts';
import { seededRandom } from '../../core/index.ts';
import { outcomeSchema } from '../../shared/decision.ts';
import { SAMPLE_PROMPTS } from './sample-prompts.ts';
import { simulateOutcome } from './simulate-outcome.ts';

describe('sample prompts', () => {
  test('are many, different and mixed', () => {
    expect(SAMPLE_PROMPTS.length).toBeGreaterThanOrEqual(190);
    expect(new Set(SAMPLE_PROMPTS.map(({ text }) => text)).size).toBe(SAMPLE_PROMPTS.length);
    expect(new Set(SAMPLE_PROMPTS.map(({ app }) => app)).size).toBe(5);
    expect(Math.max(...SAMPLE_PROMPTS.map(({ text }) => text.length))).toBeGreaterThan(20_000);
  });
});

describe('made-up outcomes', () => {
  test('are valid, free, the same for the same seed, and hold fallbacks and errors', () => {
    const play = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 600 }, (_, index) =>
        simulateOutcome(
          decision(`d${index}`, { bucket: (['cheap', 'mid', 'hard'] as const)[index % 3] ?? 'mid' }),
          index % 2 === 0,
          random,
        ),
      );
    };
    const outcomes = play(1);
    expect(play(1)).toEqual(outcomes);
    expect(play(2)).not.toEqual(outcomes);
    for (const { pending, final, afterMs } of outcomes) {
      expect(outcomeSchema.parse(pending).status).toBe('pending');
      expect(outcomeSchema.parse(final)).toMatchObject({ simulated: true, cost_usd: null });
      expect(afterMs).toBeGreaterThan(0);
    }
    const fallbacks = outcomes.filter(({ final }) => final.attempts.length === 2);
    expect(fallbacks[0]?.final).toMatchObject({ served_model: 'openai/small', attempts: [{ status: 503 }, {}] });
    expect(fallbacks.length).toBeGreaterThan(10);
    expect(outcomes.filter(({ final }) => final.status === 'error').length).toBeGreaterThan(0);
  });

  test('a single candidate has nothing to fall back to', () => {
    const single = decision('d', { candidates: [candidate('only', 1, 0)] });
    for (let seed = 0; seed < 100; seed++) {
      expect(simulateOutcome(single, false, seededRandom(seed)).final.attempts).toHaveLength(1);
    }
  });
});
