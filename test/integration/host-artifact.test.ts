/** The host with the artifact that ships. */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createMinilmEmbedder } from '../../src/host/embedder-minilm/create-minilm-embedder.ts';
import { embedText } from '../../src/host/routing/embed-text.ts';
import { routePrompt } from '../../src/host/routing/route-prompt.ts';
import { exportFeatures } from '../../src/host/training/export-features.ts';
import { type ConsoleOutput, consoleRequests } from '../../src/shared/console-contract.ts';
import { whatIf } from '../helpers/what-if.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { startHost } from './host-harness.ts';

const artifactFolder = resolve(import.meta.dirname, '../../artifacts');
const minilmFolder = join(artifactFolder, 'embedders', 'minilm');
const cosine = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);

describe('MiniLM', () => {
  test('embeds offline: unit length, alike texts close, tokens counted', async () => {
    const embedder = createMinilmEmbedder(minilmFolder);
    await embedder.warmUp();
    const [cat, kitten, tax] = await Promise.all(
      ['A cat sleeps on the sofa.', 'A kitten naps on the couch.', 'Corporate tax law in 1998.'].map((text) =>
        embedder.embed(text),
      ),
    );
    expect(Math.hypot(...(cat?.vector ?? []))).toBeCloseTo(1, 4);
    expect(cat?.tokens).toBe(7);
    expect(cosine([...(cat?.vector ?? [])], [...(kitten?.vector ?? [])])).toBeGreaterThan(0.6);
    expect(cosine([...(cat?.vector ?? [])], [...(tax?.vector ?? [])])).toBeLessThan(0.3);
    const long = await embedder.embed('word '.repeat(2_000));
    expect(long.embeddedTokens).toBeLessThanOrEqual(512);
    expect(long.tokens).toBe(2_000);
  }, 60_000);

  test('rejects, and tries again, when the model is broken', async () => {
    const folder = join(temporaryFolder(), 'minilm');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder, 'onnx'), { recursive: true });
    writeFileSync(join(folder, 'onnx', 'model_quantized.onnx'), 'x');
    const embedder = createMinilmEmbedder(folder);
    await expect(embedder.embed('hello')).rejects.toThrow();
    await expect(embedder.warmUp()).rejects.toThrow();
  });

  test('is what the router uses when the settings say so', async () => {
    const { chat, ask } = await startHost({
      artifactFolder,
      yaml: 'embedder: minilm\nfeature_timeout: 20000\n',
    });
    await chat('Write a haiku about rain.');
    const page = await ask<ConsoleOutput<'decisions.page'>>('decisions.page', {});
    expect(page.records[0]?.decision.features).toMatchObject({ embedder: 'minilm', embedding_fallback: false });
    expect((await ask<ConsoleOutput<'app.info'>>('app.info')).artifact.embedder).toBe('minilm');
  }, 60_000);

  test('a budget that is missed falls back and says so; another embedder is put in force on save', async () => {
    const { chat, ask, folder } = await startHost({ artifactFolder, yaml: 'embedder: minilm\nfeature_timeout: 1\n' });
    await chat('Write a haiku about rain.');
    const first = await ask<ConsoleOutput<'decisions.page'>>('decisions.page', {});
    expect(first.records[0]?.decision.features.embedding_fallback).toBe(true);
    writeFileSync(join(folder, 'heimdall.yaml'), 'embedder: static\n');
    await expect
      .poll(async () => (await ask<ConsoleOutput<'app.info'>>('app.info')).artifact.embedder, { timeout: 5_000 })
      .toBe('static-384');
    await chat('Write a haiku about snow.');
    const second = await ask<ConsoleOutput<'decisions.page'>>('decisions.page', {});
    expect(second.records[1]?.decision.features.embedder).toBe('static-384');
  }, 60_000);
});

describe('commands', () => {
  const env = { HEIMDALL_LOG_LEVEL: 'silent' };

  test('route sends a greeting to the cheap bucket and a proof to a dearer one', async () => {
    const dataFolder = temporaryFolder();
    const greeting = await routePrompt({ dataFolder, artifactFolder, env, prompt: 'hi there' });
    expect(greeting.decision.bucket).toBe('cheap');
    expect(greeting.summary).toContain(greeting.decision.model);
    const prompt = 'Let G be a finite group of order p^2 q. Prove that G is not simple, treating all cases with care.';
    const proof = await routePrompt({ dataFolder, artifactFolder, env, prompt, alpha: 1, model: 'heimdall/auto' });
    expect(proof.decision).toMatchObject({ alpha: 1 });
    expect(proof.decision.bucket).not.toBe('cheap');
    await expect(routePrompt({ dataFolder, artifactFolder, env: {}, prompt: ' ' })).rejects.toMatchObject({
      code: 'request_invalid',
    });
  });

  test('embed gives the vector of either embedder', async () => {
    const fast = await embedText(artifactFolder, 'static', 'The ferry leaves at noon.');
    const slow = await embedText(artifactFolder, 'minilm', 'The ferry leaves at noon.');
    expect([fast.embedder, slow.embedder, fast.dim, slow.vector.length]).toEqual(['static-384', 'minilm', 384, 384]);
    // The fast one was distilled from the slow one.
    expect(cosine(fast.vector, slow.vector)).toBeGreaterThan(0.5);
  }, 30_000);

  test('features names the line that is wrong, and the file that is missing', async () => {
    const folder = temporaryFolder();
    const input = join(folder, 'in.jsonl.gz');
    const output = join(folder, 'out.f32');
    writeFileSync(input, gzipSync('{"prompt":"a"}\n\n{"prompt":"b"}\n'));
    expect(await exportFeatures(artifactFolder, input, output)).toMatchObject({ rows: 2 });
    for (const line of ['{', '{"text":"no prompt"}']) {
      writeFileSync(input, gzipSync(`{"prompt":"a"}\n${line}\n`));
      await expect(exportFeatures(artifactFolder, input, output)).rejects.toThrow(/in\.jsonl\.gz:2: /);
    }
    await expect(exportFeatures(folder, input, output)).rejects.toMatchObject({ code: 'artifact_missing' });
  });
});

describe('sample traffic on the shipped artifact', () => {
  test('shows all buckets, several models and flips, and its pages are quick to check', async () => {
    const { ask, heimdall } = await startHost({ artifactFolder });
    await ask('sample.play');
    await expect
      .poll(async () => (await ask<{ total: number }>('decisions.page', { limit: 1 })).total, {
        timeout: 18_000,
        interval: 500,
      })
      .toBeGreaterThan(150);
    const { records } = await ask<ConsoleOutput<'decisions.page'>>('decisions.page', { limit: 500 });
    expect(new Set(records.map(({ decision }) => decision.bucket)).size).toBe(3);
    expect(new Set(records.map(({ decision }) => decision.model)).size).toBeGreaterThan(3);
    expect(records.some(({ decision }) => decision.cache.state === 'hit')).toBe(true);
    const inForce = await heimdall.console.request('tuning.get', undefined);
    const preview = whatIf(records, { ...inForce, alpha: 0.1 });
    expect(preview.replayed).toBe(preview.checked);
    expect(preview.flips).toBeGreaterThan(20);
    const started = performance.now();
    const page = await heimdall.console.request('decisions.page', { limit: 150 });
    consoleRequests['decisions.page'].output.parse(page);
    expect(performance.now() - started).toBeLessThan(500);
  }, 30_000);
});
