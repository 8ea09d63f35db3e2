import { describe, expect, it } from 'vitest';
import {
  bestWithin,
  cheapestReaching,
  oracleChoices,
  pairedGain,
  paretoSet,
  pointOf,
  randomPoint,
} from './outcome-metrics.ts';

const outcomes = {
  scores: [Float64Array.of(1, 1, 0), Float64Array.of(0, 1, 1), Float64Array.of(0, 0, 0)],
  costs: [Float64Array.of(1, 4, 2), Float64Array.of(1, 4, 2), Float64Array.of(1, 4, 2)],
};
const at = (accuracy: number, cost_usd: number) => ({ accuracy, cost_usd });

describe('outcome metrics', () => {
  it('adds up what was chosen', () => {
    expect(pointOf(outcomes, [0, 1, 2])).toEqual({ accuracy: 2 / 3, cost_usd: 7 / 3 });
    expect(pointOf({ ...outcomes, costs: null }, [0, 1, 2])).toEqual({ accuracy: 2 / 3, cost_usd: null });
    expect(randomPoint(outcomes)).toEqual({ accuracy: 4 / 9, cost_usd: 7 / 3 });
  });

  it('gives the oracle the cheapest of the best', () => {
    expect(oracleChoices(outcomes)).toEqual([0, 2, 0]);
    expect(oracleChoices({ ...outcomes, costs: null })).toEqual([0, 1, 0]);
  });

  it('keeps the points that nothing beats, cheapest first', () => {
    const points = [at(0.5, 3), at(0.7, 2), at(0.4, 1), at(0.7, 5), at(0.9, 4)];
    expect(paretoSet(points)).toEqual([at(0.4, 1), at(0.7, 2), at(0.9, 4)]);
    expect(cheapestReaching(points, 0.6)).toEqual(at(0.7, 2));
    expect(cheapestReaching(points, 0.95)).toBeNull();
    expect(bestWithin(points, 3.5)).toEqual(at(0.7, 2));
    expect(bestWithin(points, 0.5)).toBeNull();
  });

  it('says how sure a paired gain is', () => {
    // Differences 1, 0, 1, 0: mean 1/2, variance 1/3 of a sample of four.
    const { gain, standard_error: error } = pairedGain([1, 1, 1, 0], [0, 1, 0, 0]);
    expect(gain).toBe(0.5);
    expect(error).toBeCloseTo(Math.sqrt(1 / 3 / 4), 12);
  });
});
