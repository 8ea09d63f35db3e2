import type { ExplorationResult } from '../host/evaluation/explore-outcomes.ts';
import { alignRows } from './format-table.ts';

/** What exploration was worth, a line a run. */
export function formatExploration({ rows, models, requests, seeds, runs }: ExplorationResult): string {
  const points = (share: number) => (100 * share).toFixed(2);
  const cells = runs.map(({ table, rated, share, explored, regret, regret_se: error, last_regret: last }) => [
    table,
    `${100 * rated} %`,
    `${100 * share} %`,
    String(explored),
    `${points(regret)} ± ${points(error)}`,
    points(last),
  ]);
  const head = ['table', 'rated', 'share', 'explored', 'regret', 'in the last tenth'];
  return [
    `${requests} requests of ${rows} rows to ${models} models, ${seeds} times. Regret: points of quality below the best model's.`,
    '',
    ...alignRows([head, ...cells], new Set([1, 2, 3, 4, 5]), ''),
    '',
  ].join('\n');
}
