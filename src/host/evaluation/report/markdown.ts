/** The results as the tables of the pages. */
import type { FlipRate } from '../robustness.ts';
import type { OwnResults, Results } from './results.ts';

/** What stands between `<!-- evaluation:NAME -->` and `<!-- /evaluation:NAME -->` of a page. */
export const TABLES = {
  pairs: pairsTable,
  outcomes: outcomesTable,
  routers: routersTable,
  domains: domainsTable,
  acceptance: acceptanceTable,
  flips: (results: OwnResults) => flipsTable(results.robustness.flips.filter(({ name }) => name === null)),
  'flips-by-name': (results: OwnResults) => flipsTable(results.robustness.flips.filter(({ name }) => name !== null)),
  lengths: lengthsTable,
  layouts: layoutsTable,
  fidelity: fidelityTable,
  embedders: embeddersTable,
  artifact: ({ artifact }: OwnResults) => `Artifact ${artifact.version}, digest \`${artifact.digest.slice(0, 16)}\`.`,
} as const;
export type TableName = keyof typeof TABLES;

/** RouteLLM's best published router on all of each set (arXiv 2406.18665, tables 2 and 3): APGR, CPT50, CPT80. */
const PUBLISHED: Readonly<Record<string, string>> = { MMLU: '.603 / 35.4 / 70.3', GSM8K: '.622 / 33.6 / 63.3' };
const AIMS: Readonly<Record<string, string>> = { MMLU: '≥ .72 / ≤ 25 / ≤ 53', GSM8K: '≥ .66 / ≤ 30 / ≤ 60' };

export function pairsTable({ pairs }: Results): string {
  return table(
    [
      'pair, held-out questions',
      'n',
      'APGR',
      'CPT50 %',
      'CPT80 %',
      'RouteLLM, all questions',
      'aim',
      'AUC of p(hard)',
      'calibration error',
    ],
    pairs.map((set) => [
      set.name,
      set.n,
      `**${fraction(set.apgr)}** ± ${fraction(set.noise)}`,
      set.cpt50 ?? '-',
      set.cpt80 ?? '-',
      PUBLISHED[set.name] ?? '',
      AIMS[set.name] ?? '',
      set.auc_hard === null ? '-' : fraction(set.auc_hard),
      fraction(set.ece_hard),
    ]),
  );
}

export function outcomesTable({ outcomes }: Results): string {
  return table(
    [
      'table, held-out questions',
      'n',
      'models',
      'best single',
      'random',
      'oracle',
      'as accurate as best single at',
      'for its cost',
      'for half its cost',
    ],
    outcomes.map(({ name, n, models, best_single: best, random, oracle, routers: { heimdall } }) => [
      name,
      n,
      models,
      percent(best.accuracy),
      percent(random.accuracy),
      percent(oracle.accuracy),
      savingOf(heimdall.at_best_single_accuracy),
      gainOf(heimdall.at_equal_cost),
      differenceOf(heimdall.at_half_cost, best),
    ]),
  );
}

export function routersTable({ outcomes }: Results): string {
  return table(
    ['table', 'quality from', 'as accurate as best single at', 'for its cost', 'for half its cost'],
    outcomes.flatMap(({ name, best_single: best, routers }) =>
      [
        ['Heimdall', routers.heimdall] as const,
        ['100 nearest neighbours', routers.nearest_neighbours] as const,
        ['the true domain', routers.true_domain] as const,
      ].flatMap(([label, router]) =>
        router === null
          ? []
          : [
              [
                name,
                label,
                savingOf(router.at_best_single_accuracy),
                gainOf(router.at_equal_cost),
                differenceOf(router.at_half_cost, best),
              ],
            ],
      ),
    ),
  );
}

export function domainsTable({ outcomes }: Results): string {
  return table(
    ['table', 'domain', 'n', 'best single', 'Heimdall', 'oracle'],
    outcomes.flatMap(({ name, domains }) =>
      domains.map(({ domain, n, best_single, heimdall, oracle }) => [
        name,
        domain,
        n,
        ...[best_single, heimdall, oracle].map(({ accuracy }) => percent(accuracy)),
      ]),
    ),
  );
}

export function acceptanceTable({ acceptance }: OwnResults): string {
  return table(
    ['set of ours', 'prompts', 'reached', 'aim', ''],
    acceptance.map(({ title, n, share, aim }) => [
      title,
      n,
      `**${percent(share)}**`,
      `≥ ${(100 * aim).toFixed(0)} %`,
      share >= aim ? 'met' : `misses by ${(100 * (aim - share)).toFixed(1)} points`,
    ]),
  );
}

export function lengthsTable({ robustness }: OwnResults): string {
  return table(
    ['tokens', 'prompts', 'cheap', 'mid', 'hard', 'window holds it'],
    robustness.lengths.map(({ tokens, n, buckets, fits }) => [
      tokens.toLocaleString('en'),
      n,
      ...[buckets.cheap, buckets.mid, buckets.hard, fits].map((share) => `${(100 * share).toFixed(0)} %`),
    ]),
  );
}

export function layoutsTable({ layouts }: Results): string {
  return table(
    ['layout of MMLU questions', 'n', 'APGR', 'other bucket'],
    layouts.map(({ layout, n, apgr, flips }) => [layout, n, fraction(apgr), percent(flips)]),
  );
}

/** How like the teacher the static embedder is. */
export function fidelityTable({ embedders: { fidelity } }: OwnResults): string {
  return table(
    ['prompts', 'mean cosine', 'Spearman', 'Pearson', 'shared neighbours'],
    [
      ['held out', fidelity.validation] as const,
      ['held out, cut to the 254 tokens that MiniLM reads', fidelity.validation_teacher_view] as const,
      ['trained on', fidelity.train] as const,
    ].map(([label, figures]) => [
      label,
      fraction(figures.mean_cosine),
      `**${fraction(figures.pair_spearman)}**`,
      fraction(figures.pair_pearson),
      percent(figures.neighbours_10),
    ]),
  );
}

export function embeddersTable({ embedders }: OwnResults): string {
  return table(
    ['clusters from', 'APGR MMLU', 'APGR GSM8K', 'AUC cheap', 'AUC mid', 'AUC hard', 'log loss'],
    Object.entries(embedders.triage).map(([name, { auc, log_loss, apgr }]) => [
      name,
      ...[apgr['routellm-mmlu'], apgr['routellm-gsm8k'], auc.cheap, auc.mid, auc.hard, log_loss].map(fraction),
    ]),
  );
}

function flipsTable(flips: readonly FlipRate[]): string {
  return table(
    ['change', 'prompts', 'other bucket', 'cheap to hard or back', 'probabilities moved by'],
    flips.map(({ kind, name, n, flips: share, far, moved }) => [
      name === null ? kind : `${kind}: ${name}`,
      n,
      percent(share),
      percent(far),
      fraction(moved),
    ]),
  );
}

function savingOf(point: { readonly saving: number | null } | null): string {
  if (point === null) return 'not reached';
  if (point.saving === null) return '-';
  return `**${(100 * (1 - point.saving)).toFixed(0)} %** of its cost`;
}

function gainOf(point: { readonly gain: number; readonly standard_error: number } | null): string {
  return point === null ? '-' : `**${points(point.gain)}** ± ${(100 * point.standard_error).toFixed(1)} points`;
}

function differenceOf(point: { readonly accuracy: number } | null, best: { readonly accuracy: number }): string {
  return point === null ? '-' : `${points(point.accuracy - best.accuracy)} points`;
}

function points(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function fraction(value: number): string {
  return value.toFixed(3).replace(/^0/, '');
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
