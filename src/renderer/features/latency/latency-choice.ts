/** What the view looks at, as its link says it, and what that means in terms of the shared filter. */
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/durations.ts';
import { withField, withoutOrigin, withToken, withTokens } from '../../store/filter-edit.ts';
import { type FilterTerm, parseFilter } from '../../store/filter-query.ts';
import type { RangeValue } from '../../store/filter-values.ts';

export type LatencyProfile = ConsoleOutput<'latency.profile'>;

export const WINDOWS = ['5m', '1h', '24h', 'sample'] as const;
export type LatencyWindow = (typeof WINDOWS)[number];
export const SOURCES = ['heimdall', 'upstream', 'total'] as const;
export type LatencySource = (typeof SOURCES)[number];

/** The field of the filter that a brush on each source writes. */
export const SOURCE_FIELDS: Readonly<Record<LatencySource, string>> = {
  heimdall: 'overhead',
  upstream: 'upstream',
  total: 'lat',
};
export const SOURCE_WORDS: Readonly<Record<LatencySource, string>> = {
  heimdall: 'Time in Heimdall',
  upstream: 'Time upstream',
  total: 'Whole time',
};

/** Milliseconds. */
export const WINDOW_MS: Readonly<Record<Exclude<LatencyWindow, 'sample'>, number>> = {
  '5m': 5 * MINUTE_MS,
  '1h': HOUR_MS,
  '24h': DAY_MS,
};
/** How often the view asks again while it is live: about a step of its series. */
export const REFRESH_MS: Readonly<Record<LatencyWindow, number>> = {
  '5m': 2_500,
  '1h': 5_000,
  '24h': 30_000,
  sample: 2_500,
};
/** Steps of a series, as the host makes them. */
const STEPS = 120;
/** What is good for Heimdall is nothing that a model can do. */
const DEFAULT_SLO_MS: Readonly<Record<LatencySource, number>> = { heimdall: 5, upstream: 10_000, total: 10_000 };
/** The sample is looked at in the shortest of these that holds all of it. */
const SAMPLE_WINDOWS_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, DAY_MS];
/** A p99 of fewer values is their maximum under another name. */
export const P99_MIN = 100;

export interface LatencyChoice {
  readonly window: LatencyWindow;
  readonly source: LatencySource;
  readonly sloMs: number;
}

/** @param fallback The window when the link names none. */
export function readChoice(params: Readonly<Record<string, string>>, fallback: LatencyWindow): LatencyChoice {
  const slo = Number(params.slo);
  const source = SOURCES.find((name) => name === params.source) ?? 'heimdall';
  return {
    window: WINDOWS.find((name) => name === params.window) ?? fallback,
    source,
    sloMs: slo > 0 && Number.isFinite(slo) ? slo : DEFAULT_SLO_MS[source],
  };
}

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The window in time, on whole steps, so that a step holds the same requests each time it is read.
 *
 * @param sample When the sample was made, from its first to its last decision; null when there is none.
 */
export function windowRange(window: LatencyWindow, nowMs: number, sample: TimeRange | null): TimeRange {
  if (window !== 'sample') return wholeSteps(WINDOW_MS[window], nowMs);
  const { fromMs, toMs } = sample ?? { fromMs: nowMs, toMs: nowMs };
  const length = SAMPLE_WINDOWS_MS.find((ms) => ms >= (toMs - fromMs) * 1.05) ?? (toMs - fromMs) * 1.05;
  return wholeSteps(length, toMs);
}

function wholeSteps(length: number, endMs: number): TimeRange {
  const step = Math.max(1_000, Math.ceil(length / STEPS));
  const toMs = (Math.floor(endMs / step) + 1) * step;
  return { fromMs: toMs - Math.ceil(length / step) * step, toMs };
}

export interface QueryParts {
  /** Every term but the brush and the zoom. */
  readonly rest: readonly FilterTerm[];
  /** The brush: a range of the source's field. */
  readonly brush: RangeValue | null;
  readonly brushTerm: FilterTerm | null;
  /** The zoom: a range of `at`. */
  readonly zoom: TimeRange | null;
}

/** What the shared filter says to this view. A query with a mistake says nothing. */
export function readQuery(query: string, source: LatencySource): QueryParts & { readonly mistake: string | null } {
  const parsed = parseFilter(query);
  if (!parsed.ok) return { rest: [], brush: null, brushTerm: null, zoom: null, mistake: parsed.diagnostic.message };
  const isRange = (term: FilterTerm, field: string): boolean =>
    term.field === field && !term.negated && term.value.kind === 'range';
  const brushTerm = parsed.terms.findLast((term) => isRange(term, SOURCE_FIELDS[source])) ?? null;
  const zoomTerm = parsed.terms.findLast((term) => isRange(term, 'at')) ?? null;
  const at = zoomTerm?.value.kind === 'range' ? zoomTerm.value : null;
  return {
    rest: parsed.terms.filter((term) => term !== brushTerm && term !== zoomTerm),
    brush: brushTerm?.value.kind === 'range' ? brushTerm.value : null,
    brushTerm,
    zoom:
      at !== null && Number.isFinite(at.min) && Number.isFinite(at.max) && at.max > at.min
        ? { fromMs: at.min, toMs: at.max }
        : null,
    mistake: null,
  };
}

/** The filter of the rows that the view is about: the query with the window and the kind of traffic made explicit. */
export function rowsQuery(query: string, window: LatencyWindow): string {
  const parsed = parseFilter(query);
  const terms = parsed.ok ? parsed.terms : [];
  const held = (field: string): boolean => terms.some((term) => term.field === field);
  const timed = held('at') || held('since') || window === 'sample' ? query : withToken(query, `since:${window}`);
  return withTokens(withoutOrigin(timed), window === 'sample' ? 'is:sample' : 'is:traffic');
}

/** The rows of `rowsQuery` whose time lies in a range: what the numbers of the view link to. */
export function linkQuery(
  query: string,
  choice: LatencyChoice,
  value: string,
  field = SOURCE_FIELDS[choice.source],
): string {
  return rowsQuery(withField(query, field, value), choice.window);
}
