import type { Decision, NearestCluster } from '../../shared/decision.ts';
import type { DecisionEvidence } from '../../shared/model-evidence.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { HeimdallError } from '../errors.ts';
import { expectedQuality, expectedTokens, type QualityRow } from '../scoring/quality-table.ts';
import { sourceLink } from './source-link.ts';

/** Data sets of a cluster that are named; the others are a sum. */
const NAMED_PARTS = 5;

/**
 * What a decision's quality and cost estimates rest on: the prompts of its nearest clusters, and the published scores of
 * its candidates. Nothing is computed anew but means over the clusters by their weights.
 *
 * @throws {HeimdallError} `not_found` when another artifact is in force: its clusters or its numbers are others.
 */
export function decisionEvidence(artifact: Artifact, decision: Decision): DecisionEvidence {
  if (decision.artifact_version !== artifact.version) {
    throw new HeimdallError(
      'not_found',
      `The decision was made with artifact ${decision.artifact_version}; ${artifact.version} is in force, and only its evidence is at hand.`,
    );
  }
  const { clusters } = decision.features;
  return {
    artifact_version: artifact.version,
    clusters: clusters.map((near) => clusterEvidence(artifact, near)),
    candidates: decision.candidates.map(({ model, effort }) => {
      const row = artifact.quality.row(model, effort);
      return { model, effort, ...(row === undefined ? NOTHING : candidateEvidence(row, clusters)) };
    }),
  };
}

const NOTHING = { table_quality: null, sd: null, results: 0, tokens: null, updated: null, scores: [] };

function clusterEvidence(
  { clusters, provenance }: Artifact,
  near: NearestCluster,
): DecisionEvidence['clusters'][number] {
  const { id, label, weight } = near;
  const info = clusters.info[id];
  const parts = Object.entries(info?.composition ?? {}).sort(([, one], [, other]) => other - one);
  return {
    id,
    label,
    weight,
    prompts: info?.size ?? 0,
    graded: info?.outcomes ?? 0,
    solve_rate: info?.solveRate ?? null,
    data_sets: parts.slice(0, NAMED_PARTS).map(([name, share]) => {
      const origin = provenance?.data_sets?.[name.split('/')[0] ?? ''];
      return { name, share, url: origin === undefined ? null : sourceLink(origin) };
    }),
  };
}

function candidateEvidence(
  row: QualityRow,
  clusters: readonly NearestCluster[],
): Omit<DecisionEvidence['candidates'][number], 'model' | 'effort'> {
  const mean = (values: readonly number[]): number =>
    clusters.reduce((sum, { id, weight }) => sum + weight * (values[id] ?? 0), 0);
  return {
    table_quality: expectedQuality(row, clusters),
    // One model is off in the same way in all clusters, so that spreads do not average out.
    sd: row.sd === undefined ? null : mean(row.sd),
    results: mean(row.n),
    tokens: Math.round(expectedTokens(row, clusters)),
    updated: row.updated ?? null,
    scores: row.sources.map(({ benchmark, score, unit, source, date = null }) => ({
      benchmark,
      score,
      unit,
      url: sourceLink(source),
      date,
    })),
  };
}
