import { describe, expect, it } from 'vitest';
import { fakeCandidate, fakeDecision } from '../../../test/fakes/decision.ts';
import { shippedArtifact } from '../../../test/helpers/shipped-artifact.ts';
import { readerOf, sha256, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { decisionEvidenceSchema } from '../../shared/model-evidence.ts';
import { loadArtifact } from '../artifacts/load-artifact.ts';
import { decisionEvidence } from './decision-evidence.ts';

const near = (id: number, weight: number) => ({ id, label: `cluster ${id}`, similarity: 0.5, weight });

function decisionOn(version: string, model: string, clusters = [near(0, 0.25), near(2, 0.75)]) {
  const decision = fakeDecision([fakeCandidate(model, null)]);
  return { ...decision, artifact_version: version, features: { ...decision.features, clusters } };
}

describe('decisionEvidence', () => {
  it('means the row of a candidate over the nearest clusters and names what the clusters are made of', async () => {
    const artifact = await shippedArtifact();
    const decision = decisionOn(artifact.version, 'openai/gpt-5');
    const evidence = decisionEvidence(artifact, decision);
    expect(decisionEvidenceSchema.parse(evidence)).toEqual(evidence);
    const row = artifact.quality.row('openai/gpt-5', null);
    const [candidate] = evidence.candidates;
    expect(candidate?.sd).toBeCloseTo(0.25 * (row?.sd?.[0] ?? 0) + 0.75 * (row?.sd?.[2] ?? 0), 10);
    expect(candidate?.results).toBeCloseTo(0.25 * (row?.n[0] ?? 0) + 0.75 * (row?.n[2] ?? 0), 10);
    expect(candidate?.table_quality).toBeCloseTo(0.25 * (row?.q[0] ?? 0) + 0.75 * (row?.q[2] ?? 0), 10);
    expect(candidate?.scores.length).toBeGreaterThan(0);
    const [cluster] = evidence.clusters;
    expect(cluster).toMatchObject({ id: 0, weight: 0.25, prompts: artifact.clusters.info[0]?.size });
    expect(cluster?.data_sets[0]?.share).toBeGreaterThanOrEqual(cluster?.data_sets[1]?.share ?? 1);
    expect(cluster?.data_sets[0]?.url).toMatch(/^https:\/\/github\.com\/.+\/tree\//);
  });

  it('says what it does not know, in an artifact without spreads and of a model without scores', async () => {
    const artifact = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
    const [known] = decisionEvidence(artifact, decisionOn('tiny.1', 'openai/mid-one')).candidates;
    expect(known).toMatchObject({ table_quality: 0.25 * 0.9 + 0.75 * 0.6, sd: null, tokens: 1_000, updated: null });
    const [unknown] = decisionEvidence(artifact, decisionOn('tiny.1', 'acme/unpriced')).candidates;
    expect(unknown).toMatchObject({ table_quality: null, results: 0, tokens: null, scores: [] });
  });

  it('refuses a decision of another artifact', async () => {
    const artifact = await shippedArtifact();
    expect(() => decisionEvidence(artifact, decisionOn('1999.1', 'openai/gpt-5'))).toThrow('made with artifact 1999.1');
  });
});
