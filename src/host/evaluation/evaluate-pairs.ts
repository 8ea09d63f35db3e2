import {
  type Artifact,
  calibrationError,
  type Forecast,
  gainCurve,
  HeimdallError,
  type PairMetrics,
  pairMetrics,
  rankScore,
  rocAuc,
  type ScoredPair,
} from '../../core/index.ts';
import { type JsonLine, readJsonLines, shareField, textField } from '../files/json-lines.ts';
import { createEvaluationRouter } from './evaluation-router.ts';
import { createIdReader } from './row-ids.ts';

/** What two models made of one prompt. */
export interface PairRow {
  readonly prompt: string;
  /** How well each did, 0..1. */
  readonly strong: number;
  readonly weak: number;
}

export interface PairResult extends PairMetrics {
  /** Area under the ROC curve of p(hard) against "both fail"; null where all or none do. */
  readonly auc_hard: number | null;
  /** Expected calibration error of p(hard) against the share in which both fail, (1 − strong)·(1 − weak), 0..1. */
  readonly ece_hard: number;
}

/** A point of the curve: so many percent of calls to the strong model. */
export interface PairPoint {
  readonly strong_calls: number;
  /** Percent. */
  readonly heimdall: number;
  readonly random: number;
  /** The prompts with the largest gain first. */
  readonly oracle: number;
}

export interface PairEvaluation {
  readonly metrics: PairResult;
  /** From 0 to 100 % of calls, in 101 points. */
  readonly curve: readonly PairPoint[];
}

/**
 * Rows `{id, prompt, strong_correct, weak_correct}` of a .jsonl or .jsonl.gz file.
 *
 * @param keep Which rows count; all without it.
 * @throws {HeimdallError} `request_invalid`, which names file, line and field.
 */
export async function readPairs(
  path: string,
  keep: (row: JsonLine['value']) => boolean = () => true,
): Promise<PairRow[]> {
  const rows: PairRow[] = [];
  const idOf = createIdReader();
  for await (const line of readJsonLines(path)) {
    idOf(line);
    if (!keep(line.value)) continue;
    const prompt = textField(line, 'prompt');
    rows.push({ prompt, strong: shareField(line, 'strong_correct'), weak: shareField(line, 'weak_correct') });
  }
  if (rows.length === 0) throw new HeimdallError('request_invalid', `${path} has no rows.`);
  return rows;
}

/** Every prompt goes through `decide()`, the path that requests take, with default settings. */
export async function evaluatePairs(artifact: Artifact, rows: readonly PairRow[]): Promise<PairEvaluation> {
  const { decide } = createEvaluationRouter(artifact);
  const pairs: ScoredPair[] = [];
  const hard: Forecast[] = [];
  for (const { prompt, strong, weak } of rows) {
    const decision = await decide(prompt);
    pairs.push({ score: rankScore(decision), strong, weak });
    hard.push({ probability: decision.bucket_probabilities.hard, label: (1 - strong) * (1 - weak) });
  }
  const auc = rocAuc(hard);
  return {
    metrics: {
      ...pairMetrics(pairs),
      auc_hard: auc === null ? null : round4(auc),
      ece_hard: round4(calibrationError(hard) ?? 0),
    },
    curve: curveOf(pairs),
  };
}

function curveOf(pairs: readonly ScoredPair[]): PairPoint[] {
  const n = pairs.length;
  const weak = pairs.reduce((sum, pair) => sum + pair.weak, 0);
  const ours = gainCurve(pairs);
  const best = gainCurve(pairs.map((pair) => ({ ...pair, score: pair.strong - pair.weak })));
  const percent = (gained: number): number => round4((100 * (weak + gained)) / n);
  return Array.from({ length: 101 }, (_, share) => {
    const calls = Math.round((share * n) / 100);
    return {
      strong_calls: share,
      heimdall: percent(ours[calls] as number),
      random: percent((ours[n] as number) * (calls / n)),
      oracle: percent(best[calls] as number),
    };
  });
}

function round4(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
