import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedArtifact } from '../../../test/helpers/shipped-artifact.ts';
import type { Artifact } from '../../core/index.ts';
import { evaluateOutcomes } from './evaluate-outcomes.ts';
import { readModelPrices } from './model-prices.ts';
import { readOutcomes } from './read-outcomes.ts';

const folder = mkdtempSync(join(tmpdir(), 'heimdall-outcomes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, rows: readonly (object | string)[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'));
  return path;
}

/** Two kinds of question of which each of two models can do one, and a third model that is dear and middling. */
function specialists(cost: boolean): object[] {
  const subjects = ['apples', 'pears', 'boats', 'houses', 'chairs', 'letters', 'coins', 'stamps'];
  return Array.from({ length: 160 }, (_, index) => {
    const subject = subjects[index % 8];
    const sums = index % 2 === 0;
    const prompt = sums
      ? `Compute ${index} * ${index + 3} + ${index % 7} for the ${subject}.`
      : `Write a poem about ${subject} in the year ${1500 + index}.`;
    return {
      id: index,
      prompt,
      domain: sums ? 'sums' : 'poems',
      correct: { calculator: Number(sums), poet: Number(!sums), allrounder: Number(index % 5 < 3) },
      ...(cost ? { cost_usd: { calculator: 0.001, poet: 0.002, allrounder: 0.01 } } : {}),
    };
  });
}

let artifact: Artifact;
beforeAll(async () => {
  artifact = await shippedArtifact();
});

async function evaluate(rows: readonly object[], split: 'cross' | 'held-out' = 'cross', prices: object | null = null) {
  const paths = prices === null ? [] : [file('prices.json', [prices])];
  return await evaluateOutcomes(
    artifact,
    await readOutcomes(file('rows.jsonl', rows)),
    await readModelPrices(artifact, paths),
    split,
  );
}

describe('evaluateOutcomes', () => {
  it('learns which model is for what, and says what that is worth beside best single and oracle', async () => {
    const result = await evaluate(specialists(true));
    expect(result).toMatchObject({
      n: 160,
      split: 'cross',
      cost_source: 'recorded',
      prior: 'mean of the training rows',
    });
    expect(result.best_single).toMatchObject({ model: 'allrounder', accuracy: 0.6 });
    expect(result.oracle.accuracy).toBe(1);
    const { at_equal_cost: equal, at_best_single_accuracy: same, sweep } = result.routers.heimdall;
    expect(equal?.accuracy).toBeGreaterThan(0.95);
    expect(equal?.gain).toBeCloseTo((equal?.accuracy ?? 0) - 0.6, 12);
    expect(same?.saving).toBeGreaterThan(0.5);
    for (const { accuracy } of sweep) expect(accuracy).toBeLessThanOrEqual(result.oracle.accuracy);
    expect(result.domains.map(({ domain, n }) => [domain, n])).toEqual([
      ['poems', 80],
      ['sums', 80],
    ]);
    expect(result.routers.true_domain?.at_equal_cost?.accuracy).toBe(1);
  });

  it('scores only the fifth that training does not see when asked', async () => {
    const { n, split } = await evaluate(specialists(true), 'held-out');
    expect(split).toBe('held-out');
    expect(n).toBeGreaterThan(15);
    expect(n).toBeLessThan(60);
  });

  it('is the same every time', async () => {
    expect(await evaluate(specialists(true))).toEqual(await evaluate(specialists(true)));
  });

  it('prices models by the file that says so, and the catalog', async () => {
    const price = { input_usd_per_mtok: 1, output_usd_per_mtok: 2, output_tokens: 100 };
    const models = {
      calculator: price,
      poet: { ...price, output_tokens: { poems: 200 } },
      allrounder: { catalog: 'openai/gpt-5' },
    };
    const result = await evaluate(specialists(false), 'cross', { models });
    expect(result.cost_source).toBe('list prices');
    const cost = Object.fromEntries(result.models.map((each) => [each.model, each.cost_usd as number]));
    expect(cost.calculator).toBeGreaterThan(0.0002);
    expect(cost.poet).toBeGreaterThan(0.0004);
    expect(cost.allrounder).toBeGreaterThan(0.001);
  });

  it('starts from the quality table where that knows all models', async () => {
    const rows = specialists(false).map((row, index) => ({
      ...row,
      correct: { 'openai/gpt-5': 1, 'openai/gpt-5-mini': index % 2 },
    }));
    expect(await evaluate(rows)).toMatchObject({ prior: 'the quality table', cost_source: 'list prices' });
  });

  it('compares by accuracy alone where no cost is known', async () => {
    const result = await evaluate(specialists(false));
    expect(result).toMatchObject({ cost_source: null, best_single: { cost_usd: null }, random: { cost_usd: null } });
    expect(result.routers.heimdall.at_half_cost).toBeNull();
    expect(result.routers.heimdall.at_equal_cost?.accuracy).toBeGreaterThan(0.9);
  });

  it('leaves out what it cannot compare, and says so', async () => {
    const rows = specialists(true).map((row, index) => ({
      ...row,
      score: {
        calculator: 1,
        poet: 0,
        ...(index < 40 ? { rare: 1 } : {}),
        unpaid: 1,
        ...(index === 7 ? { poet: null } : {}),
      },
      correct: undefined,
    }));
    const result = await evaluate(rows);
    expect(result.left_out).toEqual([
      { model: 'rare', reason: 'no answer in 120 of 160 rows' },
      { model: 'unpaid', reason: 'no cost_usd in some rows' },
    ]);
    expect(result).toMatchObject({ n: 159, rows_left_out: 1 });
  });

  it('refuses what leaves nothing to compare', async () => {
    const one = { id: 1, prompt: 'a', correct: { only: 1 } };
    await expect(evaluate([one])).rejects.toThrow('Routing needs two models');
    await expect(evaluate([{ ...one, correct: { a: 1, b: 0 } }])).rejects.toThrow('too few to learn from');
  });
});

describe('readOutcomes', () => {
  it.each([
    ['{', ':1: not valid JSON'],
    [{ id: 1, prompt: 'a' }, ':1: neither "correct" nor "score"; give one object {model: 0..1}'],
    [{ id: 1, prompt: 'a', correct: {}, score: {} }, 'both "correct" and "score"'],
    [{ id: 1, prompt: 'a', correct: [1] }, '"correct" must be an object {model: number}, found a list'],
    [
      { id: 1, prompt: 'a', score: { m: -0.1 } },
      'score."m" must be a number from 0 to 1, or true or false, found -0.1',
    ],
    [{ id: 1, prompt: 'a', domain: 3, score: { m: 1 } }, '"domain" must be a string, found 3'],
    [{ id: 1, prompt: 'a', score: { m: 1 }, cost_usd: { m: -1 } }, 'cost_usd."m" must be dollars, 0 or more, found -1'],
    [{ id: 1, prompt: 'a', score: { m: 1 }, cost_usd: 3 }, '"cost_usd" must be an object {model: number}, found 3'],
  ])('names what is wrong with %j', async (row, message) => {
    await expect(readOutcomes(file('bad.jsonl', [row]))).rejects.toThrow(message);
  });

  it('names an empty file', async () => {
    await expect(readOutcomes(file('empty.jsonl', []))).rejects.toThrow('empty.jsonl has no rows');
  });
});

describe('readModelPrices', () => {
  it.each([
    [{ models: { a: { input_usd_per_mtok: -1 } } }, 'models.a.input_usd_per_mtok'],
    [{ models: { a: { price: 1 } } }, 'models.a'],
    ['no json', 'cannot be read as JSON'],
  ])('names what is wrong with %j', async (content, message) => {
    await expect(readModelPrices(artifact, [file('prices.json', [content])])).rejects.toThrow(message);
  });

  it('reads the prices that come with Heimdall', async () => {
    const prices = await readModelPrices(artifact, ['evaluation/models.json']);
    expect(prices.price('gpt-4o-mini-2024-07-18')).toEqual({ inputUsdPerMtok: 0.15, outputUsdPerMtok: 0.6 });
    expect(prices.listCost('nobody-knows-it', 'Hello', null)).toBeNull();
  });
});
