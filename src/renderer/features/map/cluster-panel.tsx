import { useMemo } from 'react';
import { BUCKETS } from '../../../shared/decision.ts';
import { BucketShape, bucketColor } from '../../components/bucket-mark.tsx';
import { Button } from '../../components/button.tsx';
import { formatCost, formatCount, formatScore } from '../../lib/units.ts';
import { leastSure, nearestToCentroid, unsureRank } from './cluster-facts.ts';
import type { MapCluster, MapPoints } from './use-map-points.ts';

export interface ClusterPanelProps {
  readonly map: MapPoints;
  readonly cluster: MapCluster;
  readonly onPoint: (id: string) => void;
  readonly onFilter: () => void;
  readonly onTune: () => void;
}

/** One kind of traffic: how much of it, where it goes, what it costs and how sure the router is of it. */
export function ClusterPanel({ map, cluster, onPoint, onFilter, onTune }: ClusterPanelProps) {
  const nearest = useMemo(() => nearestToCentroid(map.points, cluster), [map, cluster]);
  const rank = unsureRank(map.clusters, cluster.id);
  return (
    <section aria-label={`Cluster ${cluster.label}`} data-testid="map-cluster" className="p-3 text-cell">
      <div className="flex items-baseline justify-between gap-2">
        <h2 className="min-w-0 truncate font-semibold text-title" title={cluster.terms.join(', ')}>
          {cluster.label}
        </h2>
        <span className="shrink-0 text-ink-2" data-testid="map-cluster-count" data-value={cluster.count}>
          n={formatCount(cluster.count)}
        </span>
      </div>
      <p className="mt-1 text-ink-3">{cluster.terms.slice(0, 8).join(', ')}</p>
      {cluster.count === 0 ? (
        <p className="mt-3 text-ink-2">None of the decisions on the map is nearest to this cluster.</p>
      ) : (
        <>
          <BucketMix cluster={cluster} />
          <dl className="mt-2 grid grid-cols-[96px_1fr] gap-y-1">
            <dt className="text-ink-3">Cost</dt>
            <dd>{formatCost(cluster.cost_usd)}</dd>
            <dt className="text-ink-3">Mean margin</dt>
            <dd>
              {cluster.mean_margin === null ? 'no runner-up' : formatScore(cluster.mean_margin)}
              {rank === null ? null : (
                <span className="text-ink-3">
                  {' '}
                  least sure {rank.rank} of {rank.of}
                </span>
              )}
            </dd>
          </dl>
          <div className="mt-3 flex gap-2">
            <Button variant="primary" onClick={onFilter}>
              Filter Live
            </Button>
            <Button onClick={onTune}>Tune</Button>
          </div>
          <h3 className="mt-4 mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">
            Prompts nearest to its centre
          </h3>
          <ul>
            {nearest.map((index) => (
              <li key={map.points.id[index]}>
                <button
                  type="button"
                  onClick={() => onPoint(map.points.id[index] as string)}
                  className="flex min-h-6 w-full items-center gap-2 rounded-md px-1 text-left hover:bg-hover"
                >
                  <BucketShape bucket={map.points.bucket[index] as MapPoints['points']['bucket'][number]} size={8} />
                  <span className="prompt-text truncate">
                    {map.points.preview[index] ?? <code className="font-mono">{map.points.id[index]}</code>}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Shares of the buckets, as a bar and in words. */
export function BucketMix({ cluster }: { readonly cluster: MapCluster }) {
  const share = (bucket: (typeof BUCKETS)[number]): number => cluster.buckets[bucket] / Math.max(1, cluster.count);
  return (
    <div className="mt-2">
      <div className="flex h-2 overflow-hidden bg-app" aria-hidden="true">
        {BUCKETS.map((bucket) => (
          <span key={bucket} style={{ width: `${share(bucket) * 100}%`, background: bucketColor(bucket) }} />
        ))}
      </div>
      <p className="mt-1 flex flex-wrap gap-x-3">
        {BUCKETS.map((bucket) => (
          <span key={bucket} className="flex items-center gap-1">
            <BucketShape bucket={bucket} size={8} /> {bucket} {Math.round(share(bucket) * 100)}%
          </span>
        ))}
      </p>
    </div>
  );
}

export interface OverviewPanelProps {
  readonly map: MapPoints;
  readonly onCluster: (id: number) => void;
}

const LISTED = 10;

/** What there is to see when nothing is chosen: where most traffic is, and where the router is least sure. */
export function OverviewPanel({ map, onCluster }: OverviewPanelProps) {
  const largest = [...map.clusters].filter(({ count }) => count > 0).sort((one, other) => other.count - one.count);
  const unsure = leastSure(map.clusters);
  return (
    <section aria-label="All clusters" className="p-3 text-cell" data-testid="map-overview">
      <h2 className="font-semibold text-title">{formatCount(map.points.id.length)} decisions</h2>
      <p className="mt-1 text-ink-2">
        {map.points.id.length < 3
          ? 'Too few to draw: the centres of the clusters are shown.'
          : 'Point at one to see what it asked; click it to select it everywhere.'}
      </p>
      {unsure.length > 0 ? (
        <ClusterLinks
          title="Least sure"
          clusters={unsure}
          value={({ mean_margin }) => `margin ${formatScore(mean_margin)}`}
          onCluster={onCluster}
        />
      ) : null}
      {largest.length > 0 ? (
        <ClusterLinks
          title="Most traffic"
          clusters={largest}
          value={({ count }) => `n=${formatCount(count)}`}
          onCluster={onCluster}
        />
      ) : null}
    </section>
  );
}

interface ClusterLinksProps {
  readonly title: string;
  readonly clusters: readonly MapCluster[];
  readonly value: (cluster: MapCluster) => string;
  readonly onCluster: (id: number) => void;
}

function ClusterLinks({ title, clusters, value, onCluster }: ClusterLinksProps) {
  return (
    <>
      <h3 className="mt-4 mb-1 font-semibold text-axis text-ink-2 uppercase tracking-wide">{title}</h3>
      <ul>
        {clusters.slice(0, LISTED).map((cluster) => (
          <li key={cluster.id}>
            <button
              type="button"
              onClick={() => onCluster(cluster.id)}
              className="flex min-h-6 w-full items-center justify-between gap-2 rounded-md px-1 text-left hover:bg-hover"
            >
              <span className="truncate">{cluster.label}</span>
              <span className="shrink-0 text-ink-2">{value(cluster)}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
