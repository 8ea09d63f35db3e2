import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConsoleInput } from '../../../shared/console-contract.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { ORIGINS } from '../../store/filter-edit.ts';
import type { FilterTerm } from '../../store/filter-query.ts';
import { type StructuredResult, structuredFilter } from '../../store/filter-structured.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import {
  type LatencyChoice,
  type LatencyProfile,
  type QueryParts,
  REFRESH_MS,
  readChoice,
  readQuery,
  type TimeRange,
  windowRange,
} from './latency-choice.ts';

export interface Latency {
  readonly choice: LatencyChoice;
  readonly parts: QueryParts;
  readonly query: string;
  /** What is wrong with the filter, or with the host's answer. */
  readonly problem: string | null;
  /** Terms that the log cannot be asked for; the numbers are without them. */
  readonly left: readonly FilterTerm[];
  /** Everything but the brush: what the brush is drawn on. Null until the first answer. */
  readonly all: LatencyProfile | null;
  /** With the brush; the same as `all` without one. */
  readonly shown: LatencyProfile | null;
  /** False while the numbers are still those of the question before. */
  readonly settled: boolean;
  readonly reload: () => void;
}

interface Answer {
  readonly key: string;
  readonly all: LatencyProfile;
  readonly shown: LatencyProfile;
}

/**
 * The host's answer to what the link asks, again and again while `live`. The old one stays until the new one is there.
 *
 * @param busy While something is being dragged over a chart nothing may move under it.
 */
export function useLatency(live: boolean, busy: boolean): Latency {
  const { client, ring, store } = useSession();
  const query = useConsole((state) => state.route.query);
  const params = useConsole((state) => state.route.params);
  const onlySample = useConsole(() => ring.length > 0 && ring.sampleCount === ring.length);
  const choice = useMemo(() => readChoice(params, onlySample ? 'sample' : '1h'), [params, onlySample]);
  const parts = useMemo(() => readQuery(query, choice.source), [query, choice.source]);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useRef(0);
  const key = JSON.stringify([choice, query]);
  const { left } = useMemo(() => hostFilter(parts.rest), [parts]);

  const ask = useCallback(async () => {
    const ticket = ++asked.current;
    const now = Date.now();
    const { fromMs, toMs } = parts.zoom ?? windowRange(choice.window, now, sampleRange(ring));
    const { filter } = hostFilter(parts.rest, now);
    const input = {
      source: choice.source,
      slo_ms: choice.sloMs,
      from_ms: Math.floor(fromMs),
      to_ms: Math.ceil(toMs),
      sample: choice.window === 'sample',
    } satisfies ConsoleInput<'latency.profile'>;
    const brush = parts.brushTerm === null ? [] : structuredFilter([parts.brushTerm], now).filter;
    const [all, brushed] = await Promise.all([
      client.request('latency.profile', { ...input, filter }),
      brush.length > 0 ? client.request('latency.profile', { ...input, filter: [...filter, ...brush] }) : null,
    ]);
    if (ticket !== asked.current) return;
    const failed = [all, brushed].find((result) => result !== null && !result.ok);
    if (failed && !failed.ok) setProblem(failed.error.message);
    else if (all.ok) {
      setProblem(null);
      setAnswer({ key, all: all.value, shown: brushed?.ok ? brushed.value : all.value });
    }
  }, [client, ring, choice, parts, key]);

  useEffect(() => {
    void ask();
  }, [ask]);

  useEffect(() => {
    if (!live || busy) return;
    let version = store.getState().version;
    let shownUntil = Date.now();
    const timer = setInterval(() => {
      const next = store.getState().version;
      // Without new requests only the window moves on, and a step of it is soon enough.
      const moved = Date.now() - shownUntil >= REFRESH_MS[choice.window] * 4;
      if (document.hidden || (next === version && !moved)) return;
      version = next;
      shownUntil = Date.now();
      void ask();
    }, REFRESH_MS[choice.window]);
    return () => clearInterval(timer);
  }, [live, busy, ask, choice.window, store]);

  // An answer that comes in the middle of a drag waits for its end.
  const still = useRef(answer);
  if (!busy) still.current = answer;
  const current = still.current;
  return {
    choice,
    parts,
    query,
    problem: parts.mistake ?? problem,
    left,
    all: current?.all ?? null,
    shown: current?.shown ?? null,
    settled: current?.key === key,
    reload: () => void ask(),
  };
}

/** The kind of traffic is a setting of the view, and not asked twice. */
function hostFilter(terms: readonly FilterTerm[], now = 0): StructuredResult {
  const { filter, left } = structuredFilter(terms, now);
  return { filter: filter.filter((term) => !('is' in term && ORIGINS.includes(term.is))), left };
}

/** When the sample that is held was made. */
function sampleRange(ring: RecordRing): TimeRange | null {
  let fromMs: number | null = null;
  let toMs = 0;
  for (let position = ring.start; position < ring.end; position++) {
    if (!ring.isSample(position)) continue;
    fromMs ??= ring.createdAt(position);
    toMs = ring.createdAt(position);
  }
  return fromMs === null ? null : { fromMs, toMs };
}
