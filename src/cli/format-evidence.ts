import type { ModelEvidence } from '../shared/model-evidence.ts';
import { alignRows } from './format-table.ts';

/** Where a model's numbers come from, as text for people. */
export function formatEvidence(evidence: ModelEvidence): string {
  const { model, effort, level, artifact_version: version, updated } = evidence;
  const lines = [
    `${model} at ${effort === null ? `its default effort (${level})` : `${level} effort`}`,
    `  artifact ${version}, newest score of ${updated ?? 'an unknown day'}`,
    ...(evidence.derived ? ['  no score is of this effort: it follows from the other efforts of the model'] : []),
    '',
    ...ability(evidence),
    '',
    ...scores(evidence),
    '',
    ...cells(evidence),
    '',
    ...lengths(evidence),
    '',
    ...prices(evidence),
  ];
  return `${lines.join('\n')}\n`;
}

const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(2)}`;
const mix = (shares: Readonly<Record<string, number>>): string =>
  Object.entries(shares)
    .sort(([, one], [, other]) => other - one)
    .map(([name, share]) => `${name} ${Math.round(share * 100)} %`)
    .join(', ');

function ability({ ability: of }: ModelEvidence): string[] {
  const { overall, level_offset: offset, pseudo_counts: counts } = of;
  const rows = of.categories.map(({ category, offset: own, shrunk, ability: sum, sd }) => [
    category,
    signed(own),
    `${Math.round(shrunk * 100)} %`,
    signed(sum),
    `± ${sd.toFixed(2)}`,
  ]);
  return [
    'Ability, in logits of a typical benchmark',
    `  overall ${signed(overall)}, this effort of its own ${signed(offset)}; a category is shrunk by ${counts.gamma} scores`,
    ...alignRows([['category', 'offset', 'shrunk', 'ability', ''], ...rows], new Set([1, 2, 3, 4])),
  ];
}

function scores({ scores: all, level }: ModelEvidence): string[] {
  const own = all.filter((score) => score.own);
  const shown = own.length > 0 ? own : all;
  const others = all.length - shown.length;
  const rows = shown.map((score) => [
    score.category,
    score.benchmark,
    score.named,
    `${score.score} ${score.unit}`,
    score.expected === null ? '-' : score.expected.toFixed(1),
    signed(score.normalised),
    score.weight.toFixed(2),
    score.date,
    score.source,
  ]);
  const head = ['category', 'benchmark', 'named there', 'score', 'fit', 'logit', 'weight', 'date', 'source'];
  return [
    `Scores at ${own.length > 0 ? `effort ${level}` : 'other efforts'} (${shown.length}; fit = what the fit gives back)`,
    ...alignRows([head, ...rows], new Set([3, 4, 5, 6])),
    ...(others > 0 ? [`  and ${others} at other efforts (--json has them)`] : []),
  ];
}

function cells({ clusters }: ModelEvidence): string[] {
  const rows = clusters.map((cell) => [
    String(cell.id),
    cell.label,
    cell.quality.toFixed(3),
    cell.sd === null ? '' : `± ${cell.sd.toFixed(3)}`,
    cell.results.toFixed(1),
    String(Math.round(cell.tokens)),
    signed(cell.ability),
    signed(cell.difficulty),
    cell.discrimination.toFixed(2),
    cell.solve_rate.toFixed(2),
    mix(cell.asks_for),
  ]);
  const head = [
    '',
    'cluster',
    'quality',
    '',
    'results',
    'tokens',
    'ability',
    'difficulty',
    'slope',
    'solved',
    'asks for',
  ];
  return [
    'Clusters: quality = 0.01 + 0.97 · σ(slope · (ability − difficulty))',
    ...alignRows([head, ...rows], new Set([0, 2, 3, 4, 5, 6, 7, 8, 9])),
  ];
}

function lengths({ length }: ModelEvidence): string[] {
  const terms = Object.entries(length.terms).map(([name, value]) => `${name} ${signed(value)}`);
  const rows = length.runs.map((run) => [
    run.benchmark,
    run.level,
    `${Math.round(run.tokens)} tokens`,
    run.date,
    run.source,
  ]);
  return [
    `Length of an answer: ${Math.round(length.tokens)} tokens on average, thinking included`,
    `  natural logarithm: ${terms.join(', ')}; then the cluster’s difficulty and kinds`,
    ...(rows.length > 0 ? alignRows(rows, new Set([2])) : ['  not measured: its vendor’s mean']),
  ];
}

function prices({ prices: all }: ModelEvidence): string[] {
  const rows = all.map((price) => [
    price.chosen ? 'taken' : '',
    `$${price.input_usd_per_mtok} in`,
    `$${price.output_usd_per_mtok} out`,
    price.date,
    price.source,
    price.record,
    price.reference,
  ]);
  return ['Bundled price per million tokens', ...(rows.length > 0 ? alignRows(rows, new Set([1, 2])) : ['  unpriced'])];
}
