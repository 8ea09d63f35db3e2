import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import { LogHistogram, upperEdgeOf } from '../metrics/log-histogram.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { TimeSteps } from './time-steps.ts';
import { Traffic, windowOf } from './traffic.ts';

type Profile = ConsoleOutput<'latency.profile'>;

/** Buckets of 2 % in one bar of a histogram: 26 %, so that ten bars make a decade. */
const BUCKETS_PER_BAR = 12;
const SLOWEST = 20;
/** Decisions whose stages are read, newest first, and in which portions: 60 µs each. */
const STAGE_SAMPLE = 1_000;
const STAGE_CHUNK = 200;

const COLUMNS = { heimdall: 'overhead', upstream: 'upstream', total: 'total' } as const;

/** Where the milliseconds go. Percentiles come from histograms that add up, never from other percentiles. */
export async function latencyProfile(
  log: DecisionLog,
  input: ConsoleParsedInput<'latency.profile'>,
  nowMs: number,
): Promise<Profile> {
  const time = new TimeSteps(windowOf(input, nowMs));
  const traffic = new Traffic(log, { ...input, from_ms: time.fromMs }, nowMs);
  const column = COLUMNS[input.source];
  const all = new LogHistogram();
  const steps = new Map<number, LogHistogram>();
  const sums = { met: 0, overhead: 0, total: 0, cost: 0, priced: 0 };
  await traffic.read(
    {
      select: `${time.sql}, ${column}_bin AS bin, count(*), max(${column}_ms),
        sum(${column}_ms <= ?), sum(CASE WHEN total_ms IS NOT NULL THEN overhead_ms END), sum(total_ms),
        sum(cost_usd), count(cost_usd)`,
      values: [...time.values, input.slo_ms],
      rest: `AND ${column}_bin IS NOT NULL GROUP BY step, bin`,
    },
    ([step, bin, count, max, met, overhead, total, cost, priced]) => {
      all.recordBucket(bin as number, count as number, max as number);
      histogramOf(steps, time.placeOf(step as number)).recordBucket(bin as number, count as number, max as number);
      sums.met += met as number;
      sums.overhead += (overhead as number | null) ?? 0;
      sums.total += (total as number | null) ?? 0;
      sums.cost += (cost as number | null) ?? 0;
      sums.priced += priced as number;
    },
  );
  const { stages, stages_n } = await stageTable(log, traffic);
  return {
    from_ms: traffic.fromMs,
    to_ms: traffic.toMs,
    bin_ms: time.lengthMs,
    ...all.percentiles(),
    heimdall_share: sums.total > 0 ? sums.overhead / sums.total : null,
    cost_usd: sums.cost,
    priced: sums.priced,
    slo: { limit_ms: input.slo_ms, met: all.count === 0 ? null : sums.met / all.count },
    over_time: ordered(steps).map(([step, values]) => ({
      at: time.startOf(step),
      ...values.percentiles(),
    })),
    histogram: [...bars(all)].sort(([one], [other]) => one - other).map(([bar, count]) => ({ ...edges(bar), count })),
    heatmap: heatmap(steps),
    stages,
    stages_n,
    slowest: await slowest(log, traffic, column),
  };
}

function heatmap(steps: ReadonlyMap<number, LogHistogram>): Profile['heatmap'] {
  const columns = ordered(steps).map(([step, values]) => [step, bars(values)] as const);
  const used = columns.flatMap(([, column]) => [...column.keys()]);
  if (used.length === 0) return { rows: [], cells: [] };
  const lowest = Math.min(...used);
  const rows = Array.from({ length: Math.max(...used) - lowest + 1 }, (_, index) => edges(lowest + index));
  const cells = columns.flatMap(([step, column]) =>
    [...column].map(([bar, count]): [number, number, number] => [step, bar - lowest, count]),
  );
  return { rows, cells };
}

/** Counts by bar of a histogram. Bar 0 holds bucket 0 alone. */
function bars(values: LogHistogram): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [bucket, count] of values.buckets()) {
    const bar = Math.ceil(bucket / BUCKETS_PER_BAR);
    counts.set(bar, (counts.get(bar) ?? 0) + count);
  }
  return counts;
}

function edges(bar: number): { from: number; to: number } {
  return { from: bar === 0 ? 0 : upperEdgeOf((bar - 1) * BUCKETS_PER_BAR), to: upperEdgeOf(bar * BUCKETS_PER_BAR) };
}

async function slowest(log: DecisionLog, traffic: Traffic, column: string): Promise<Profile['slowest']> {
  const found: { id: string; created_ms: number; model: string; ms: number }[] = [];
  await traffic.read(
    {
      select: `id, created_ms, model, ${column}_ms`,
      rest: `AND ${column}_ms IS NOT NULL ORDER BY ${column}_ms DESC LIMIT ${SLOWEST}`,
    },
    ([id, created, model, ms]) =>
      void found.push({ id: id as string, created_ms: created as number, model: model as string, ms: ms as number }),
  );
  const top = found.sort((one, other) => other.ms - one.ms).slice(0, SLOWEST);
  return top.map((entry) => ({ ...entry, stage: slowestStage(log.get(entry.id), column) }));
}

/** What took longest, as the stages table names it. */
function slowestStage(record: DecisionRecord | null, column: string): string {
  if (record === null || column === 'upstream') return 'upstream';
  const times = Object.entries(stagesOf(record)).filter(([name]) => column === 'total' || name !== 'upstream');
  return times.reduce((longest, entry) => (entry[1] > longest[1] ? entry : longest), ['', -1])[0];
}

async function stageTable(log: DecisionLog, traffic: Traffic): Promise<Pick<Profile, 'stages' | 'stages_n'>> {
  const seqs = (await traffic.newest('seq', STAGE_SAMPLE)).map(([seq]) => seq as number);
  const stages = new Map<string, { values: LogHistogram; sum: number }>();
  let whole = 0;
  for (let index = 0; index < seqs.length; index += STAGE_CHUNK) {
    for (const record of log.records(seqs.slice(index, index + STAGE_CHUNK))) {
      for (const [name, microseconds] of Object.entries(stagesOf(record))) {
        const stage = stages.get(name) ?? { values: new LogHistogram(), sum: 0 };
        stages.set(name, stage);
        stage.values.record(microseconds);
        stage.sum += microseconds;
        whole += microseconds;
      }
    }
    await nextTurn();
  }
  return {
    stages_n: seqs.length,
    stages: [...stages].map(([name, { values, sum }]) => {
      const [p5, p25, p50, p75, p95, p99] = values.quantiles([0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const);
      return { name, count: values.count, p5, p25, p50, p75, p95, p99, share: whole > 0 ? sum / whole : 0 };
    }),
  };
}

/** Microseconds of a request, piece by piece: none is part of another. Stages that it did not go through are not there. */
function stagesOf({ decision, outcome }: DecisionRecord): Record<string, number> {
  const { total, features, ...stages } = decision.timings_us;
  const parts: Record<string, number> = { ...stages };
  const { overhead_ms: overhead, total_ms: whole } = outcome;
  // What is left of Heimdall's time: reading the request and preparing the call.
  if (overhead !== null) parts.gateway = Math.max(0, overhead * 1_000 - total);
  if (overhead !== null && whole !== null && outcome.served_model !== null) parts.upstream = (whole - overhead) * 1_000;
  return Object.fromEntries(Object.entries(parts).filter(([, microseconds]) => microseconds > 0));
}

function histogramOf(steps: Map<number, LogHistogram>, step: number): LogHistogram {
  let values = steps.get(step);
  if (values === undefined) {
    values = new LogHistogram();
    steps.set(step, values);
  }
  return values;
}

function ordered<T>(map: ReadonlyMap<number, T>): [number, T][] {
  return [...map].sort(([one], [other]) => one - other);
}
