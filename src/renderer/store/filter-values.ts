/** Reads the values of the filter: numbers with units, ranges, times of day. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/durations.ts';
import type { Unit } from './filter-fields.ts';

export interface RangeValue {
  readonly kind: 'range';
  readonly min: number;
  readonly max: number;
  readonly minOpen: boolean;
  readonly maxOpen: boolean;
}

const FACTORS: Record<Unit, Record<string, number>> = {
  ms: { us: 0.001, µs: 0.001, μs: 0.001, ms: 1, '': 1, s: 1_000, m: 60_000, min: 60_000 },
  dollars: { '': 1, c: 0.01 },
  tokens: { '': 1, k: 1_000, m: 1_000_000 },
  share: { '': 1, '%': 0.01 },
  plain: { '': 1 },
};

/** A number or a range in the unit of a field: `>300ms`, `2s..4s`, `.02`, `<=10%`. Null when it is none. */
export function readNumber(unit: Unit, text: string): RangeValue | null {
  return readRange(text, (part) => readOne(unit, part));
}

function readOne(unit: Unit, text: string): number | null {
  const match = /^\$?(-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?)\s*([a-zµμ%]*)$/i.exec(text.trim());
  const factor = match === null ? undefined : FACTORS[unit][(match[2] ?? '').toLowerCase()];
  return match === null || factor === undefined ? null : Number(match[1]) * factor;
}

function readRange(text: string, read: (part: string) => number | null): RangeValue | null {
  const compared = /^(>=|<=|>|<)(.+)$/.exec(text);
  if (compared) {
    const value = read(compared[2] as string);
    const sign = compared[1] as string;
    if (value === null) return null;
    return sign.startsWith('>')
      ? { kind: 'range', min: value, max: Number.POSITIVE_INFINITY, minOpen: sign === '>', maxOpen: false }
      : { kind: 'range', min: Number.NEGATIVE_INFINITY, max: value, minOpen: false, maxOpen: sign === '<' };
  }
  const between = text.split('..');
  if (between.length === 2) {
    const min = between[0] === '' ? Number.NEGATIVE_INFINITY : read(between[0] as string);
    const max = between[1] === '' ? Number.POSITIVE_INFINITY : read(between[1] as string);
    if (min === null || max === null || text === '..') return null;
    return { kind: 'range', min, max, minOpen: false, maxOpen: false };
  }
  const value = read(text.replace(/^=/, ''));
  return value === null ? null : { kind: 'range', min: value, max: value, minOpen: false, maxOpen: false };
}

const AGO: Record<string, number> = { s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/**
 * `since:5m` and `at:12:04..12:06`. A time of day is the last one that has been; without seconds it is its whole minute.
 *
 * @param now Milliseconds of Unix time.
 */
export function readTime(
  field: 'since' | 'at',
  text: string,
  now: number,
): RangeValue | { readonly kind: 'since'; readonly ms: number } | null {
  if (field === 'since') {
    const match = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text);
    return match === null ? null : { kind: 'since', ms: Number(match[1]) * (AGO[match[2] as string] as number) };
  }
  const [first = '', last] = text.split('..');
  const from = readMoment(first, now);
  const to = last === undefined ? from : readMoment(last, now);
  if (from === null || to === null) return null;
  // From before midnight to after it.
  const max = to.end <= from.start ? to.end + DAY_MS : to.end;
  return { kind: 'range', min: from.start, max, minOpen: false, maxOpen: true };
}

function readMoment(text: string, now: number): { start: number; end: number } | null {
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?$/.exec(text);
  if (clock === null) {
    const [, time = '', seconds, fraction] = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?/.exec(text) ?? [];
    const start = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(time === '' ? `${text}T00:00` : text) : Number.NaN;
    const length = fraction ? 1 : seconds ? 1_000 : time === '' ? DAY_MS : MINUTE_MS;
    return Number.isNaN(start) ? null : { start, end: start + length };
  }
  const [, hours, minutes, seconds, fraction] = clock;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return null;
  const date = new Date(now);
  date.setHours(Number(hours), Number(minutes), Number(seconds ?? 0), Number((fraction ?? '').padEnd(3, '0')));
  if (date.getTime() > now) date.setDate(date.getDate() - 1);
  const length = fraction !== undefined ? 1 : seconds !== undefined ? 1_000 : 60_000;
  return { start: date.getTime(), end: date.getTime() + length };
}

export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
