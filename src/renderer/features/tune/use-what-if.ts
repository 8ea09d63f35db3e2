import { useDeferredValue, useEffect, useMemo } from 'react';
import { usePaced } from '../../components/use-paced.ts';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { useConsole, useSession, useUi } from '../../store/console-context.tsx';
import { parseFilter } from '../../store/filter-query.ts';
import { FilteredView, rangeRows } from '../../store/filtered-view.ts';
import { type FlowBy, type FlowPick, flowOf, listFlips, type WhatIfResult } from './flips.ts';
import { comparableRows, flipJumps, flipsOverAlpha, sweepTradeoff, tradeoffAt } from './sweeps.ts';
import { useAlternatives } from './use-alternatives.ts';
import type { Tuning } from './use-tuning.ts';
import { previewWhatIf, weigh } from './what-if.ts';
import { collectWhatIf } from './what-if-set.ts';

/** What a preview looks at. */
export const RANGES = ['1000', '10000', 'all', 'filter'] as const;
export type Range = (typeof RANGES)[number];

const REFRESH_MS = 1_000;
const SWEEP_STEPS = 40;
const FLIPS_LISTED = 200;
/** What a moving slider leaves between two drawings of the lists: its numbers come first. */
const LISTS_MS = 80;

export function rangeOf(text: string | undefined): Range {
  return RANGES.find((range) => range === text) ?? '1000';
}

/** Everything that Tune shows of a preview. Counts follow each frame of a drag; lists and charts as soon as they can. */
export function useWhatIf(tuning: Tuning, range: Range, by: FlowBy, pick: FlowPick | null) {
  const session = useSession();
  const { ring } = session;
  const version = useThrottledVersion(REFRESH_MS);
  const query = useConsole((state) => state.route.query);
  const found = useConsole((state) => state.search?.found ?? null);
  const pins = useUi((state) => state.pins);
  const { active, values, penaltiesMoved } = tuning;
  const limit = range === '1000' ? 1_000 : range === '10000' ? 10_000 : Number.POSITIVE_INFINITY;
  useOlderRows(limit);

  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const set = useMemo(() => {
    const parsed = range === 'filter' && query !== '' ? parseFilter(query) : null;
    const pinned = new Set(pins.map(({ decision }) => decision.id));
    const rows = parsed?.ok
      ? new FilteredView(ring, parsed.terms, { now: Date.now(), alpha: active.alpha, pinned, found }).rows(ring.end, 0)
      : rangeRows(ring.start, ring.end);
    return collectWhatIf(ring, rows, limit);
  }, [ring, version, range, query, limit, active.alpha, pins, found]);
  const { penalties } = values;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the weights, not the object around them
  const weighed = useMemo(
    () => weigh(set, penalties, penaltiesMoved),
    [set, penalties.latency_sd, penalties.ctx_over_80pct, penalties.cold_cache, penaltiesMoved],
  );
  const alternatives = useAlternatives(set, values);
  const result = useMemo(
    (): WhatIfResult => ({
      set,
      weighed,
      values,
      alternatives: alternatives.known,
      preview: previewWhatIf(set, weighed, values, alternatives.known),
    }),
    [set, weighed, values, alternatives],
  );

  const settled = usePaced(result, LISTS_MS);
  const flips = useMemo(() => listFlips(settled, FLIPS_LISTED, pick), [settled, pick]);
  const flow = useMemo(() => flowOf(settled, by), [settled, by]);
  const settledWeighed = useDeferredValue(weighed);
  const strip = useMemo(() => {
    const overAlpha = flipsOverAlpha(settledWeighed.of, settledWeighed);
    return { ...overAlpha, jumps: flipJumps(overAlpha) };
  }, [settledWeighed]);
  const settledThresholds = useDeferredValue(values.thresholds);
  const { cheap, hard } = settledThresholds;
  const comparable = useMemo(
    () => comparableRows(settledWeighed.of, settledWeighed, { cheap, hard }),
    [settledWeighed, cheap, hard],
  );
  const points = useMemo(
    () => sweepTradeoff(settledWeighed.of, settledWeighed, comparable, SWEEP_STEPS),
    [settledWeighed, comparable],
  );
  const at = (alpha: number) => tradeoffAt(settledWeighed.of, settledWeighed, comparable, alpha);
  return { result, rerouting: alternatives.asking, flips, flow, strip, points, compared: comparable.length, at };
}

/** Reads older pages of the log until the range is there. */
function useOlderRows(limit: number): void {
  const session = useSession();
  const loading = useConsole((state) => state.historyLoading);
  const total = useConsole((state) => state.logTotal);
  const version = useConsole((state) => state.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  useEffect(() => {
    const { length, capacity } = session.ring;
    if (!loading && length < Math.min(limit, total, capacity)) void session.loadOlder();
  }, [session, limit, loading, total, version]);
}
