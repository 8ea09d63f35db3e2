/** Whether a canary does worse than what is in force: tests that may be looked at again and again (docs/artifacts.md). */
import { z } from 'zod';

/** Sums of one side. Times and costs are taken as logarithms: they spread over orders of magnitude. */
export const tallySchema = z.object({
  requests: z.number().int().min(0),
  errors: z.number().int().min(0),
  /** ln of the milliseconds of answers that came: how many, sum and sum of squares. */
  time: z.tuple([z.number(), z.number(), z.number()]),
  /** ln of the dollars of requests that cost something. */
  cost: z.tuple([z.number(), z.number(), z.number()]),
});
export type Tally = z.infer<typeof tallySchema>;
type Sums = Tally['time'];

export const emptyTally = (): Tally => ({ requests: 0, errors: 0, time: [0, 0, 0], cost: [0, 0, 0] });

export interface Observed {
  readonly failed: boolean;
  /** Null for one that has no answer. */
  readonly ms: number | null;
  /** Null for one that has no price. */
  readonly usd: number | null;
}

export function observe(tally: Tally, { failed, ms, usd }: Observed): Tally {
  return {
    requests: tally.requests + 1,
    errors: tally.errors + Number(failed),
    time: failed ? tally.time : add(tally.time, ms),
    cost: add(tally.cost, usd),
  };
}

/** What is borne: how much worse than the control. */
export interface GuardLimits {
  /** Added to the share of errors. */
  readonly max_error_increase: number;
  /** As a share of the geometric mean. */
  readonly max_latency_increase: number;
  readonly max_cost_increase: number;
}

/** The chance that a canary is rolled back that is not worse than is borne, over all looks and all three rails together. */
const FALSE_ALARM = 0.05;
const RAILS = 3;

/**
 * Looks at both sides for the `look`-th time, from 0. Each rail is a one-sided z-test of "worse by more than is borne":
 * shares of errors with one error and one good answer added to each side (Agresti and Caffo, The American Statistician
 * 54, 2000), time and cost by Welch's statistic of their logarithms. Look k may err with `FALSE_ALARM`/((k+1)(k+2)), split
 * over the rails: these sum up to `FALSE_ALARM` over ever so many looks (the union bound; no independence is needed).
 *
 * @returns what is worse, in words with the numbers; null when nothing is, as far as one can tell.
 */
export function worseThan(canary: Tally, control: Tally, limits: GuardLimits, look: number): string | null {
  const level = FALSE_ALARM / ((look + 1) * (look + 2)) / RAILS;
  const rails = [
    { z: errorStatistic(canary, control, limits.max_error_increase), words: () => errorWords(canary, control) },
    {
      z: ratioStatistic(canary.time, control.time, limits.max_latency_increase),
      words: () => `answers take ${ratio(canary.time, control.time)} times as long`,
    },
    {
      z: ratioStatistic(canary.cost, control.cost, limits.max_cost_increase),
      words: () => `requests cost ${ratio(canary.cost, control.cost)} times as much`,
    },
  ];
  for (const { z, words } of rails) {
    const p = upperTail(z);
    if (p < level) return `${words()} (p ${p.toPrecision(2)} < ${level.toPrecision(2)})`;
  }
  return null;
}

function errorStatistic(canary: Tally, control: Tally, borne: number): number {
  const [one, other] = [canary, control].map(({ errors, requests }) => {
    const n = requests + 2;
    const p = (errors + 1) / n;
    return { p, variance: (p * (1 - p)) / n };
  }) as [{ p: number; variance: number }, { p: number; variance: number }];
  return (one.p - other.p - borne) / Math.sqrt(one.variance + other.variance);
}

function ratioStatistic(canary: Sums, control: Sums, borne: number): number {
  if (canary[0] < 2 || control[0] < 2) return Number.NEGATIVE_INFINITY;
  const error = Math.sqrt(variance(canary) / canary[0] + variance(control) / control[0]);
  const difference = mean(canary) - mean(control) - Math.log1p(borne);
  if (error === 0) return difference > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return difference / error;
}

function errorWords(canary: Tally, control: Tally): string {
  return `${canary.errors} of ${canary.requests} requests failed, ${control.errors} of ${control.requests} beside it`;
}

/** Of the geometric means. */
function ratio(one: Sums, other: Sums): string {
  return Math.exp(mean(one) - mean(other)).toFixed(2);
}

function mean([count, sum]: Sums): number {
  return count === 0 ? 0 : sum / count;
}

function variance([count, sum, squares]: Sums): number {
  return Math.max(0, (squares - (sum * sum) / count) / (count - 1));
}

/** The mean on the scale that it was measured in; null when nothing was. */
export function geometricMean(sums: Sums): number | null {
  return sums[0] === 0 ? null : Math.exp(mean(sums));
}

function add([count, sum, squares]: Sums, value: number | null): Sums {
  if (value === null || value <= 0) return [count, sum, squares];
  const logarithm = Math.log(value);
  return [count + 1, sum + logarithm, squares + logarithm * logarithm];
}

/** P(Z > z) of the standard normal: Abramowitz and Stegun, 26.2.17, good to 7.5e-8; far smaller than any level here. */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  if (z > 8) return 0;
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
