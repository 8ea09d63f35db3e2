import { describe, expect, it } from 'vitest';
import { shippedArtifact } from '../../../../test/helpers/shipped-artifact.ts';
import { embedderFigures } from './embedder-figures.ts';

describe('embedderFigures', () => {
  it('are those of the shipped artifact, with the default embedder first and no clusters last', async () => {
    const { fidelity, triage } = embedderFigures((await shippedArtifact()).manifest);
    expect(fidelity.train.pair_spearman).toBeGreaterThan(fidelity.validation.pair_spearman);
    const lines = Object.keys(triage);
    expect([lines[0], lines.at(-1)]).toEqual(['static-384', 'no clusters']);
  });

  it('name the figure that an artifact lacks', async () => {
    const { manifest } = await shippedArtifact();
    const { side_by_side: _left, ...validation } = manifest.metrics.validation as Record<string, unknown>;
    expect(() => embedderFigures({ ...manifest, metrics: { validation } })).toThrow(
      /metrics\.validation\.side_by_side: .*train without --quick/,
    );
  });
});
