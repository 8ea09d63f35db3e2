import type { Effort, NearestCluster } from '../../shared/decision.ts';
import type { QualityData } from '../artifacts/manifest.ts';
import { posteriorQuality, type TargetEvidence } from '../learning/quality-feedback.ts';

export type QualityRow = QualityData['targets'][number];

/** Q̂[target, cluster]: the expected share of tasks done well, 0..1. */
export interface QualityTable {
  /** Row of a target; the model's row of the nearest effort when that effort has none of its own. */
  row(model: string, effort: Effort | null): QualityRow | undefined;
}

export function createQualityTable(data: QualityData): QualityTable {
  const exact = new Map<string, QualityRow>();
  const anyEffort = new Map<string, QualityRow>();
  for (const row of data.targets) {
    exact.set(key(row.model, row.effort), row);
    if (!anyEffort.has(row.model) || row.effort === null) anyEffort.set(row.model, row);
  }
  return {
    row: (model, effort) => exact.get(key(model, effort)) ?? anyEffort.get(model),
  };
}

function key(model: string, effort: Effort | null): string {
  return effort === null ? model : `${model}@${effort}`;
}

/** Quality of a model that no evidence is known of: the middle, and said so. */
export const UNKNOWN_QUALITY = 0.5;

/** What the table says of a target in a cluster. */
export function tableQuality(row: QualityRow | undefined, cluster: number): number {
  return row === undefined ? UNKNOWN_QUALITY : (row.q[cluster] ?? row.prior);
}

/**
 * Expected tokens of an answer, reasoning included: the mean over the nearest clusters by their weights, or that of all
 * prompts in a table that does not tell clusters apart.
 */
export function expectedTokens(row: QualityRow, nearest: readonly NearestCluster[]): number {
  const { tokens, output_tokens: overall } = row;
  if (tokens === undefined) return overall;
  let sum = 0;
  for (const { id, weight } of nearest) sum += weight * (tokens[id] ?? overall);
  return sum;
}

/**
 * Q̂ of a target for a prompt: the mean over its nearest clusters by their weights.
 *
 * @param rated What was rated of the target; undefined leaves the table's word.
 */
export function expectedQuality(
  row: QualityRow | undefined,
  nearest: readonly NearestCluster[],
  rated?: TargetEvidence,
): number {
  if (row === undefined && rated === undefined) return UNKNOWN_QUALITY;
  let sum = 0;
  for (const { id, weight } of nearest) {
    const quality = tableQuality(row, id);
    sum += weight * (rated === undefined ? quality : posteriorQuality(quality, rated.get(id)));
  }
  return sum;
}
