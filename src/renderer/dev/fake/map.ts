import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { Bucket, DecisionRecord } from '../../../shared/decision.ts';

type MapPoints = ConsoleOutput<'map.points'>;

/** Made-up records on the map: each label is a cluster whose centre is among its records. */
export function fakeMap(records: readonly DecisionRecord[]): MapPoints {
  const newest = [...records].reverse();
  const clusters = new Map<string, DecisionRecord[]>();
  for (const record of newest) {
    const label = record.decision.features.clusters[0]?.label ?? 'none';
    clusters.set(label, [...(clusters.get(label) ?? []), record]);
  }
  const ids = new Map([...clusters.keys()].map((label, index) => [label, index]));
  const column = <T>(read: (record: DecisionRecord) => T): T[] => newest.map(read);
  return {
    cut_at_ms: null,
    other_artifacts: 0,
    points: {
      id: column(({ decision }) => decision.id),
      x: column(({ decision }) => decision.features.map_xy[0]),
      y: column(({ decision }) => decision.features.map_xy[1]),
      bucket: column(({ decision }) => decision.bucket),
      model: column(({ decision }) => decision.model),
      margin: column(({ decision }) => decision.margin),
      cluster: column(({ decision }) => ids.get(decision.features.clusters[0]?.label ?? 'none') ?? null),
      cache: column(({ decision }) => decision.cache.state),
      preview: column(({ prompt_preview }) => prompt_preview),
    },
    clusters: [...clusters].map(([label, members], id) => ({
      id,
      label,
      terms: label.split('-'),
      x: mean(members.map(({ decision }) => decision.features.map_xy[0])) ?? 0,
      y: mean(members.map(({ decision }) => decision.features.map_xy[1])) ?? 0,
      count: members.length,
      buckets: bucketCounts(members),
      mean_margin: mean(members.flatMap(({ decision }) => decision.margin ?? [])),
      cost_usd: members.reduce<number | null>(
        (sum, { outcome }) => (outcome.cost_usd === null ? sum : (sum ?? 0) + outcome.cost_usd),
        null,
      ),
    })),
    variance_kept: 0.094,
  };
}

function bucketCounts(members: readonly DecisionRecord[]): Record<Bucket, number> {
  const count = (bucket: Bucket) => members.filter(({ decision }) => decision.bucket === bucket).length;
  return { cheap: count('cheap'), mid: count('mid'), hard: count('hard') };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
