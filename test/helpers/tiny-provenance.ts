import type { Provenance } from '../../src/core/artifacts/provenance.ts';
import { type ArtifactFiles, sealArtifact, TINY_MODELS, tinyArtifactFiles } from './tiny-artifact.ts';

const REFERENCE = 'acme/scores@0123456789ab:table.csv';
const every = <T>(value: T) => ({
  code: value,
  math: value,
  reasoning: value,
  knowledge: value,
  chat: value,
  instruction: value,
  agentic: value,
  'long-context': value,
});

/** Made by hand for the tiny artifact: one model, two efforts of which one was measured, one score. */
export const TINY_PROVENANCE: Provenance = {
  format: 'heimdall-provenance/1',
  scores: { all: 12, of_catalog: 1 },
  quality: { lapse: [0.01, 0.02], noise: 0.3, transfer_sd: 0.3, pseudo_counts: { gamma: 20, mu: 0.2 } },
  benchmarks: [{ name: 'exam/code', unit: 'percent', intercept: 0, slope: 1, scores: 12, of_catalog: 1 }],
  models: [
    {
      model: TINY_MODELS.midOpenai,
      default_level: 'medium',
      overall: 1,
      categories: every({ offset: 0.1, shrunk: 0.9 }),
      levels: [
        { level: 'medium', offset: 0, weight: 1, abilities: { ...every(1), code: 2 }, sd: every(0.2) },
        { level: 'high', offset: 0, weight: 0, abilities: { ...every(1.5), code: 2.5 }, sd: every(0.4) },
      ],
      scores: [
        { benchmark: 0, category: 'code', level: 'medium', name: 'Mid 1', score: 88, y: 1.99, weight: 1, source: 0 },
      ],
    },
  ],
  clusters: [0, 1, 2].map((id) => ({
    id,
    shares: { code: 0.5, overall: 0.5 },
    difficulty: id,
    discrimination: 1,
    solve_rate: 0.5,
    kinds: { code: 1 },
  })),
  lengths: {
    hardest: 0.5,
    terms: { 'slope:thinks': 0.4 },
    targets: { [TINY_MODELS.midOpenai]: { medium: { 'intercept:thinks': 6.9 } } },
    rows: [{ model: TINY_MODELS.midOpenai, level: 'medium', benchmark: 'exam/code', tokens: 990, source: 0 }],
    unscaled_rows: 0,
  },
  prices: {
    [TINY_MODELS.midOpenai]: [
      {
        source: 'a-list',
        reference: 'acme/prices@0123456789ab:prices.json',
        record: 'openai/mid-one',
        date: '2026-01-02',
        chosen: true,
        input_usd_per_mtok: 1,
        output_usd_per_mtok: 4,
      },
    ],
  },
  sources: [{ reference: REFERENCE, date: '2026-01-01' }],
};

/** The tiny artifact with this provenance. */
export function tinyFilesWithProvenance(provenance: unknown = TINY_PROVENANCE): ArtifactFiles {
  const files = tinyArtifactFiles();
  files.set('provenance.json', new TextEncoder().encode(JSON.stringify(provenance)));
  sealArtifact(files);
  return files;
}
