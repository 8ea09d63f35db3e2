/** The split that training uses, too (training/heimdall_training/data.py): by question, the same everywhere. */
import { createHash } from 'node:crypto';

export const FOLDS = 5;
/** Held back from training: no weight of the artifact is fitted to it. */
export const VALIDATION_FOLD = 0;

/** First option of a multiple-choice question, at the beginning of a line. */
const FIRST_OPTION = /^\(?A[.):]\s/;
/** A question that is shorter than this is not one: its first option is part of it. */
const LEAST_STEM = 20;
/** What Python's str.split() takes for space, but for four control characters that no prompt has. */
const PYTHON_SPACE = /(?:(?!\uFEFF)[\s\u0085])+/;

/** A question without its answer options, in lower case, spaces collapsed. */
export function stemKey(prompt: string): string {
  const end = optionsStart(prompt);
  const stem = end === null || [...prompt.slice(0, end)].length <= LEAST_STEM ? prompt : prompt.slice(0, end);
  return stem.toLowerCase().split(PYTHON_SPACE).filter(Boolean).join(' ');
}

/** Where the line break before the options is, blank lines between included; null without options. */
function optionsStart(prompt: string): number | null {
  const [first = '', ...lines] = prompt.split('\n');
  let lineBreak = first.length;
  let start = lineBreak;
  for (const [index, line] of lines.entries()) {
    const begun = line.trimStart();
    const isLast = index === lines.length - 1;
    if (FIRST_OPTION.test(isLast ? begun : `${begun}\n`)) return start;
    lineBreak += 1 + line.length;
    if (begun !== '') start = lineBreak;
  }
  return null;
}

/** 0..4, from the sha256 of the stem. */
export function foldOf(prompt: string): number {
  // Half a surrogate pair becomes a question mark in Python and U+FFFD here: both folds are as good.
  const digest = createHash('sha256').update(stemKey(prompt)).digest();
  return Number(digest.readBigUInt64BE(0) % BigInt(FOLDS));
}
