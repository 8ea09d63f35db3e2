import type { Artifact } from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { Bucket } from '../../shared/decision.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { Traffic } from './traffic.ts';

type MapPoints = ConsoleOutput<'map.points'>;
type Cluster = MapPoints['clusters'][number];

/** The newest decisions on the artifact's fixed map, and what its clusters have of them. */
export async function mapPoints(
  log: DecisionLog,
  input: ConsoleParsedInput<'map.points'>,
  { clusters, version }: Artifact,
  nowMs: number,
): Promise<MapPoints> {
  // Without a window all of the log counts: `last` bounds it.
  const traffic = new Traffic(log, { ...input, from_ms: input.from_ms ?? 0 }, nowMs);
  const newest = await traffic.newest(
    'id, map_x, map_y, bucket, model, margin, cluster, cache, preview, cost_usd, created_ms, artifact',
    input.last,
  );
  // Another artifact has other axes and other clusters.
  const rows = newest.filter((row) => row[11] === version);
  const column = <T>(index: number) => rows.map((row) => row[index] as T);
  const kept = clusters.explainedVariance.reduce((sum, share) => sum + share, 0);
  return {
    cut_at_ms: newest.length < input.last ? null : ((newest.at(-1)?.[10] as number | undefined) ?? null),
    points: {
      id: column<string>(0),
      x: column<number>(1),
      y: column<number>(2),
      bucket: column<Bucket>(3),
      model: column<string>(4),
      margin: column<number | null>(5),
      cluster: column<number | null>(6),
      cache: column<string>(7),
      preview: column<string | null>(8),
    },
    other_artifacts: newest.length - rows.length,
    clusters: countClusters(clusters, rows),
    variance_kept: clusters.explainedVariance.length === 0 ? null : kept,
  };
}

function countClusters({ info }: Artifact['clusters'], rows: readonly (string | number | null)[][]): Cluster[] {
  const margins = new Map<number, { sum: number; count: number }>();
  const counted = new Map<number, Cluster>(
    info.map(({ id, label, terms, xy }) => [
      id,
      {
        id,
        label,
        terms: [...terms],
        x: xy[0],
        y: xy[1],
        count: 0,
        buckets: { cheap: 0, mid: 0, hard: 0 },
        mean_margin: null,
        cost_usd: null,
      },
    ]),
  );
  for (const [, , , bucket, , margin, id, , , cost] of rows) {
    const cluster = counted.get(id as number);
    if (cluster === undefined) continue;
    cluster.count++;
    cluster.buckets[bucket as Bucket]++;
    if (cost !== null) cluster.cost_usd = (cluster.cost_usd ?? 0) + (cost as number);
    if (margin === null) continue;
    const sum = margins.get(cluster.id) ?? { sum: 0, count: 0 };
    margins.set(cluster.id, { sum: sum.sum + (margin as number), count: sum.count + 1 });
  }
  for (const [id, { sum, count }] of margins) (counted.get(id) as Cluster).mean_margin = sum / count;
  return [...counted.values()];
}
