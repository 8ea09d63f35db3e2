/** What Python computed, TypeScript computes: the golden vectors of training/ (docs/artifact-format.md). */
import { describe, expect, it } from 'vitest';
import { ask, createHarness } from '../../test/helpers/router-harness.ts';
import { readGolden, shippedArtifact } from '../../test/helpers/shipped-artifact.ts';
import { dot } from './features/embedding/embedder.ts';
import { createFeatureExtractor, type PromptFeatures } from './features/extract-features.ts';
import { contributions } from './triage/contributions.ts';
import { calibrate, OUTPUT_COUNT, predictRaw } from './triage/forest.ts';

describe('WordPiece', () => {
  it('gives the ids of Hugging Face tokenizers', async () => {
    const { embedder } = await shippedArtifact();
    const out = new Int32Array(8_192);
    for (const { text, ids } of await readGolden<{ text: string; ids: number[] }[]>('wordpiece.json')) {
      const count = embedder.wordpiece.tokenize(text, out);
      expect([...out.subarray(0, count)], JSON.stringify(text.slice(0, 80))).toEqual(ids);
    }
  });
});

describe('static-384', () => {
  it('gives the embeddings of training, cosine over 0.9999', async () => {
    const { embedder } = await shippedArtifact();
    const golden = await readGolden<{ text: string; tokens: number; embedding: number[] }[]>('static-embedding.json');
    for (const { text, tokens, embedding } of golden) {
      const made = embedder.embed(text);
      expect(made.tokens, text.slice(0, 80)).toBe(tokens);
      if (tokens === 0) expect(made.vector).toEqual(new Float32Array(384));
      else expect(dot(made.vector, Float32Array.from(embedding)), text.slice(0, 80)).toBeGreaterThan(0.9999);
    }
  });
});

describe('word scores', () => {
  it('are those of training', async () => {
    const { embedder, words } = await shippedArtifact();
    const golden = await readGolden<{ text: string; scores: number[] }[]>('word-scores.json');
    const out = new Float32Array(words.heads.length);
    for (const { text, scores } of golden) {
      words.write(embedder.tokenWindow(text), out, 0);
      expect(scores.length).toBe(words.heads.length);
      for (const [head, score] of scores.entries()) {
        expect(Math.abs((out[head] as number) - score), text.slice(0, 80)).toBeLessThan(1e-5);
      }
    }
  });
});

interface ForestGolden {
  rows: number[][];
  raw_scores: number[][];
  probabilities: number[][];
  contributions: number[][][];
}

describe('kernels', () => {
  it('give the same bits in WebAssembly and without it', async () => {
    const [wasm, js] = await Promise.all([shippedArtifact(), shippedArtifact('js')]);
    expect([wasm.forest.walk, js.forest.walk]).toEqual([expect.any(Function), null]);
    const golden = await readGolden<{ text: string }[]>('static-embedding.json');
    for (const { text } of golden) {
      const made = [wasm, js].map(({ embedder, clusters, words, forest }) => {
        const extractor = createFeatureExtractor(embedder, clusters, words, () => 0);
        const timings = { tokenize: 0, embed: 0, signals: 0, clusters: 0 };
        const features = extractor.extract(text, embedder, timings) as PromptFeatures;
        const raw = new Float64Array(OUTPUT_COUNT);
        predictRaw(forest, features.row, raw);
        return { row: features.row, raw };
      });
      expect(made[0], text.slice(0, 80)).toEqual(made[1]);
    }
  });
});

describe('triage forest', () => {
  it('gives LightGBM scores and calibrated probabilities to 1e-6', async () => {
    const { forest } = await shippedArtifact();
    const golden = await readGolden<ForestGolden>('forest.json');
    const raw = new Float64Array(OUTPUT_COUNT);
    for (const [index, row] of golden.rows.entries()) {
      predictRaw(forest, Float32Array.from(row), raw);
      const probabilities = calibrate(forest, raw);
      for (let output = 0; output < OUTPUT_COUNT; output++) {
        expect(Math.abs((raw[output] as number) - (golden.raw_scores[index]?.[output] as number))).toBeLessThan(1e-6);
      }
      for (let output = 0; output < probabilities.length; output++) {
        expect(
          Math.abs((probabilities[output] as number) - (golden.probabilities[index]?.[output] as number)),
        ).toBeLessThan(1e-6);
      }
    }
  });

  it('gives the SHAP values of LightGBM, and they sum to the raw score', async () => {
    const { forest } = await shippedArtifact();
    const golden = await readGolden<ForestGolden>('forest.json');
    for (const [index, row] of golden.rows.entries()) {
      const { base, values } = contributions(forest, Float32Array.from(row));
      for (let output = 0; output < OUTPUT_COUNT; output++) {
        const expected = golden.contributions[index]?.[output] as number[];
        for (let feature = 0; feature < forest.featureCount; feature++) {
          expect(Math.abs((values[output]?.[feature] as number) - (expected[feature] as number))).toBeLessThan(1e-5);
        }
        const sum = (values[output] as Float64Array).reduce((total, value) => total + value, base[output] as number);
        expect(Math.abs(sum - (golden.raw_scores[index]?.[output] as number))).toBeLessThan(1e-6);
      }
    }
  });
});

describe('the shipped artifact', () => {
  it.each([
    ['Hi! How are you doing today?', ['cheap']],
    ['Thanks, that worked.', ['cheap']],
    ['Write a Python function that reverses a string.', ['cheap', 'mid']],
    ['Prove that there are infinitely many primes p such that p + 2 has at most two prime factors.', ['hard']],
  ])('routes %j to %j', async (prompt, buckets) => {
    const { router } = await createHarness(undefined, { artifact: await shippedArtifact() });
    const { decision } = await router.decide(ask(prompt), {});
    expect(buckets).toContain(decision.bucket);
    const sum = Object.values(decision.bucket_probabilities).reduce((total, value) => total + value, 0);
    expect(sum).toBeCloseTo(1, 9);
  });
});
