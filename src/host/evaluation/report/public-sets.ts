/**
 * The public tables, on the fifth of their questions that training never sees. Their rows are not in the repository:
 * training/README.md says where they come from.
 */
import { join } from 'node:path';
import { type Artifact, pairMetrics } from '../../../core/index.ts';
import { evaluateOutcomes } from '../evaluate-outcomes.ts';
import { evaluatePairs, type PairEvaluation, type PairRow, readPairs } from '../evaluate-pairs.ts';
import { createEvaluationRouter } from '../evaluation-router.ts';
import { foldOf, VALIDATION_FOLD } from '../folds.ts';
import type { ModelPrices } from '../model-prices.ts';
import type { OutcomeResult } from '../outcome-report.ts';
import { CHOICE_LAYOUTS, parseChoice } from '../prompt-variants.ts';
import { type OutcomeRow, readOutcomes } from '../read-outcomes.ts';

interface PairSet {
  readonly name: string;
  readonly file: string;
  readonly keep: (row: Readonly<Record<string, unknown>>) => boolean;
}

const PAIR_SETS: readonly PairSet[] = [
  { name: 'MMLU', file: 'routellm/mmlu.jsonl.gz', keep: () => true },
  { name: 'MMLU without the broken subject', file: 'routellm/mmlu.jsonl.gz', keep: (row) => row.suspect !== true },
  { name: 'GSM8K', file: 'routellm/gsm8k.jsonl.gz', keep: () => true },
];

const OUTCOME_SETS: readonly { readonly name: string; readonly files: readonly string[] }[] = [
  { name: 'LLMRouter', files: ['llmrouter/llmrouter.jsonl.gz'] },
  { name: 'MMLU-Pro', files: ['mmlu-pro/mmlu_pro.jsonl.gz'] },
  { name: 'ZeroEval', files: ['gsm', 'math-l5', 'crux'].map((part) => `zeroeval/${part}.jsonl.gz`) },
];

/** Names of the layouts that are compared with the questions as they come. */
const LAYOUTS = ['A. without Answer:', '1.', 'other order', 'in one sentence', 'no options'];

export interface NamedPairs extends PairEvaluation {
  readonly name: string;
  /** Standard deviation of APGR over random orders of the same prompts: what is noise. */
  readonly noise: number;
}

/** The same questions in another layout. */
export interface LayoutResult {
  readonly layout: string;
  readonly n: number;
  readonly apgr: number;
  /** Share in another bucket than in the layout of the set, 0..1. */
  readonly flips: number;
}

export interface NamedOutcomes {
  readonly name: string;
  readonly result: OutcomeResult;
}

export interface PublicResults {
  readonly pairs: readonly NamedPairs[];
  readonly layouts: readonly LayoutResult[];
  readonly outcomes: readonly NamedOutcomes[];
}

/** @throws {HeimdallError} `request_invalid` when a file is missing or bad. */
export async function evaluatePublicSets(
  artifact: Artifact,
  dataFolder: string,
  prices: ModelPrices,
  log: (line: string) => void,
): Promise<PublicResults> {
  const pairs: NamedPairs[] = [];
  const heldOut = ({ file, keep }: PairSet): Promise<PairRow[]> =>
    readPairs(join(dataFolder, file), (row) => keep(row) && foldOf(String(row.prompt)) === VALIDATION_FOLD);
  for (const set of PAIR_SETS) {
    log(set.name);
    const rows = await heldOut(set);
    pairs.push({ name: set.name, noise: noiseOf(rows), ...(await evaluatePairs(artifact, rows)) });
  }
  log('layouts of MMLU');
  const layouts = await evaluateLayouts(artifact, await heldOut(PAIR_SETS[1] as PairSet));
  const outcomes: NamedOutcomes[] = [];
  for (const { name, files } of OUTCOME_SETS) {
    log(name);
    const rows: OutcomeRow[] = [];
    for (const file of files) rows.push(...(await readOutcomes(join(dataFolder, file))));
    outcomes.push({ name, result: await evaluateOutcomes(artifact, rows, prices, 'held-out') });
  }
  return { pairs, layouts, outcomes };
}

async function evaluateLayouts(artifact: Artifact, rows: readonly PairRow[]): Promise<LayoutResult[]> {
  const { decide } = createEvaluationRouter(artifact);
  const asked = rows.flatMap((row) => {
    const choice = parseChoice(row.prompt);
    return choice === null ? [] : [{ ...row, choice }];
  });
  const buckets: string[] = [];
  for (const { prompt } of asked) buckets.push((await decide(prompt)).bucket);
  const { metrics } = await evaluatePairs(artifact, asked);
  const results: LayoutResult[] = [{ layout: 'as it comes', n: asked.length, apgr: metrics.apgr, flips: 0 }];
  for (const { name, of } of CHOICE_LAYOUTS.filter((layout) => LAYOUTS.includes(layout.name))) {
    const changed = asked.map((row) => ({ ...row, prompt: of(row.choice) }));
    let flips = 0;
    for (const [index, { prompt }] of changed.entries())
      flips += Number((await decide(prompt)).bucket !== buckets[index]);
    const { metrics: moved } = await evaluatePairs(artifact, changed);
    results.push({ layout: name, n: asked.length, apgr: moved.apgr, flips: flips / Math.max(1, asked.length) });
  }
  return results;
}

const SHUFFLES = 200;

function noiseOf(rows: readonly PairRow[]): number {
  let state = 1;
  const draw = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  const figures = Array.from(
    { length: SHUFFLES },
    () => pairMetrics(rows.map((row) => ({ ...row, score: draw() }))).apgr,
  );
  const mean = figures.reduce((sum, value) => sum + value, 0) / SHUFFLES;
  return Math.sqrt(figures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SHUFFLES - 1));
}
