import { type ModelPrice, pricesFor } from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import { DAY_MS } from '../../shared/durations.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { Traffic } from './traffic.ts';

type Report = ConsoleOutput<'savings.report'>;
type Numbers = Omit<Report['per_day'][number], 'at'>;

/** What the ledger must know of models. */
export interface ModelFacts {
  /** List price; null when the model is unpriced. */
  price(model: string): ModelPrice | null;
  /** Version of the artifact that `quality` is of. */
  readonly artifact: string;
  /** Predicted quality of a model at an effort for a cluster of prompts, 0..1; null when nothing is known. */
  quality(model: string, effort: string | null, cluster: number | null): number | null;
}

/** Requests that are alike in all that the ledger asks for. */
interface Group {
  readonly day: number;
  readonly app: string;
  readonly model: string;
  /** Null when something else answered than was chosen: it is not known at which effort. */
  readonly effort: string | null;
  readonly bucket: string;
  readonly cluster: number | null;
  readonly baseline: Baseline | null;
  /** What the decisions predicted of what answered, and of the best candidate; null where they did not. */
  readonly quality: number | null;
  readonly bestQuality: number | null;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null when unpriced. */
  readonly actualUsd: number | null;
  /** What answers from the response cache would have cost. */
  readonly cachedUsd: number;
}

interface Baseline {
  readonly kind: 'always' | 'asked' | 'best';
  readonly model: string;
  readonly effort: string | null;
}

class Sums {
  #requests = 0;
  #actual = 0;
  #baseline = 0;
  #cached = 0;
  readonly #quality = new WeightedMean();
  readonly #baselineQuality = new WeightedMean();

  add(group: Group, actualUsd: number, baselineUsd: number, facts: ModelFacts): void {
    this.#requests += group.requests;
    this.#actual += actualUsd;
    this.#baseline += baselineUsd;
    this.#cached += group.cachedUsd;
    this.#quality.add(actualQuality(group, facts), group.requests);
    this.#baselineQuality.add(baselineQuality(group, facts), group.requests);
  }

  /** Dollars of the saving by where it comes from. A hit saved what its answer had cost; the rest is routing's. */
  split(): Report['totals']['split'] {
    return { routing: this.#baseline - this.#actual - this.#cached, response_cache: this.#cached, overhead: 0 };
  }

  numbers(): Numbers {
    return {
      requests: this.#requests,
      actual_usd: this.#actual,
      baseline_usd: this.#baseline,
      saved_usd: this.#baseline - this.#actual,
      quality: this.#quality.value,
      baseline_quality: this.#baselineQuality.value,
    };
  }
}

/** What the decision said is the truest: it looked at all near clusters, at the effort and at ratings. */
function actualQuality({ quality, model, effort, cluster }: Group, facts: ModelFacts): number | null {
  return quality ?? facts.quality(model, effort, cluster);
}

function baselineQuality(group: Group, facts: ModelFacts): number | null {
  const { baseline, bestQuality, model, effort, cluster } = group;
  if (baseline === null) return null;
  if (baseline.kind === 'best' && bestQuality !== null) return bestQuality;
  // One target has one number.
  const same = baseline.model === model && (baseline.effort === null || baseline.effort === effort);
  return same ? actualQuality(group, facts) : facts.quality(baseline.model, baseline.effort, cluster);
}

class WeightedMean {
  #sum = 0;
  #weight = 0;

  add(value: number | null, weight: number): void {
    if (value === null) return;
    this.#sum += value * weight;
    this.#weight += weight;
  }

  get value(): number | null {
    return this.#weight === 0 ? null : this.#sum / this.#weight;
  }
}

const BASELINE_SQL = {
  always: '?',
  asked: "CASE WHEN mode = 'explicit' AND requested NOT LIKE 'heimdall/%' AND requested <> 'auto' THEN requested END",
  best: "best_model || coalesce('@' || best_effort, '')",
} as const;

const FROM_CACHE = "coalesce(response_cache, 'off') IN ('hit', 'semantic')";

/**
 * What was paid against what a baseline would have cost for the same tokens. Only answers with reported usage and a
 * price are money; everything else is counted apart. An answer from the response cache cost nothing, and counts where it
 * is known what it had cost. Sample answers are priced by their made-up tokens and marked.
 */
export async function savingsReport(
  log: DecisionLog,
  input: ConsoleParsedInput<'savings.report'>,
  facts: ModelFacts,
  nowMs: number,
): Promise<Report> {
  const traffic = new Traffic(log, input, nowMs);
  const { baseline, sample } = input;
  const total = new Sums();
  const by = { day: new Map<number, Sums>(), app: namedSums(), model: namedSums(), bucket: namedSums() };
  const apart = { unpriced: 0, baseline_unpriced: 0, without_baseline: 0, simulated: 0 };

  const setApart = (why: keyof typeof apart, requests: number) => {
    apart[why] += requests;
  };
  const add = (group: Group) => {
    const { actualUsd } = group;
    if (actualUsd === null) return setApart('unpriced', group.requests);
    if (group.baseline === null) return setApart('without_baseline', group.requests);
    const baselineUsd = listCost(facts.price(group.baseline.model), group);
    if (baselineUsd === null) return setApart('baseline_unpriced', group.requests);
    const sums = [
      total,
      sumsOf(by.day, group.day),
      sumsOf(by.app, group.app),
      sumsOf(by.model, group.model),
      sumsOf(by.bucket, group.bucket),
    ];
    for (const each of sums) each.add(group, actualUsd, baselineUsd, facts);
  };

  await traffic.read(
    {
      // Long prompts have other prices, so they are grouped apart.
      select: `created_ms / ${DAY_MS} AS day, coalesce(app, ''), model, CASE WHEN model = chosen THEN effort END AS used, bucket,
        CASE WHEN artifact = ? THEN cluster END AS near,
        ${BASELINE_SQL[baseline.kind]} AS baseline, simulated,
        cost_usd IS NULL OR (${FROM_CACHE} AND saved_usd IS NULL) AS unpriced,
        (input_tokens > 128000) + (input_tokens > 200000) + (input_tokens > 272000) AS size,
        avg(CASE WHEN model = chosen THEN quality END), avg(best_quality),
        count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
        sum(cost_usd), sum(CASE WHEN ${FROM_CACHE} THEN saved_usd ELSE 0 END)`,
      values: [facts.artifact, ...(baseline.kind === 'always' ? [baseline.model] : [])],
      rest: `AND status = 'ok' GROUP BY day, app, model, used, bucket, near, baseline, unpriced, simulated, size`,
    },
    ([
      day,
      app,
      model,
      effort,
      bucket,
      cluster,
      other,
      simulated,
      unpriced,
      _size,
      quality,
      bestQuality,
      requests,
      inputTokens,
      outputTokens,
      cost,
      cached,
    ]) => {
      if (simulated === 1 && !sample) return setApart('simulated', requests as number);
      const group = {
        day: day as number,
        app: app as string,
        model: model as string,
        effort: effort as string | null,
        bucket: bucket as string,
        cluster: cluster as number | null,
        baseline: baselineOf(baseline.kind, other as string | null),
        quality: quality as number | null,
        bestQuality: bestQuality as number | null,
        requests: requests as number,
        inputTokens: inputTokens as number,
        outputTokens: outputTokens as number,
        actualUsd: unpriced === 1 ? null : (cost as number),
        cachedUsd: (cached as number | null) ?? 0,
      };
      add(sample ? { ...group, actualUsd: listCost(facts.price(group.model), group), cachedUsd: 0 } : group);
    },
  );
  return {
    from_ms: traffic.fromMs,
    to_ms: traffic.toMs,
    sample,
    totals: { ...total.numbers(), ...apart, split: total.split() },
    per_day: [...by.day]
      .sort(([one], [second]) => one - second)
      .map(([day, sums]) => ({ at: day * DAY_MS, ...sums.numbers() })),
    by_app: list(by.app),
    by_model: list(by.model),
    by_bucket: list(by.bucket),
  };
}

/** Dollars for all requests of a group at list price. */
function listCost(price: ModelPrice | null, group: Group): number | null {
  if (price === null) return null;
  const { inputUsdPerMtok, outputUsdPerMtok } = pricesFor(price, group.inputTokens / group.requests);
  return (group.inputTokens * inputUsdPerMtok + group.outputTokens * outputUsdPerMtok) / 1e6;
}

/** A model may have its effort behind `@`. */
function baselineOf(kind: Baseline['kind'], name: string | null): Baseline | null {
  if (name === null) return null;
  const at = name.lastIndexOf('@');
  return at > 0 ? { kind, model: name.slice(0, at), effort: name.slice(at + 1) } : { kind, model: name, effort: null };
}

const namedSums = () => new Map<string, Sums>();

function sumsOf<K>(map: Map<K, Sums>, key: K): Sums {
  let sums = map.get(key);
  if (sums === undefined) {
    sums = new Sums();
    map.set(key, sums);
  }
  return sums;
}

/** Largest saving first. */
function list(map: ReadonlyMap<string, Sums>): Report['by_app'] {
  return [...map]
    .map(([name, sums]) => ({ name, ...sums.numbers() }))
    .sort((one, other) => other.saved_usd - one.saved_usd);
}
