/** The pictures of an evaluation. */
import type { PairPoint } from '../evaluate-pairs.ts';
import type { OutcomeResult } from '../outcome-report.ts';
import { chartSvg, type Mark, type Panel } from './svg-chart.ts';

const percent = (value: number): string => `${Number(value.toFixed(2))} %`;
const ACCURACY = { label: 'accuracy', log: false, format: percent };

/** Accuracy over the share of calls to the stronger model. */
export function pairChart(curve: readonly PairPoint[], title: string): string {
  const of = (name: 'heimdall' | 'random' | 'oracle') =>
    curve.map((point) => [point.strong_calls, point[name]] as const);
  const panel: Panel = {
    title,
    x: { label: 'calls to the stronger model', log: false, format: percent },
    y: ACCURACY,
    curves: [
      { name: 'random order', style: 'plain', points: of('random') },
      { name: 'oracle', style: 'best', points: of('oracle') },
      { name: 'Heimdall', style: 'ours', points: of('heimdall') },
    ],
    marks: [],
    level: null,
  };
  return chartSvg([panel], `${title}: accuracy over the share of calls to the stronger model`);
}

/** Accuracy over cost, relative to the best single model: a panel for each table. */
export function outcomeChart(results: readonly { readonly name: string; readonly result: OutcomeResult }[]): string {
  const panels = results.map(({ name, result }) => outcomePanel(name, result));
  return chartSvg(panels, `Accuracy over cost on ${results.map(({ name }) => name).join(', ')}`);
}

function outcomePanel(title: string, result: OutcomeResult): Panel {
  const { best_single: best, routers } = result;
  // Where no cost is known there is nothing to lay out along: everything stands at 100 %.
  const place = (costUsd: number | null): number =>
    costUsd === null || best.cost_usd === null || best.cost_usd === 0 ? 100 : (100 * costUsd) / best.cost_usd;
  const mark = (style: Mark['style'], at: { accuracy: number; cost_usd: number | null }): Mark => ({
    style,
    x: place(at.cost_usd),
    y: 100 * at.accuracy,
  });
  // What is worse than random would press all that matters into a corner.
  const worthShowing = result.models.slice(1).filter(({ accuracy }) => accuracy >= result.random.accuracy);
  const points = (router: OutcomeResult['routers']['heimdall']) =>
    router.pareto.map((point) => [place(point.cost_usd), 100 * point.accuracy] as const);
  return {
    title,
    x: { label: 'cost, best single model = 100 %', log: true, format: percent },
    y: ACCURACY,
    curves: [
      { name: '100 neighbours', style: 'rival', points: points(routers.nearest_neighbours) },
      { name: 'Heimdall', style: 'ours', points: points(routers.heimdall) },
    ],
    marks: [
      ...worthShowing.map((model) => mark('single', model)),
      mark('random', result.random),
      mark('oracle', result.oracle),
      mark('best-single', best),
    ],
    level: 100 * best.accuracy,
  };
}
