import { HeimdallError } from '../../core/index.ts';
import type { ModelPrices } from './model-prices.ts';
import type { OutcomeRow } from './read-outcomes.ts';

/** Outcomes without gaps: every row has a score and a cost of every model. */
export interface OutcomeTable {
  readonly rows: readonly { readonly id: string; readonly prompt: string; readonly domain: string | null }[];
  readonly models: readonly string[];
  /** [row][model], 0..1 */
  readonly scores: readonly Float64Array[];
  /** [row][model], dollars; null when no model has a cost. */
  readonly costs: readonly Float64Array[] | null;
  /** Where costs come from. */
  readonly costSource: 'recorded' | 'list prices' | null;
  readonly leftOut: readonly { readonly model: string; readonly reason: string }[];
  /** Rows that lack an answer of a model that was kept. */
  readonly rowsLeftOut: number;
}

/** A model that lacks more of the rows is left out; else the rows are that it lacks. */
const MOST_GAPS = 0.2;

/** @throws {HeimdallError} `request_invalid` when fewer than two models or no rows remain. */
export function tabulateOutcomes(rows: readonly OutcomeRow[], prices: ModelPrices): OutcomeTable {
  const leftOut: { model: string; reason: string }[] = [];
  const counts = new Map<string, number>();
  for (const { scores } of rows) for (const model of scores.keys()) counts.set(model, (counts.get(model) ?? 0) + 1);
  const often = [...counts.keys()].filter((model) => {
    const gaps = rows.length - (counts.get(model) as number);
    if (gaps <= MOST_GAPS * rows.length) return true;
    leftOut.push({ model, reason: `no answer in ${gaps} of ${rows.length} rows` });
    return false;
  });

  const recorded = rows.some(({ costUsd }) => costUsd.size > 0);
  const costOf = (row: OutcomeRow, model: string): number | null =>
    recorded ? (row.costUsd.get(model) ?? null) : prices.listCost(model, row.prompt, row.domain);
  const priced = often.filter((model) => rows.every((row) => !row.scores.has(model) || costOf(row, model) !== null));
  const models = priced.length === 0 ? often : priced;
  for (const model of often) if (!models.includes(model)) leftOut.push({ model, reason: reasonWithoutCost(recorded) });
  if (models.length < 2) throw tooFewModels(counts.size, leftOut);

  const whole = rows.filter(({ scores }) => models.every((model) => scores.has(model)));
  if (whole.length === 0) {
    throw new HeimdallError('request_invalid', 'No row has an answer of every model: there is nothing to compare.');
  }
  return {
    rows: whole.map(({ id, prompt, domain }) => ({ id, prompt, domain })),
    models,
    scores: whole.map(({ scores }) => Float64Array.from(models, (model) => scores.get(model) as number)),
    costs:
      priced.length === 0
        ? null
        : whole.map((row) => Float64Array.from(models, (model) => costOf(row, model) as number)),
    costSource: priced.length === 0 ? null : recorded ? 'recorded' : 'list prices',
    leftOut,
    rowsLeftOut: rows.length - whole.length,
  };
}

function reasonWithoutCost(recorded: boolean): string {
  return recorded ? 'no cost_usd in some rows' : 'no price; add cost_usd to the rows, or the price with --models';
}

function tooFewModels(found: number, leftOut: readonly { model: string; reason: string }[]): HeimdallError {
  const reasons = leftOut.slice(0, 3).map(({ model, reason }) => `${model}: ${reason}`);
  const said = reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
  return new HeimdallError(
    'request_invalid',
    `Routing needs two models; of the file's ${found} too few can be compared${said}.`,
  );
}
