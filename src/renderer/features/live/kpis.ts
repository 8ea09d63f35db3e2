import { formatCost, formatCount, formatDuration, formatPercent, formatRate, UNKNOWN } from '../../lib/units.ts';
import type { MetricsSnapshot } from '../../store/console-store.ts';
import type { RecordRing } from '../../store/record-ring.ts';

export interface Kpi {
  readonly label: string;
  readonly value: string;
  /** What the number stands on; always there. */
  readonly note: string;
  readonly tone: 'plain' | 'bad';
  /** The rows behind the number, as a filter. */
  readonly query: string;
}

/** What the host's numbers are over. */
const HOUR = 'is:traffic since:1h';

/** The tiles over real traffic of the last hour; over the sample while there is nothing else, and then they say so. */
export function selectKpis(metrics: MetricsSnapshot | null, ring: RecordRing): readonly Kpi[] {
  if (metrics !== null && metrics.decisions === 0 && ring.sampleCount > 0) return sampleKpis(ring);
  const n = metrics?.decisions ?? 0;
  const count = `n=${formatCount(n)}`;
  const priced = n - (metrics?.simulated ?? 0) - (metrics?.unpriced ?? 0);
  const errors = metrics?.errors ?? 0;
  const overhead = metrics?.overhead_ms;
  return [
    {
      label: 'Requests/s',
      value: metrics ? formatRate(metrics.decisions_per_second) : UNKNOWN,
      note: `10 s, ${count} in 1 h`,
      tone: 'plain',
      query: HOUR,
    },
    {
      label: 'Overhead p95',
      value: overhead && overhead.count > 0 ? formatDuration(overhead.p95) : UNKNOWN,
      // A p99 of fewer than a hundred values is its maximum under another name.
      note:
        overhead && overhead.count >= 100
          ? `p50 ${formatDuration(overhead.p50)}, n=${formatCount(overhead.count)}`
          : `n=${formatCount(overhead?.count ?? 0)}`,
      tone: 'plain',
      query: overhead && overhead.count > 0 ? `overhead:>=${overhead.p95.toFixed(3)}ms ${HOUR}` : HOUR,
    },
    {
      label: 'Cost 1 h',
      value: costValue(metrics, priced),
      note: costNote(metrics, priced),
      tone: 'plain',
      query: `cost:>0 ${HOUR}`,
    },
    {
      label: 'Cache hits',
      value: formatPercent(metrics?.cache_hit_rate ?? null),
      note: count,
      tone: 'plain',
      query: `cache:hit ${HOUR}`,
    },
    {
      label: 'Errors',
      value: n === 0 ? UNKNOWN : formatPercent(errors / n),
      note: `${formatCount(errors)} of ${formatCount(n)}`,
      tone: errors > 0 ? 'bad' : 'plain',
      query: `is:error ${HOUR}`,
    },
  ];
}

function costValue(metrics: MetricsSnapshot | null, priced: number): string {
  if (metrics === null || priced <= 0) return UNKNOWN;
  return formatCost(metrics.cost_usd);
}

function costNote(metrics: MetricsSnapshot | null, priced: number): string {
  const parts = [`${formatCount(Math.max(0, priced))} priced`];
  if (metrics && metrics.simulated > 0) parts.push(`${formatCount(metrics.simulated)} simulated`);
  if (metrics && metrics.unpriced > 0) parts.push(`${formatCount(metrics.unpriced)} unpriced`);
  return parts.join(', ');
}

function sampleKpis(ring: RecordRing): readonly Kpi[] {
  const overheads: number[] = [];
  let errors = 0;
  let hits = 0;
  let n = 0;
  for (let position = ring.start; position < ring.end; position++) {
    if (!ring.isSample(position)) continue;
    n++;
    if (ring.statusAt(position) === 'error') errors++;
    if (ring.isCacheHit(position)) hits++;
    const overhead = ring.overheadAt(position);
    if (overhead !== null) overheads.push(overhead);
  }
  overheads.sort((one, other) => one - other);
  const p95 = overheads[Math.min(overheads.length - 1, Math.floor(overheads.length * 0.95))];
  const note = `sample, n=${formatCount(n)}`;
  return [
    { label: 'Requests/s', value: UNKNOWN, note, tone: 'plain', query: 'is:sample' },
    {
      label: 'Overhead p95',
      value: formatDuration(p95 ?? null),
      note,
      tone: 'plain',
      query: p95 === undefined ? 'is:sample' : `overhead:>=${p95.toFixed(3)}ms is:sample`,
    },
    { label: 'Cost 1 h', value: UNKNOWN, note: 'sample costs nothing', tone: 'plain', query: 'is:sample' },
    {
      label: 'Cache hits',
      value: formatPercent(n === 0 ? null : hits / n),
      note,
      tone: 'plain',
      query: 'cache:hit is:sample',
    },
    {
      label: 'Errors',
      value: formatPercent(n === 0 ? null : errors / n),
      note,
      tone: errors > 0 ? 'bad' : 'plain',
      query: 'is:error is:sample',
    },
  ];
}
