/** Ranges of time and latency: from what is drawn to the words of the filter, and back. */
import { HOUR_MS } from '../../../shared/durations.ts';
import { type RangeValue, readNumber } from '../../store/filter-values.ts';
import type { LatencyProfile, TimeRange } from './latency-choice.ts';

export interface Bar {
  /** Milliseconds; a bar is from `from` (excluded) to `to` (included). */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Ratio of the edges of the host's bars: twelve buckets of 2 %. */
const RATIO = 1.02 ** 12;
/** A bar this far from the next one is no neighbour of it. */
const SLACK = 1.001;

/** The bars with the empty ones between them: a gap is drawn as a gap. */
export function withEmptyBars(bars: readonly Bar[]): readonly Bar[] {
  const all: Bar[] = [];
  for (const bar of bars) {
    let edge = all.at(-1)?.to;
    while (edge !== undefined && edge > 0 && bar.from > edge * SLACK) {
      const to = edge * RATIO > bar.from / SLACK ? bar.from : edge * RATIO;
      all.push({ from: edge, to, count: 0 });
      edge = to;
    }
    all.push(bar);
  }
  return all;
}

/** Where a latency lies among the bars, 0 to their number, by logarithm within its bar. */
export function placeOf(bars: readonly Bar[], ms: number): number {
  for (const [index, { from, to }] of bars.entries()) {
    if (ms > to) continue;
    if (ms <= from) return index;
    return index + (from === 0 ? ms / to : Math.log(ms / from) / Math.log(to / from));
  }
  return bars.length;
}

/** The bars that a stretch of the chart touches, at least one. */
export function barsBetween(bars: readonly Bar[], one: number, other: number): { first: number; last: number } {
  const inside = (index: number): number => Math.min(bars.length - 1, Math.max(0, index));
  const first = inside(Math.floor(Math.min(one, other)));
  return { first, last: Math.max(first, inside(Math.ceil(Math.max(one, other)) - 1)) };
}

/** `2.5ms..4s`, from the first bar's lower to the last bar's upper edge. */
export function brushValue(bars: readonly Bar[], first: number, last: number): string {
  return `${writeBound(bars[first]?.from ?? 0)}..${writeBound(bars[last]?.to ?? 0)}`;
}

/** A range as the filter writes it, from what the filter read. */
export function rangeValue({ min, max, minOpen, maxOpen }: RangeValue): string {
  if (max === Number.POSITIVE_INFINITY) return `${minOpen ? '>' : '>='}${writeBound(min)}`;
  if (min === Number.NEGATIVE_INFINITY) return `${maxOpen ? '<' : '<='}${writeBound(max)}`;
  return `${writeBound(min)}..${writeBound(max)}`;
}

/** Milliseconds in the unit that suits them, to four digits: `412us`, `2.5ms`, `4s`. The filter reads it back. */
export function writeBound(ms: number): string {
  const [value, unit] = ms < 1 && ms !== 0 ? [ms * 1_000, 'us'] : ms < 1_000 ? [ms, 'ms'] : [ms / 1_000, 's'];
  return `${Number(value.toPrecision(4))}${unit}`;
}

/** At or above a value that was read from a histogram: rounded down, so that the value itself is in. */
export function atLeast(ms: number): string {
  return `>=${writeBound(ms * 0.9995)}`;
}

export type FieldsResult =
  | { readonly ok: true; readonly value: string | null }
  | { readonly ok: false; readonly field: 'from' | 'to'; readonly message: string };

/** What the From and To fields say: the same as a brush. Both empty is no brush. */
export function readFields(from: string, to: string): FieldsResult {
  const low = readBound(from);
  const high = readBound(to);
  const message = 'A time such as 2s, 300ms or 80us.';
  if (low === 'mistake') return { ok: false, field: 'from', message };
  if (high === 'mistake') return { ok: false, field: 'to', message };
  if (low === null && high === null) return { ok: true, value: null };
  if (low !== null && high !== null && low > high) return { ok: false, field: 'to', message: 'To is less than From.' };
  if (high === null) return { ok: true, value: `>=${writeBound(low ?? 0)}` };
  return { ok: true, value: low === null ? `<=${writeBound(high)}` : `${writeBound(low)}..${writeBound(high)}` };
}

function readBound(text: string): number | null | 'mistake' {
  if (text.trim() === '') return null;
  const range = /[<>=]|\.\./.test(text) ? null : readNumber('ms', text.trim());
  return range === null || range.min < 0 ? 'mistake' : range.min;
}

/** A stretch of time as `at:` reads it: times of the day while they are unambiguous, dates before. */
export function writeTimes({ fromMs, toMs }: TimeRange, nowMs: number): string {
  const whole = fromMs % 1_000 === 0 && toMs % 1_000 === 0;
  const last = toMs - (whole ? 1_000 : 1);
  const dated = nowMs - fromMs > 12 * HOUR_MS;
  const write = (ms: number): string => writeMoment(Math.round(ms), whole, dated);
  return `${write(fromMs)}..${write(Math.max(fromMs, last))}`;
}

function writeMoment(ms: number, whole: boolean, dated: boolean): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const time = whole ? seconds : `${seconds}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return dated ? `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${time}` : time;
}

export interface Steps {
  /** Middle of each step, milliseconds of Unix time. */
  readonly at: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  /** Null also where there are too few requests for one. */
  readonly p99: readonly (number | null)[];
  readonly count: readonly number[];
  /** Steps that have requests, but too few for a p99. */
  readonly withoutP99: number;
}

/** Every step of the window; those without a request are null, so that a line is never drawn across them. */
export function stepsOf({ from_ms, to_ms, bin_ms, over_time }: LatencyProfile, p99Min: number): Steps {
  const length = Math.max(1, Math.ceil((to_ms - from_ms) / bin_ms));
  const known = new Map(over_time.map((step) => [Math.round((step.at - from_ms) / bin_ms), step]));
  const steps = Array.from({ length }, (_, index) => known.get(index));
  return {
    at: steps.map((_, index) => from_ms + (index + 0.5) * bin_ms),
    p50: steps.map((step) => step?.p50 ?? null),
    p95: steps.map((step) => step?.p95 ?? null),
    p99: steps.map((step) => (step && step.count >= p99Min ? step.p99 : null)),
    count: steps.map((step) => step?.count ?? 0),
    withoutP99: steps.filter((step) => step && step.count < p99Min).length,
  };
}

/** Points with no neighbour: a line would not show them. */
export function lonePoints(values: readonly (number | null | undefined)[]): number[] {
  return values.flatMap((value, index) =>
    value != null && values[index - 1] == null && values[index + 1] == null ? [index] : [],
  );
}
