/**
 * How numbers are written, everywhere in the console. List columns keep one unit, so that decimal points align; prose
 * adapts. Formatters are made once: `toLocaleString` per cell costs forty times as much.
 */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const dollars2 = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const significant3 = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3, minimumSignificantDigits: 1 });
const significant6 = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** What stands where a value is not known. */
export const UNKNOWN = '—';

/** Whole numbers with thousands separators: `41,207`. */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined || !Number.isFinite(value) ? UNKNOWN : grouped.format(value);
}

/** A duration in the unit that suits it: `412 µs`, `1.21 ms`, `84.2 ms`, `842 ms`, `2.31 s`, `1 m 12 s`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return UNKNOWN;
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms === 0) return '0 ms';
  // Compare after rounding, or 999.7 µs would read `1000 µs`.
  const us = ms * 1_000;
  if (us < 10) return `${us.toFixed(1)} µs`;
  if (Math.round(us) < 1_000) return `${Math.round(us)} µs`;
  if (ms < 9.995) return `${ms.toFixed(2)} ms`;
  if (ms < 99.95) return `${ms.toFixed(1)} ms`;
  if (Math.round(ms) < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_995) return `${(ms / 1_000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

/** Microseconds as prose. */
export function formatMicros(us: number | null | undefined): string {
  return formatDuration(us === null || us === undefined ? us : us / 1_000);
}

/** Overhead column: always milliseconds with two decimals. */
export function formatOverheadCell(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? UNKNOWN : ms.toFixed(2);
}

/** Total column: always whole milliseconds. */
export function formatTotalCell(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? UNKNOWN : grouped.format(ms);
}

/**
 * Dollars in prose: three significant digits, two decimals from $1, `$0` for a true zero only. Small costs stay
 * visible: there is no `$0.00` and no `<$0.01`.
 */
export function formatCost(usd: number | null | undefined): string {
  if (usd === null || usd === undefined || !Number.isFinite(usd)) return UNKNOWN;
  if (usd === 0) return '$0';
  const size = Math.abs(usd);
  const sign = usd < 0 ? '−' : '';
  if (size >= 0.9995) return `${sign}$${dollars2.format(size)}`;
  if (size < 1e-9) return `${sign}$${size.toExponential(2)}`;
  return `${sign}$${trimmedSignificant(size)}`;
}

function trimmedSignificant(value: number): string {
  // toPrecision turns to exponents below 1e-6, so count the decimals instead.
  const decimals = Math.min(12, Math.max(2, 2 - Math.floor(Math.log10(value))));
  const text = value.toFixed(decimals);
  let end = text.length;
  // Money has at least two decimals.
  for (const least = text.indexOf('.') + 3; end > least && text.charAt(end - 1) === '0'; ) end--;
  return text.slice(0, end);
}

/** Cost column: five decimals so that points align; smaller non-zero values say so instead of reading as zero. */
export function formatCostCell(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return UNKNOWN;
  if (usd === 0) return '$0';
  if (usd < 0.000005) return trimmedCell(usd);
  return `$${usd.toFixed(5)}`;
}

function trimmedCell(usd: number): string {
  return `$${usd.toExponential(0)}`;
}

/** Exact dollars, for tooltips. */
export function formatCostExact(usd: number): string {
  return usd === 0 ? '$0' : `$${usd < 1e-6 ? usd.toExponential() : significant6.format(usd)}`;
}

/** A share as a percentage with one decimal: `37.2%`. */
export function formatPercent(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? UNKNOWN : `${(share * 100).toFixed(1)}%`;
}

/** Probabilities and alpha: `.71`, `1.00`. */
export function formatUnit(value: number | null | undefined, decimals = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return dropZero(value.toFixed(decimals));
}

/** Scores and their parts: three decimals, a true minus sign. */
export function formatScore(value: number | null | undefined, decimals = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return dropZero(value.toFixed(decimals)).replace('-', '−');
}

/** The same with its sign: `+.492`, `−.060`. */
export function formatSigned(value: number, decimals = 3): string {
  const text = dropZero(Math.abs(value).toFixed(decimals));
  // A value that rounds to zero has no direction worth showing.
  if (Number.parseFloat(text) === 0) return text;
  return `${value > 0 ? '+' : '−'}${text}`;
}

function dropZero(text: string): string {
  return text.replace(/^(-?)0\./, '$1.').replace(/^-(\.0+)$/, '$1');
}

/** A signed dollar difference: `+$0.0031`, `−$0.0031`, `$0`. */
export function formatCostDelta(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return UNKNOWN;
  return usd > 0 ? `+${formatCost(usd)}` : formatCost(usd);
}

/** A signed relative change with its arrow: `▼ 34.6%`, `▲ 4.0%`, `no change`. */
export function formatRelativeChange(before: number, after: number): string {
  if (before === 0) return after === 0 ? 'no change' : UNKNOWN;
  const change = (after - before) / before;
  if (Math.abs(change) < 0.0005) return 'no change';
  return `${change < 0 ? '▼' : '▲'} ${(Math.abs(change) * 100).toFixed(1)}%`;
}

/** Rates: two significant decimals below 10. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  return perSecond < 10 ? perSecond.toFixed(1) : grouped.format(perSecond);
}

/** Three significant digits without a unit. */
export function formatNumber(value: number): string {
  return significant3.format(value).replace('-', '−');
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

/** Local time of day with milliseconds: `12:04:07.120`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  return `${pad(date.getHours(), 2)}:${pad(date.getMinutes(), 2)}:${pad(date.getSeconds(), 2)}.${pad(date.getMilliseconds(), 3)}`;
}

/** Local day and time, to the second: `2026-11-23 12:04:07`. */
export function formatDateTime(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1, 2)}-${pad(date.getDate(), 2)}`;
  return `${day} ${formatTime(ms).slice(0, 8)}`;
}

/** ISO time, for tooltips and copies. */
export function formatIso(ms: number): string {
  return new Date(ms).toISOString();
}
