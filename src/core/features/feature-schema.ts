/**
 * The order of the tree features: the contract between the runtime and training. Training never computes a feature
 * itself; it reads rows that `heimdall features` wrote with this code.
 */
import { EMBEDDING_DIM } from './embedding/embedder.ts';
import type { TextSignals } from './text-signals.ts';

export interface FeatureDescription {
  readonly name: string;
  readonly unit: string;
  /** `surface`, `words`, `cluster` or `embedding`: what an explanation groups by. */
  readonly group: string;
}

/** What surface features are computed from. */
export interface SurfaceInput {
  readonly signals: TextSignals;
  readonly promptTokens: number;
  /** Shares of the embedded tokens that are programming or mathematics words, 0..1. */
  readonly codeWordShare: number;
  readonly mathWordShare: number;
}

interface SurfaceFeature {
  readonly name: string;
  readonly unit: string;
  readonly value: (input: SurfaceInput) => number;
}

const SURFACE: readonly SurfaceFeature[] = [
  { name: 'log_prompt_tokens', unit: 'ln(1+tokens)', value: (i) => Math.log1p(i.promptTokens) },
  { name: 'log_lines', unit: 'ln(1+lines)', value: (i) => Math.log1p(i.signals.lines) },
  { name: 'mean_word_chars', unit: 'characters', value: (i) => i.signals.meanWordChars },
  { name: 'ngram_entropy', unit: 'bits', value: (i) => i.signals.ngramEntropy },
  { name: 'digit_share', unit: 'share', value: (i) => i.signals.digitShare },
  { name: 'upper_share', unit: 'share', value: (i) => i.signals.upperShare },
  { name: 'punctuation_share', unit: 'share', value: (i) => i.signals.punctuationShare },
  { name: 'non_ascii_share', unit: 'share', value: (i) => i.signals.nonAsciiShare },
  { name: 'math_symbol_share', unit: 'share', value: (i) => i.signals.mathSymbolShare },
  { name: 'has_code', unit: '0|1', value: (i) => (i.signals.hasCode ? 1 : 0) },
  { name: 'code_line_share', unit: 'share', value: (i) => i.signals.codeLineShare },
  { name: 'code_word_share', unit: 'share', value: (i) => i.codeWordShare },
  { name: 'has_math', unit: '0|1', value: (i) => (i.signals.hasMath ? 1 : 0) },
  { name: 'math_word_share', unit: 'share', value: (i) => i.mathWordShare },
  { name: 'log_question_marks', unit: 'ln(1+count)', value: (i) => Math.log1p(i.signals.questionMarks) },
  { name: 'ends_with_question', unit: '0|1', value: (i) => (i.signals.endsWithQuestion ? 1 : 0) },
  { name: 'log_option_lines', unit: 'ln(1+lines)', value: (i) => Math.log1p(i.signals.optionLines) },
  { name: 'log_list_lines', unit: 'ln(1+lines)', value: (i) => Math.log1p(i.signals.listLines) },
];

export const SURFACE_FEATURE_COUNT = SURFACE.length;
export const SURFACE_FEATURE_NAMES: readonly string[] = SURFACE.map((feature) => feature.name);

// Fractions, so that V8 gives every copy the same shape, with a place for a double in each field.
const NO_SURFACE: Readonly<Record<string, number>> = Object.fromEntries(
  SURFACE_FEATURE_NAMES.map((name) => [name, 0.5]),
);

/** The surface features at the front of a row, by name. */
export function surfaceOf(row: Float32Array): Record<string, number> {
  const surface = { ...NO_SURFACE };
  for (let index = 0; index < SURFACE.length; index++) {
    surface[SURFACE_FEATURE_NAMES[index] as string] = row[index] as number;
  }
  return surface;
}

/** Writes the surface features to the front of a feature row. */
export function writeSurfaceFeatures(input: SurfaceInput, row: Float32Array): void {
  for (let index = 0; index < SURFACE.length; index++) row[index] = (SURFACE[index] as SurfaceFeature).value(input);
}

/** Describes every column of a row, in order: surface, word scores, cosine to each of k clusters, 384 dimensions. */
export function describeFeatures(wordHeads: readonly string[], clusterCount: number): FeatureDescription[] {
  return [
    ...SURFACE.map(({ name, unit }) => ({ name, unit, group: 'surface' })),
    ...wordHeads.map((head) => ({ name: `words_${head}`, unit: 'score', group: 'words' })),
    ...Array.from({ length: clusterCount }, (_, id) => ({ name: `cluster_${id}`, unit: 'cosine', group: 'cluster' })),
    ...Array.from({ length: EMBEDDING_DIM }, (_, dim) => ({
      name: `embedding_${dim}`,
      unit: 'unit vector',
      group: 'embedding',
    })),
  ];
}
