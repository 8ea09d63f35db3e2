import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { steps, type Window } from './window.ts';

type Profile = ConsoleOutput<'latency.profile'>;
type Input = Pick<ConsoleParsedInput<'latency.profile'>, 'source' | 'slo_ms'>;

const SLOWEST = 20;
/** Bins of the histogram to a factor of ten. */
const PER_DECADE = 10;

/** Durations of the records; those whose time is not known are left out. */
export function fakeLatency(records: readonly DecisionRecord[], window: Window, { source, slo_ms }: Input): Profile {
  const timeOf = ({ outcome: { overhead_ms, total_ms } }: DecisionRecord): number | null => {
    if (source === 'heimdall') return overhead_ms;
    if (source === 'total' || total_ms === null) return total_ms;
    return Math.max(0, total_ms - (overhead_ms ?? 0));
  };
  const timed = records.flatMap((record) => {
    const ms = timeOf(record);
    return ms === null ? [] : [{ record, ms }];
  });
  const all = timed.map(({ ms }) => ms);
  const sum = (values: readonly (number | null)[]): number =>
    values.reduce<number>((total, one) => total + (one ?? 0), 0);
  const whole = sum(records.map(({ outcome }) => outcome.total_ms));
  const costs = records.flatMap(({ outcome }) => outcome.cost_usd ?? []);
  const histogram = binned(all);
  const byStep = steps(
    timed.map(({ record }) => record),
    window,
  ).map(([at, of]) => ({ at, times: of.map((record) => timeOf(record) ?? 0) }));
  return {
    ...window,
    ...spread(all),
    heimdall_share: whole === 0 ? null : sum(records.map(({ outcome }) => outcome.overhead_ms)) / whole,
    cost_usd: sum(costs),
    priced: costs.length,
    slo: { limit_ms: slo_ms, met: all.length === 0 ? null : all.filter((ms) => ms <= slo_ms).length / all.length },
    over_time: byStep.map(({ at, times }) => ({ at, ...spread(times) })),
    histogram,
    heatmap: {
      rows: histogram.map(({ from, to }) => ({ from, to })),
      cells: byStep.flatMap(({ at, times }) =>
        histogram.flatMap(({ from, to }, row): [number, number, number][] => {
          const count = times.filter((ms) => ms > from && ms <= to).length;
          return count === 0 ? [] : [[Math.round((at - window.from_ms) / window.bin_ms), row, count]];
        }),
      ),
    },
    stages: stagesOf(records),
    stages_n: records.length,
    slowest: [...timed]
      .sort((one, other) => other.ms - one.ms)
      .slice(0, SLOWEST)
      .map(({ record: { decision }, ms }) => ({
        id: decision.id,
        created_ms: decision.created_ms,
        model: decision.model,
        ms,
        stage: source === 'heimdall' ? 'embed' : 'upstream',
      })),
  };
}

function spread(values: readonly number[]) {
  const sorted = [...values].sort((one, other) => one - other);
  return {
    count: sorted.length,
    p50: at(sorted, 0.5),
    p95: at(sorted, 0.95),
    p99: at(sorted, 0.99),
    max: at(sorted, 1),
  };
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function binned(values: readonly number[]): Profile['histogram'] {
  const bins = new Map<number, number>();
  for (const ms of values) {
    const bin = Math.ceil(Math.log10(Math.max(ms, 1e-6)) * PER_DECADE);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  const edge = (bin: number): number => 10 ** (bin / PER_DECADE);
  return [...bins]
    .sort(([one], [other]) => one - other)
    .map(([bin, count]) => ({ from: edge(bin - 1), to: edge(bin), count }));
}

function stagesOf(records: readonly DecisionRecord[]): Profile['stages'] {
  const times = new Map<string, number[]>();
  for (const { decision } of records) {
    for (const [name, us] of Object.entries(decision.timings_us)) {
      if (name !== 'total' && typeof us === 'number') times.set(name, [...(times.get(name) ?? []), us]);
    }
  }
  const total = [...times.values()].flat().reduce((sum, us) => sum + us, 0);
  return [...times].map(([name, values]) => {
    const sorted = [...values].sort((one, other) => one - other);
    const share = total === 0 ? 0 : values.reduce((sum, us) => sum + us, 0) / total;
    const { count, p50, p95, p99 } = spread(values);
    return { name, count, p5: at(sorted, 0.05), p25: at(sorted, 0.25), p50, p75: at(sorted, 0.75), p95, p99, share };
  });
}
