import type { Effort, NearestCluster } from '../../shared/decision.ts';
import type { QualityData } from '../artifacts/manifest.ts';

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

/** Q̂ of a target for a prompt: the mean over its nearest clusters by their weights. */
export function expectedQuality(row: QualityRow, nearest: readonly NearestCluster[]): number {
  let sum = 0;
  for (const cluster of nearest) sum += cluster.weight * (row.q[cluster.id] ?? row.prior);
  return sum;
}
