/** Counts and sums over the records of the fake host, as the real one makes them over its log. */
import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { HOUR_MS } from '../../../shared/durations.ts';
import type { FakeArea, FakeHost } from './fake-host.ts';
import { fitsFilter } from './filter.ts';
import { fakeLatency } from './latency.ts';
import { fakeMap } from './map.ts';
import { fakeSavings } from './savings.ts';
import { steps, type Window } from './window.ts';

/** What all of these questions have in common. */
type Traffic = Pick<ConsoleParsedInput<'cache.overview'>, 'from_ms' | 'to_ms' | 'filter' | 'sample'>;

const BINS = 60;

export function fakeAnalytics(
  host: FakeHost,
): FakeArea<'latency' | 'savings' | 'map' | 'changes'> & Pick<FakeArea<'cache'>, 'cache.overview' | 'cache.worth'> {
  const windowOf = ({ from_ms, to_ms = Date.now() }: Traffic): Window => {
    const from = from_ms ?? to_ms - HOUR_MS;
    return { from_ms: from, to_ms, bin_ms: Math.max(1_000, Math.ceil((to_ms - from) / BINS)) };
  };
  const inWindow = (traffic: Traffic): DecisionRecord[] => {
    const { from_ms, to_ms } = windowOf(traffic);
    return host.records.filter(
      (record) =>
        record.sample === traffic.sample &&
        record.decision.created_ms >= from_ms &&
        record.decision.created_ms <= to_ms &&
        fitsFilter(record, traffic.filter),
    );
  };
  return {
    'latency.profile': (input) => fakeLatency(inWindow(input), windowOf(input), input),
    'savings.report': (input) => fakeSavings(inWindow(input), windowOf(input), input),
    'map.points': ({ last, sample, filter }) =>
      fakeMap(host.records.filter((record) => record.sample === sample && fitsFilter(record, filter)).slice(-last)),
    'cache.overview': (input) => overview(inWindow(input), windowOf(input)),
    // The records have no cache keys to measure reuse by.
    'cache.worth': (input) => {
      const { from_ms, to_ms } = windowOf(input);
      const limits = { distinct_bytes: 0, limit_bytes: 64 * 1024 ** 2, ttl_seconds: 300 };
      return { from_ms, to_ms, uses: 0, sampled_share: 1, ...limits, sizes: [] };
    },
    'changes.list': () => ({ changes: [] }),
  };
}

function overview(records: readonly DecisionRecord[], window: Window): ConsoleOutput<'cache.overview'> {
  const count = (of: readonly DecisionRecord[]) => {
    const decisions = (state: string): number => of.filter(({ decision }) => decision.cache.state === state).length;
    const answers = (state: string): number => of.filter(({ outcome }) => outcome.response_cache === state).length;
    return {
      hits: decisions('hit'),
      misses: decisions('miss'),
      off: decisions('off'),
      response: { exact: answers('hit'), semantic: answers('semantic'), misses: answers('miss') },
    };
  };
  const all = count(records);
  const asked = all.hits + all.misses;
  return {
    ...window,
    ...all,
    hit_rate: asked === 0 ? null : all.hits / asked,
    over_time: steps(records, window).map(([at, of]) => ({ at, ...count(of) })),
  };
}
