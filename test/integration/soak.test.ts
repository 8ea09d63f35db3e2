/** A shortened soak: mixed traffic with faults, nothing lost and nothing left behind. `npm run soak` is the long one. */
import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPrompts } from '../../bench/read-prompts.ts';
import { flatness } from '../../bench/soak/flatness.ts';
import { runSoak } from '../../bench/soak/run-soak.ts';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

let built: BuiltPackage;

beforeAll(() => {
  built = buildPackage();
  symlinkSync(resolve('artifacts'), join(built.root, 'artifacts'));
}, 120_000);

afterAll(() => built.remove());

it('loses nothing, ends every answer and holds no more than before', async () => {
  const { failures, samples, checked } = await runSoak({
    program: built.program,
    prompts: await readPrompts('training/data/own_prompts.jsonl'),
    seconds: 20,
    sampleSeconds: 3,
    saturationSeconds: 2,
    // It is still warming up; the long run has the narrow bound.
    heapSlack: 32 * 1_048_576,
  });
  expect(failures).toEqual([]);
  expect(checked).toBeGreaterThan(100);
  const { outcomes = {}, requests = 0 } = samples.at(-1) ?? {};
  expect(requests).toBeGreaterThan(checked / 2);
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(['ok', 'error', 'left early', 'decision']));
}, 120_000);

describe('what counts as flat', () => {
  const noisy = (slope: number) => Array.from({ length: 30 }, (_, at) => 100 + slope * at + ((at * 7) % 5));

  it('is not what rises slowly', () => expect(flatness(noisy(1), 5, 0.05).flat).toBe(false));

  it('is what wavers, has peaks, or falls', () => {
    expect(flatness(noisy(0), 5, 0.05).flat).toBe(true);
    expect(flatness(noisy(0).with(20, 1_000).with(28, 1_000), 5, 0.05).flat).toBe(true);
    expect(flatness(noisy(-1), 5, 0.05).flat).toBe(true);
  });

  it('leaves warming up out', () => {
    const warming = noisy(0).map((value, at) => (at < 9 ? value - 90 + 10 * at : value));
    expect(flatness(warming, 5, 0.05).flat).toBe(true);
  });
});
