import {
  bestWithin,
  cheapestReaching,
  type Outcomes,
  oracleChoices,
  type Point,
  pairedGain,
  paretoSet,
  pointOf,
  randomPoint,
  type SweepPoint,
} from '../../core/index.ts';
import type { Prior } from './outcome-router.ts';
import type { OutcomeTable } from './outcome-table.ts';

/**
 * Which rows are scored. `cross`: every row, by what the other four fifths say. `held-out`: the fifth that training
 * never sees, by what the rest says; for sets that the artifact was trained on.
 */
export type Split = 'cross' | 'held-out';

export interface NamedPoint extends Point {
  readonly model: string;
}

/** One router over the sweep of alpha. */
export interface RouterResult {
  readonly sweep: readonly SweepPoint[];
  /** Points of the sweep that no other one beats without costing more, cheapest first. */
  readonly pareto: readonly SweepPoint[];
  /** At the alpha in the settings. */
  readonly at_default_alpha: SweepPoint;
  /** The cheapest point as accurate as the best single model; `saving` is the share of its cost that it spares. */
  readonly at_best_single_accuracy: (SweepPoint & { readonly saving: number | null }) | null;
  /** The most accurate point that costs no more than the best single model; gains are paired, in shares of 1. */
  readonly at_equal_cost: (SweepPoint & { readonly gain: number; readonly standard_error: number }) | null;
  readonly at_half_cost: SweepPoint | null;
}

export interface DomainResult {
  readonly domain: string;
  readonly n: number;
  /** The model that is best over all domains. */
  readonly best_single: Point;
  /** At the alpha of `at_equal_cost`. */
  readonly heimdall: Point;
  readonly oracle: Point;
}

export interface OutcomeResult {
  /** Rows that were scored. */
  readonly n: number;
  readonly split: Split;
  readonly prior: Prior;
  readonly models: readonly NamedPoint[];
  readonly cost_source: OutcomeTable['costSource'];
  readonly left_out: OutcomeTable['leftOut'];
  readonly rows_left_out: number;
  readonly best_single: NamedPoint;
  readonly random: Point;
  readonly oracle: Point;
  readonly routers: {
    readonly heimdall: RouterResult;
    readonly nearest_neighbours: RouterResult;
    /** Null where rows name no domain. */
    readonly true_domain: RouterResult | null;
  };
  readonly domains: readonly DomainResult[];
}

export interface SweepSettings {
  readonly split: Split;
  readonly prior: Prior;
  readonly alphas: readonly number[];
  /** The alpha of the settings. */
  readonly alpha: number;
}

/** For each scored row, the models that a router takes at the alphas of the sweep. */
type Choices = readonly (readonly number[])[];

/**
 * @param tested Rows that were scored.
 * @param choices Of each router, in the order of `tested`.
 */
export function summariseOutcomes(
  table: OutcomeTable,
  tested: readonly number[],
  choices: Readonly<Record<keyof OutcomeResult['routers'], Choices>>,
  settings: SweepSettings,
): OutcomeResult {
  const outcomes = outcomesOf(table, tested);
  const models = table.models
    .map((model, column) => ({
      model,
      column,
      ...pointOf(
        outcomes,
        tested.map(() => column),
      ),
    }))
    .sort((one, other) => other.accuracy - one.accuracy || (one.cost_usd ?? 0) - (other.cost_usd ?? 0));
  const [best] = models as [(typeof models)[number]];
  const router = (of: Choices): RouterResult => summariseRouter(outcomes, of, best, settings);
  const heimdall = router(choices.heimdall);
  const at = settings.alphas.indexOf((heimdall.at_equal_cost ?? heimdall.at_default_alpha).alpha);
  const named = table.rows.some(({ domain }) => domain !== null);
  return {
    n: tested.length,
    split: settings.split,
    prior: settings.prior,
    models: models.map(({ model, accuracy, cost_usd }) => ({ model, accuracy, cost_usd })),
    cost_source: table.costSource,
    left_out: table.leftOut,
    rows_left_out: table.rowsLeftOut,
    best_single: { model: best.model, accuracy: best.accuracy, cost_usd: best.cost_usd },
    random: randomPoint(outcomes),
    oracle: pointOf(outcomes, oracleChoices(outcomes)),
    routers: {
      heimdall,
      nearest_neighbours: router(choices.nearest_neighbours),
      true_domain: named ? router(choices.true_domain) : null,
    },
    domains: named ? byDomain(table, tested, choices.heimdall, at, best.column) : [],
  };
}

function summariseRouter(
  outcomes: Outcomes,
  choices: Choices,
  best: Point & { readonly column: number },
  { alphas, alpha }: SweepSettings,
): RouterResult {
  const taken = (at: number): number[] => choices.map((models) => models[at] as number);
  const sweep = alphas.map((each, at): SweepPoint => ({ alpha: each, ...pointOf(outcomes, taken(at)) }));
  const same = cheapestReaching(sweep, best.accuracy);
  const equal = bestWithin(sweep, best.cost_usd ?? Number.POSITIVE_INFINITY);
  const scoresOf = (models: readonly number[]): number[] =>
    models.map((model, row) => outcomes.scores[row]?.[model] ?? 0);
  const nearest = sweep.reduce((one, other) =>
    Math.abs(other.alpha - alpha) < Math.abs(one.alpha - alpha) ? other : one,
  );
  return {
    sweep,
    pareto: paretoSet(sweep),
    at_default_alpha: nearest,
    at_best_single_accuracy: same === null ? null : { ...same, saving: savingOf(same, best) },
    at_equal_cost:
      equal === null
        ? null
        : {
            ...equal,
            ...pairedGain(scoresOf(taken(alphas.indexOf(equal.alpha))), scoresOf(choices.map(() => best.column))),
          },
    at_half_cost: best.cost_usd === null ? null : bestWithin(sweep, best.cost_usd / 2),
  };
}

function savingOf(point: Point, best: Point): number | null {
  if (point.cost_usd === null || best.cost_usd === null || best.cost_usd === 0) return null;
  return 1 - point.cost_usd / best.cost_usd;
}

function byDomain(
  table: OutcomeTable,
  tested: readonly number[],
  choices: Choices,
  at: number,
  best: number,
): DomainResult[] {
  const places = new Map<string, number[]>();
  for (const [place, row] of tested.entries()) {
    const domain = table.rows[row]?.domain ?? 'none';
    places.set(domain, [...(places.get(domain) ?? []), place]);
  }
  return [...places]
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([domain, members]) => {
      const outcomes = outcomesOf(
        table,
        members.map((place) => tested[place] as number),
      );
      return {
        domain,
        n: members.length,
        best_single: pointOf(
          outcomes,
          members.map(() => best),
        ),
        heimdall: pointOf(
          outcomes,
          members.map((place) => choices[place]?.[at] as number),
        ),
        oracle: pointOf(outcomes, oracleChoices(outcomes)),
      };
    });
}

function outcomesOf({ scores, costs }: OutcomeTable, rows: readonly number[]): Outcomes {
  const pick = (values: readonly Float64Array[]): Float64Array[] => rows.map((row) => values[row] as Float64Array);
  return { scores: pick(scores), costs: costs === null ? null : pick(costs) };
}
