import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUCKETS } from '../../shared/decision.ts';
import { HeimdallError } from '../errors.ts';
import { hashedEmbedder } from '../features/embedding/hashed-embedder.ts';
import { chooseBucket, type TriageInput } from './choose-bucket.ts';
import { contributions } from './contributions.ts';
import { calibrate, type Forest, OUTPUT_COUNT, predictRaw } from './forest.ts';

const input = (change: Partial<TriageInput> = {}): TriageInput => ({
  probabilities: { cheap: 0.3, mid: 0.4, hard: 0.3 },
  thresholds: { cheap: 0.62, hard: 0.58 },
  requestTokens: 100,
  cheapMidContext: 128_000,
  override: undefined,
  ...change,
});

describe('chooseBucket', () => {
  it('applies its rules in order', () => {
    expect(chooseBucket(input()).id).toBe('default_mid');
    expect(chooseBucket(input({ probabilities: { cheap: 0.7, mid: 0.2, hard: 0.1 } })).bucket).toBe('cheap');
    expect(chooseBucket(input({ probabilities: { cheap: 0.1, mid: 0.2, hard: 0.7 } })).bucket).toBe('hard');
    const sure = { cheap: 0.9, mid: 0.05, hard: 0.05 };
    expect(chooseBucket(input({ probabilities: sure, requestTokens: 200_000 })).id).toBe('context_over_cheap_and_mid');
    expect(chooseBucket(input({ probabilities: sure, requestTokens: 200_000, override: 'cheap' })).bucket).toBe(
      'cheap',
    );
  });

  it('lets hard win when both thresholds are passed, and is exclusive at the threshold', () => {
    const both = { cheap: 0.5, mid: 0, hard: 0.5 };
    expect(chooseBucket(input({ probabilities: both, thresholds: { cheap: 0.4, hard: 0.4 } })).bucket).toBe('hard');
    expect(chooseBucket(input({ probabilities: both, thresholds: { cheap: 0.5, hard: 0.5 } })).bucket).toBe('mid');
  });

  it('says the numbers that it compared', () => {
    expect(chooseBucket(input({ probabilities: { cheap: 0.1, mid: 0.2, hard: 0.7 } })).detail).toBe(
      'p(hard) 0.700 > 0.58',
    );
  });
});

/** A random forest of full binary trees over four features, one tree for each output. */
const forests = fc
  .record({
    depth: fc.integer({ min: 1, max: 4 }),
    splits: fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }),
    thresholds: fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 60, maxLength: 60 }),
    values: fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 60, maxLength: 60 }),
    covers: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 60, maxLength: 60 }),
  })
  .map(({ depth, splits, thresholds, values, covers }): Forest => {
    const nodesPerTree = 2 ** depth - 1;
    const leavesPerTree = 2 ** depth;
    const left: number[] = [];
    const right: number[] = [];
    const leafCover = Array.from(
      { length: OUTPUT_COUNT * leavesPerTree },
      (_, index) => covers[index % covers.length] as number,
    );
    const nodeCover = new Array<number>(OUTPUT_COUNT * nodesPerTree).fill(0);
    for (let tree = 0; tree < OUTPUT_COUNT; tree++) {
      for (let node = 0; node < nodesPerTree; node++) {
        const child = (side: number) => {
          const index = 2 * node + side;
          return index < nodesPerTree ? tree * nodesPerTree + index : ~(tree * leavesPerTree + index - nodesPerTree);
        };
        left.push(child(1));
        right.push(child(2));
      }
      for (let node = nodesPerTree - 1; node >= 0; node--) {
        const index = tree * nodesPerTree + node;
        const cover = (child: number) => (child >= 0 ? nodeCover[child] : leafCover[~child]) as number;
        nodeCover[index] = cover(left[index] as number) + cover(right[index] as number);
      }
    }
    return {
      featureCount: 4,
      treeRoot: Int32Array.from({ length: OUTPUT_COUNT }, (_, tree) => tree * nodesPerTree),
      splitFeature: Int32Array.from(left, (_, index) => splits[index % 60] as number),
      threshold: Float32Array.from(left, (_, index) => thresholds[index % 60] as number),
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      nodeCover: Float32Array.from(nodeCover),
      leafValue: Float64Array.from(leafCover, (_, index) => values[index % 60] as number),
      leafCover: Float32Array.from(leafCover),
      scale: [1, 1, 1],
      bias: [0, 0, 0],
    };
  });
const rows = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((row) => Float32Array.from(row));

/** Shapley values by definition, over all subsets of four features. */
function bruteForce(forest: Forest, row: Float32Array, output: number): number[] {
  const value = (known: number): number => {
    const walk = (node: number): number => {
      if (node < 0) return forest.leafValue[~node] as number;
      const feature = forest.splitFeature[node] as number;
      const left = forest.left[node] as number;
      const right = forest.right[node] as number;
      if ((known & (1 << feature)) !== 0) {
        return walk((row[feature] as number) <= (forest.threshold[node] as number) ? left : right);
      }
      const cover = (child: number) => (child >= 0 ? forest.nodeCover[child] : forest.leafCover[~child]) as number;
      return (cover(left) * walk(left) + cover(right) * walk(right)) / (cover(left) + cover(right));
    };
    return walk(forest.treeRoot[output] as number);
  };
  const factorial = [1, 1, 2, 6, 24];
  return [0, 1, 2, 3].map((feature) => {
    let total = 0;
    for (let subset = 0; subset < 16; subset++) {
      if ((subset & (1 << feature)) !== 0) continue;
      const size = [0, 1, 2, 3].filter((bit) => (subset & (1 << bit)) !== 0).length;
      const weight = ((factorial[size] as number) * (factorial[3 - size] as number)) / 24;
      total += weight * (value(subset | (1 << feature)) - value(subset));
    }
    return total;
  });
}

describe('contributions', () => {
  it('are the Shapley values by definition', () => {
    fc.assert(
      fc.property(forests, rows, (forest, row) => {
        const { values } = contributions(forest, row);
        for (let output = 0; output < OUTPUT_COUNT; output++) {
          const expected = bruteForce(forest, row, output);
          for (let feature = 0; feature < 4; feature++) {
            expect(values[output]?.[feature]).toBeCloseTo(expected[feature] as number, 8);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('sum with the base to the raw score', () => {
    fc.assert(
      fc.property(forests, rows, (forest, row) => {
        const raw = new Float64Array(OUTPUT_COUNT);
        predictRaw(forest, row, raw);
        const { base, values } = contributions(forest, row);
        for (let output = 0; output < OUTPUT_COUNT; output++) {
          const sum = (values[output] as Float64Array).reduce((total, value) => total + value, base[output] as number);
          expect(sum).toBeCloseTo(raw[output] as number, 8);
        }
      }),
    );
  });
});

describe('predictRaw and calibrate', () => {
  it('refuses a row of the wrong length', () => {
    const [forest] = fc.sample(forests, 1) as [Forest];
    expect(() => predictRaw(forest, new Float32Array(3), new Float64Array(OUTPUT_COUNT))).toThrow(
      'takes 4 features and got 3',
    );
  });

  it('gives probabilities that sum to 1, also for extreme scores', () => {
    const [forest] = fc.sample(forests, 1) as [Forest];
    for (const raw of [
      [0, 0, 0],
      [800, -800, 0],
      [-1e6, -1e6, -1e6],
    ]) {
      const probabilities = calibrate(forest, Float64Array.from(raw));
      expect(probabilities.reduce((sum, value) => sum + value)).toBeCloseTo(1, 12);
    }
    expect(BUCKETS).toEqual(['cheap', 'mid', 'hard']);
  });
});

describe('hashedEmbedder', () => {
  it('is a deterministic unit vector, bounded in work', async () => {
    const { vector } = await hashedEmbedder.embed('Hello there');
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    expect((await hashedEmbedder.embed('hello THERE')).vector).toEqual(vector);
    expect((await hashedEmbedder.embed('a'.repeat(1e6))).embeddedTokens).toBe(2_048);
  });
});

describe('HeimdallError', () => {
  it('knows its type, survives other copies of the class, and wraps strangers', () => {
    const error = new HeimdallError('context_overflow', 'too long', { context: { tokens: 5 } });
    expect(error.type).toBe('provider');
    expect(HeimdallError.from(error)).toBe(error);
    expect(HeimdallError.isInstance(Object.assign(new Error('x'), { name: 'HeimdallError', code: 'internal' }))).toBe(
      true,
    );
    expect(HeimdallError.from('boom')).toMatchObject({ code: 'internal', cause: 'boom' });
    expect(HeimdallError.isInstance(null)).toBe(false);
  });
});
