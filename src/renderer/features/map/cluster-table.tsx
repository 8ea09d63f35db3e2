import { BUCKETS } from '../../../shared/decision.ts';
import { BucketShape } from '../../components/bucket-mark.tsx';
import { formatCost, formatCount, formatScore } from '../../lib/units.ts';
import type { MapCluster } from './use-map-points.ts';

export interface ClusterTableProps {
  readonly clusters: readonly MapCluster[];
  readonly checked: ReadonlySet<number>;
  readonly onCheck: (id: number) => void;
  readonly onCluster: (id: number) => void;
}

/** The map as a list: the same clusters, without a pointer. */
export function ClusterTable({ clusters, checked, onCheck, onCluster }: ClusterTableProps) {
  const rows = [...clusters].sort((one, other) => other.count - one.count || one.label.localeCompare(other.label));
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Clusters as a list"
      data-keys="map"
      className="h-full overflow-auto bg-panel outline-offset-[-2px]"
    >
      <table className="w-full text-cell" data-testid="map-list">
        <thead className="sticky top-0 bg-panel">
          <tr className="h-7 border-line border-b text-right text-axis text-ink-3">
            <th className="w-8 font-normal">
              <span className="sr-only">In the filter</span>
            </th>
            <th className="pl-2 text-left font-normal">Cluster</th>
            <th className="w-16 font-normal">n</th>
            {BUCKETS.map((bucket) => (
              <th key={bucket} className="w-16 font-normal">
                <span className="inline-flex items-center gap-1">
                  <BucketShape bucket={bucket} size={8} /> {bucket}
                </span>
              </th>
            ))}
            <th className="w-24 font-normal">mean margin</th>
            <th className="w-24 pr-3 font-normal">cost</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((cluster) => (
            <tr key={cluster.id} className="h-7 border-line border-b text-right hover:bg-hover">
              <td className="text-center">
                <label className="flex h-6 w-8 items-center justify-center">
                  <input
                    type="checkbox"
                    className="accent-[var(--solid)]"
                    aria-label={`Filter by ${cluster.label}`}
                    checked={checked.has(cluster.id)}
                    onChange={() => onCheck(cluster.id)}
                  />
                </label>
              </td>
              <td className="pl-2 text-left">
                <button type="button" className="h-6 text-accent hover:underline" onClick={() => onCluster(cluster.id)}>
                  {cluster.label}
                </button>
              </td>
              <td className={cluster.count === 0 ? 'text-ink-3' : ''}>{formatCount(cluster.count)}</td>
              {BUCKETS.map((bucket) => (
                <td key={bucket} className={cluster.buckets[bucket] === 0 ? 'text-ink-3' : ''}>
                  {formatCount(cluster.buckets[bucket])}
                </td>
              ))}
              <td>{formatScore(cluster.mean_margin)}</td>
              <td className="pr-3">{cluster.count === 0 ? '' : formatCost(cluster.cost_usd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
