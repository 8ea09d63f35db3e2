import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { DAY_MS } from '../../../shared/durations.ts';
import type { Window } from './window.ts';

type Report = ConsoleOutput<'savings.report'>;
type Baseline = ConsoleParsedInput<'savings.report'>['baseline'];

/** A request of which both sides are known: what it cost, and what the baseline is expected to have cost. */
interface Priced {
  readonly record: DecisionRecord;
  readonly actual: number;
  readonly baseline: number;
  readonly quality: number | null;
  readonly baselineQuality: number;
}

/** The baseline of a request among its own candidates, whose expected dollars stand for its price. */
export function fakeSavings(
  records: readonly DecisionRecord[],
  { from_ms, to_ms }: Window,
  { baseline, sample }: { readonly baseline: Baseline; readonly sample: boolean },
): Report {
  const answered = records.filter(({ outcome }) => outcome.status === 'ok');
  const priced = answered.flatMap((record): Priced[] => {
    const { decision, outcome } = record;
    const other = baselineOf(record, baseline);
    if (outcome.cost_usd === null || outcome.simulated || other === undefined || other.cost_usd === null) return [];
    const quality = decision.candidates.find(({ model }) => model === decision.model)?.quality ?? null;
    return [{ record, actual: outcome.cost_usd, baseline: other.cost_usd, quality, baselineQuality: other.quality }];
  });
  const totals = sums(priced);
  const real = answered.filter(({ outcome }) => !outcome.simulated);
  const without = real.filter((record) => baselineOf(record, baseline) === undefined).length;
  const unpriced = real.filter(({ outcome }) => outcome.cost_usd === null).length;
  return {
    from_ms,
    to_ms,
    sample,
    totals: {
      ...totals,
      split: { routing: totals.saved_usd, response_cache: 0, overhead: 0 },
      unpriced,
      baseline_unpriced: Math.max(0, real.length - priced.length - unpriced - without),
      without_baseline: without,
      simulated: answered.length - real.length,
    },
    per_day: groups(priced, ({ record }) => String(Math.floor(record.decision.created_ms / DAY_MS) * DAY_MS)).map(
      ({ name, ...numbers }) => ({ at: Number(name), ...numbers }),
    ),
    by_app: groups(priced, ({ record }) => record.app ?? ''),
    by_model: groups(priced, ({ record }) => record.decision.model),
    by_bucket: groups(priced, ({ record }) => record.decision.bucket),
  };
}

function baselineOf({ decision }: DecisionRecord, baseline: Baseline) {
  const { candidates, requested_model: asked } = decision;
  if (baseline.kind === 'best') return [...candidates].sort((one, other) => other.quality - one.quality)[0];
  return candidates.find(({ model }) => model === (baseline.kind === 'always' ? baseline.model : asked));
}

function sums(priced: readonly Priced[]) {
  const sum = (read: (one: Priced) => number): number => priced.reduce((total, one) => total + read(one), 0);
  const actual_usd = sum(({ actual }) => actual);
  const baseline_usd = sum(({ baseline }) => baseline);
  const mean = (total: number): number | null => (priced.length === 0 ? null : total / priced.length);
  return {
    requests: priced.length,
    actual_usd,
    baseline_usd,
    saved_usd: baseline_usd - actual_usd,
    quality: mean(sum(({ quality }) => quality ?? 0)),
    baseline_quality: mean(sum(({ baselineQuality }) => baselineQuality)),
  };
}

function groups(priced: readonly Priced[], nameOf: (one: Priced) => string): Report['by_app'] {
  const byName = new Map<string, Priced[]>();
  for (const one of priced) byName.set(nameOf(one), [...(byName.get(nameOf(one)) ?? []), one]);
  return [...byName].map(([name, of]) => ({ name, ...sums(of) }));
}
