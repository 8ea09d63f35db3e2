/** Evaluations as text for a terminal. */
import type { PairEvaluation } from '../host/evaluation/evaluate-pairs.ts';
import type { OutcomeResult, RouterResult } from '../host/evaluation/outcome-report.ts';

/** @param more The curve, too. */
export function formatPairs({ metrics, curve }: PairEvaluation, more: boolean): string {
  const calls = (value: number | null): string => (value === null ? 'no gap' : `${value.toFixed(2)} %`);
  const lines = [
    `${metrics.n} prompts; strong ${metrics.strong_acc.toFixed(2)} %, weak ${metrics.weak_acc.toFixed(2)} %`,
    `APGR   ${metrics.apgr.toFixed(3)}   (a random order: .500)`,
    `CPT50  ${calls(metrics.cpt50)}   (50 %)`,
    `CPT80  ${calls(metrics.cpt80)}   (80 %)`,
    `p(hard) against "both fail": AUC ${metrics.auc_hard?.toFixed(3) ?? 'none'}, calibration error ${metrics.ece_hard.toFixed(3)}`,
  ];
  if (more) {
    const rows = curve
      .filter(({ strong_calls }) => strong_calls % 10 === 0)
      .map((point) => [
        `${point.strong_calls} %`,
        ...[point.heimdall, point.random, point.oracle].map((value) => value.toFixed(2)),
      ]);
    lines.push('', ...columns([['strong calls', 'Heimdall', 'random', 'oracle'], ...rows]));
  }
  return `${lines.join('\n')}\n`;
}

/** @param more Every model, every domain and the Pareto set, too. */
export function formatOutcomes(result: OutcomeResult, more: boolean): string {
  const { best_single: best, routers } = result;
  const relative = (costUsd: number | null): string =>
    costUsd === null || best.cost_usd === null || best.cost_usd === 0
      ? '-'
      : `${((100 * costUsd) / best.cost_usd).toFixed(1)} %`;
  const point = (name: string, at: { accuracy: number; cost_usd: number | null } | null, note = ''): string[] =>
    at === null ? [name, '-', '-', 'not reached'] : [name, accuracy(at.accuracy), relative(at.cost_usd), note];
  const lines = [
    `${result.n} prompts, ${result.models.length} models; costs: ${result.cost_source ?? 'not known'}; starts from ${result.prior}`,
    ...result.left_out.map(({ model, reason }) => `left out: ${model}: ${reason}`),
    ...(result.rows_left_out > 0 ? [`left out: ${result.rows_left_out} rows that lack an answer`] : []),
    '',
    ...columns([
      ['', 'accuracy', 'cost', ''],
      point('best single', best, best.model),
      point('random', result.random),
      point('oracle', result.oracle),
      ...named(routers).flatMap(([name, router]) => routerRows(name, router, point)),
    ]),
  ];
  if (more) {
    lines.push(
      '',
      ...columns([['model', 'accuracy', 'cost'], ...result.models.map((each) => point(each.model, each).slice(0, 3))]),
    );
    lines.push(
      '',
      ...columns([
        ['domain', 'n', 'best single', 'Heimdall', 'oracle'],
        ...result.domains.map((each) => [
          each.domain,
          String(each.n),
          accuracy(each.best_single.accuracy),
          accuracy(each.heimdall.accuracy),
          accuracy(each.oracle.accuracy),
        ]),
      ]),
    );
    lines.push(
      '',
      ...columns([
        ['alpha', 'accuracy', 'cost'],
        ...routers.heimdall.pareto.map((each) => point(each.alpha.toFixed(2), each).slice(0, 3)),
      ]),
    );
  }
  return `${lines.join('\n')}\n`;
}

function routerRows(
  name: string,
  router: RouterResult,
  point: (name: string, at: { accuracy: number; cost_usd: number | null } | null, note?: string) => string[],
): string[][] {
  const alpha = (at: { alpha: number } | null): string => (at === null ? '' : `alpha ${at.alpha.toFixed(2)}`);
  const { at_equal_cost: equal } = router;
  const gain = equal === null ? '' : `, ${signed(equal.gain)} ± ${(100 * equal.standard_error).toFixed(2)} points`;
  return [
    point(
      `${name}, as accurate as the best single`,
      router.at_best_single_accuracy,
      alpha(router.at_best_single_accuracy),
    ),
    point(`${name}, for its cost`, equal, `${alpha(equal)}${gain}`),
    point(`${name}, for half its cost`, router.at_half_cost, alpha(router.at_half_cost)),
    point(`${name}, by default`, router.at_default_alpha, alpha(router.at_default_alpha)),
  ];
}

function named({ heimdall, nearest_neighbours, true_domain }: OutcomeResult['routers']): [string, RouterResult][] {
  const known: [string, RouterResult | null][] = [
    ['Heimdall', heimdall],
    ['nearest neighbours', nearest_neighbours],
    ['true domain', true_domain],
  ];
  return known.filter((entry): entry is [string, RouterResult] => entry[1] !== null);
}

function accuracy(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

function signed(share: number): string {
  return `${share < 0 ? '' : '+'}${(100 * share).toFixed(2)}`;
}

/** Left-aligned first column, the others padded to their widest cell. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
