import { describe, expect, it } from 'vitest';
import { shippedArtifact } from '../../../test/helpers/shipped-artifact.ts';
import { readerOf, sha256, TINY_MODELS, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { tinyFilesWithProvenance } from '../../../test/helpers/tiny-provenance.ts';
import { modelEvidenceSchema } from '../../shared/model-evidence.ts';
import { loadArtifact } from '../artifacts/load-artifact.ts';
import { whyQuality } from './why-quality.ts';

const tiny = () => loadArtifact(readerOf(tinyFilesWithProvenance()), sha256);

describe('whyQuality', () => {
  it('adds every cell of the shipped table up again from its parts', async () => {
    const artifact = await shippedArtifact();
    let cells = 0;
    for (const { model, levels } of artifact.provenance?.models ?? []) {
      for (const { level } of levels) {
        if (artifact.quality.row(model, level)?.effort !== level) continue;
        for (const { id, quality, recomputed } of whyQuality(artifact, model, level).clusters) {
          expect(Math.abs(quality - recomputed), `${model} ${level} cluster ${id}`).toBeLessThan(5e-4);
          cells++;
        }
      }
    }
    expect(cells).toBeGreaterThan(4_000);
  });

  it('says what the shipped artifact knows of a model: scores with sources, lengths, prices', async () => {
    const evidence = whyQuality(await shippedArtifact(), 'openai/gpt-5', 'high');
    expect(modelEvidenceSchema.parse(evidence)).toEqual(evidence);
    expect(evidence.derived).toBe(false);
    const own = evidence.scores.filter((score) => score.own);
    expect(own.length).toBeGreaterThan(0);
    for (const { url, date, weight } of own) {
      expect(url).toMatch(/^https:\/\/github\.com\//);
      expect(date).toMatch(/^202\d-\d\d-\d\d$/);
      expect(weight).toBeGreaterThan(0);
    }
    expect(evidence.length.runs.map(({ benchmark }) => benchmark)).toContain('aider-polyglot');
    expect(evidence.prices.filter(({ chosen }) => chosen)).toHaveLength(1);
    expect(evidence.prices.length).toBeGreaterThan(2);
  });

  it('mixes categories as the cluster asks and puts scores on their benchmark\u2019s line', async () => {
    const evidence = whyQuality(await tiny(), TINY_MODELS.midOpenai, null);
    // Half code (2) and half the mean of the first six (7 / 6).
    const ability = 0.5 * 2 + 0.5 * (7 / 6);
    expect(evidence.clusters[1]?.ability).toBeCloseTo(ability);
    expect(evidence.clusters[1]?.recomputed).toBeCloseTo(0.01 + 0.97 / (1 + Math.exp(1 - ability)));
    expect(evidence.scores[0]?.expected).toBeCloseTo(100 / (1 + Math.exp(-2)));
    expect(evidence).toMatchObject({ level: 'medium', derived: false, updated: null });
  });

  it.each([
    ['a model without a score', TINY_MODELS.cheapA, null, 'No published score supports deepseek/tiny-a'],
    ['an effort without a row', TINY_MODELS.midOpenai, 'high' as const, 'It has: medium, high'],
  ])('refuses %s', async (_name, model, effort, message) => {
    const artifact = await tiny();
    expect(() => whyQuality(artifact, model, effort)).toThrow(message);
  });

  it('says so when the artifact does not say', async () => {
    const artifact = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
    expect(artifact.provenance).toBeNull();
    expect(() => whyQuality(artifact, TINY_MODELS.midOpenai, null)).toThrow('has no provenance.json');
  });
});
