/** One sentence for each chart: what a screen reader says in its place. */
import { formatCount, formatDuration, formatPercent, formatTime } from '../../lib/units.ts';
import { type Bar, type Steps, stepsOf } from './brush.ts';
import { type LatencyProfile, type LatencySource, P99_MIN, SOURCE_WORDS } from './latency-choice.ts';

/** A change of p95 by less than this is none. */
const SAME = 0.1;

export function percentilesSentence(profile: LatencyProfile, source: LatencySource): string {
  const name = SOURCE_WORDS[source];
  const steps = stepsOf(profile, P99_MIN);
  const known = steps.p95.flatMap((value, index) => (value === null ? [] : [{ value, at: steps.at[index] as number }]));
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last) return `${name}: no request in this window.`;
  const highest = known.reduce((top, point) => (point.value > top.value ? point : top));
  const gaps = gapWords(steps);
  if (known.length === 1) return `${name}: p95 ${formatDuration(first.value)} at ${clock(first.at)}${gaps}.`;
  const change = Math.abs(last.value - first.value) / first.value;
  const course =
    change < SAME
      ? `p95 stayed near ${formatDuration(last.value)}`
      : `p95 ${last.value > first.value ? 'rose' : 'fell'} from ${formatDuration(first.value)} to ${formatDuration(last.value)}`;
  return `${name}: ${course} between ${clock(first.at)} and ${clock(last.at)}, highest ${formatDuration(highest.value)} at ${clock(highest.at)}${gaps}.`;
}

function gapWords({ count }: Steps): string {
  const first = count.findIndex((value) => value > 0);
  const last = count.findLastIndex((value) => value > 0);
  const empty = count.slice(first, last).filter((value) => value === 0).length;
  return empty === 0 ? '' : `; ${formatCount(empty)} steps between have no request`;
}

export function histogramSentence(bars: readonly Bar[], source: LatencySource): string {
  const name = SOURCE_WORDS[source];
  const top = bars.reduce<Bar | null>((best, bar) => (best === null || bar.count > best.count ? bar : best), null);
  const first = bars[0];
  const last = bars.at(-1);
  if (!top || !first || !last) return `${name}: no request in this window.`;
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  return `${name} of ${formatCount(total)} requests from ${formatDuration(first.from)} to ${formatDuration(last.to)}, most (${formatPercent(top.count / total)}) between ${formatDuration(top.from)} and ${formatDuration(top.to)}.`;
}

export function heatmapSentence({ heatmap, from_ms, bin_ms }: LatencyProfile): string {
  const top = heatmap.cells.reduce<(typeof heatmap.cells)[number] | null>(
    (best, cell) => (best === null || cell[2] > best[2] ? cell : best),
    null,
  );
  const row = top === null ? undefined : heatmap.rows[top[1]];
  if (top === null || row === undefined) return 'No request in this window.';
  return `Requests by time and latency: ${formatCount(heatmap.cells.length)} cells, most requests (${formatCount(top[2])}) at ${clock(from_ms + top[0] * bin_ms)} between ${formatDuration(row.from)} and ${formatDuration(row.to)}.`;
}

/** Time of day without the milliseconds. */
export function clock(ms: number): string {
  return formatTime(ms).slice(0, 8);
}

/** For an axis: seconds only where minutes would repeat. */
export function timeTick(ms: number, { from_ms: from, to_ms: to }: LatencyProfile): string {
  return to - from <= 600_000 ? clock(ms) : clock(ms).slice(0, 5);
}

/** Why a p99 is not shown. */
export function noP99(count: number): string {
  return `n=${formatCount(count)}, needs ${P99_MIN}`;
}

/** Two digits below a hundredth: shares of a thousandth and less are what this view is about. */
export function formatShare(share: number): string {
  return share > 0 && share < 0.01 ? `${Number((share * 100).toPrecision(2))}%` : formatPercent(share);
}
