/** The pages say what the shipped artifact does, and the sets are not what it was trained on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { shippedArtifact } from '../../../../test/helpers/shipped-artifact.ts';
import { ACCEPTANCE_SETS } from '../acceptance.ts';
import { stemKey } from '../folds.ts';
import { TABLES } from './markdown.ts';
import { fillPage, PAGES, tablesOf } from './pages.ts';
import { artifactDigest, evaluateOwnSets, type OwnResults, type Results, readResults } from './results.ts';
import { RESULTS_FILE } from './run-report.ts';

const AGAIN = 'make them again: npm run build && npm run eval -- --data DIR --write';

let results: Results;
let own: OwnResults;
beforeAll(async () => {
  results = await readResults(RESULTS_FILE);
  own = await evaluateOwnSets(await shippedArtifact(), 'evaluation');
}, 120_000);

describe('the results', () => {
  it('are of the shipped artifact', async () => {
    const { manifest, version } = await shippedArtifact();
    expect(results.artifact, AGAIN).toEqual({ version, digest: artifactDigest(manifest) });
  });

  it('are what our own sets give today', () => {
    expect(results.acceptance, AGAIN).toEqual(own.acceptance);
    expect(results.robustness, AGAIN).toEqual(own.robustness);
    expect(results.embedders, AGAIN).toEqual(own.embedders);
  });

  it.each(PAGES)('are the ones in %s', (name) => {
    const page = readFileSync(name, 'utf8');
    expect(tablesOf(page), `${name} has lost its tables`).not.toEqual([]);
    for (const table of tablesOf(page)) expect(Object.keys(TABLES)).toContain(table);
    expect(page, AGAIN).toBe(fillPage(page, results));
  });
});

describe('our own sets', () => {
  it.each(ACCEPTANCE_SETS)('$name keeps its floor', ({ name, floor, aim }) => {
    const reached = own.acceptance.find((set) => set.name === name);
    expect(reached?.n).toBeGreaterThanOrEqual(60);
    expect(reached?.share).toBeGreaterThanOrEqual(floor);
    // A set that has met its aim is not let below it again.
    if ((results.acceptance.find((set) => set.name === name)?.share ?? 0) >= aim)
      expect(reached?.share).toBeGreaterThanOrEqual(aim);
  });

  it('never go from cheap to hard or back by a change that should not matter', () => {
    for (const { kind, name, far } of own.robustness.flips) {
      expect({ kind, name, far: far < 0.03 }).toEqual({ kind, name, far: true });
    }
  });

  it('get a decision at every length, and a model that holds the prompt', () => {
    expect(own.robustness.lengths.map(({ tokens }) => tokens)).toEqual([1, 10, 100, 1e3, 1e4, 1e5, 3e5, 1e6]);
    for (const { fits } of own.robustness.lengths) expect(fits).toBe(1);
  });

  it('are in no training data', () => {
    const trained = new Set(promptsOf('training/data/own_prompts.jsonl').map(wordsOf));
    const trainedWords = [...trained].map((text) => new Set(text.split(' ')));
    for (const prompt of everyPrompt()) {
      const words = wordsOf(prompt);
      expect(trained.has(words), `in training/data/own_prompts.jsonl: ${prompt}`).toBe(false);
      const unlike = trainedWords.every((other) => similarity(new Set(words.split(' ')), other) < 0.8);
      expect(unlike, `too like a prompt of training/data/own_prompts.jsonl: ${prompt}`).toBe(true);
    }
  });

  it('have every prompt once', () => {
    const prompts = ACCEPTANCE_SETS.flatMap(({ name }) => promptsOf(join('evaluation/acceptance', `${name}.jsonl`)));
    expect(new Set(prompts.map(wordsOf)).size).toBe(prompts.length);
  });
});

describe('benchmarks', () => {
  it('are not told by their looks: without options and marks the ranking holds', () => {
    const [asItComes, ...others] = results.layouts;
    const noise = results.pairs.find(({ name }) => name.startsWith('MMLU without'))?.noise ?? 0;
    expect(others.length).toBeGreaterThanOrEqual(5);
    for (const { layout, apgr } of others) {
      // Twice the noise of a random order: less cannot be told from chance.
      expect({ layout, holds: apgr > (asItComes?.apgr ?? 1) - 2 * noise }).toEqual({ layout, holds: true });
    }
  });
});

function promptsOf(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { prompt?: string; task?: string; material?: string; tokens?: number })
    .map(({ prompt, task, material, tokens }) => prompt ?? `${task} ${material} ${tokens}`);
}

/** Texts of all files of evaluation/ that are routed as they are. */
function everyPrompt(): string[] {
  const acceptance = ['easy-code', 'everyday', 'hard-maths'].flatMap((name) =>
    promptsOf(`evaluation/acceptance/${name}.jsonl`),
  );
  const versions = ['paraphrases', 'translations', 'programming-languages'].flatMap((name) =>
    readFileSync(`evaluation/robustness/${name}.jsonl`, 'utf8')
      .trim()
      .split('\n')
      .flatMap((line) => Object.values((JSON.parse(line) as { prompts: Record<string, string> }).prompts)),
  );
  return [...acceptance, ...versions];
}

/** Words and numbers alone, so that a comma does not make a new prompt. */
function wordsOf(prompt: string): string {
  return stemKey(prompt.replaceAll(/[^\p{L}\p{N}]+/gu, ' '));
}

/** Shared words as a share of all words of both; 0 for texts under five words, where it says nothing. */
function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size < 5 || other.size < 5) return 0;
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared / (one.size + other.size - shared);
}
