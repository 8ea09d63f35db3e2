/**
 * What two prompts must share before one may get the answer of the other. Embeddings put a question and its opposite
 * close together (`is it safe`, `is it not safe`), and `2+2` beside `2+3`; so whatever such pairs differ in must be the
 * same, in the same order. It errs on the side of asking the model: a miss costs a call, a wrong hit is a wrong answer.
 */
import { NEGATIONS, NUMBER_WORDS, STOP_WORDS, TERMS } from './guard-words.ts';
import { splitVerbatim } from './split-verbatim.ts';

/** The parts of a prompt that must be the same in both. */
export interface GuardTerms {
  /** Lower-case words in their order. */
  readonly words: readonly string[];
  /** Digits and number words in their order. */
  readonly numbers: string;
  readonly negations: number;
  /** Operators and other signs that carry meaning. */
  readonly signs: string;
  /** Code and quotations, as they are. */
  readonly verbatim: string;
  /** Words that name something, lower-case. */
  readonly names: ReadonlySet<string>;
}

/** Why two prompts that are close are not the same question. */
export type GuardReason = 'numbers' | 'negation' | 'signs' | 'verbatim' | 'names' | 'order';

const NUMBER = /\d+(?:[.,:/]\d+)*/g;
/** Signs, and a minus beside a digit; a hyphen between words and the marks of sentences mean nothing. */
const SIGN = /[+*/^=<>×÷≤≥≠%$€£¥#@&|~\\[\]{}]|-(?=\s*\d)/g;
const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_'’.+#-]*/gu;
/** Embeddings of a model for English say little of texts in other scripts. */
const MAX_FOREIGN_SHARE = 0.3;

/** @returns Null when nothing can be said for sure about the text: it is mostly in a script that is not Latin. */
export function guardTerms(text: string): GuardTerms | null {
  if (foreignShare(text) > MAX_FOREIGN_SHARE) return null;
  const { verbatim: parts, prose } = splitVerbatim(text);
  const verbatim = parts.join('\u0000');
  const names = new Set<string>();
  const words: string[] = [];
  const numbers: string[] = (prose.match(NUMBER) ?? []).slice();
  let negations = 0;
  for (const match of prose.matchAll(WORD)) {
    const written = withoutEnd(match[0]);
    const word = written.toLowerCase().replaceAll('’', "'");
    words.push(word);
    if (NEGATIONS.has(word) || word.endsWith("n't")) negations++;
    if (NUMBER_WORDS.has(word)) numbers.push(word);
    if (TERMS.has(word) || (isName(written) && !STOP_WORDS.has(word))) names.add(word);
  }
  return { words, numbers: numbers.join(' '), negations, signs: (prose.match(SIGN) ?? []).join(''), verbatim, names };
}

/** Null when nothing speaks against answering one like the other. */
export function guardReason(one: GuardTerms, other: GuardTerms): GuardReason | null {
  if (one.numbers !== other.numbers) return 'numbers';
  if (one.negations !== other.negations) return 'negation';
  if (one.signs !== other.signs) return 'signs';
  if (one.verbatim !== other.verbatim) return 'verbatim';
  const named = (word: string) => one.names.has(word) || other.names.has(word);
  if (!sameList(one.words.filter(named), other.words.filter(named))) return 'names';
  const inOne = new Set(one.words);
  const inOther = new Set(other.words);
  const shared = (word: string) => inOne.has(word) && inOther.has(word) && !STOP_WORDS.has(word);
  // "is A faster than B" and "is B faster than A" have the same words.
  const orderOne = [...inOne].filter(shared);
  const orderOther = [...inOther].filter(shared);
  return sameList(orderOne, orderOther) ? null : 'order';
}

/** Capitals, digits and the signs of identifiers; the first word of a sentence too, unless it is a common one. */
function isName(word: string): boolean {
  return /[\p{Lu}_\d.+#]/u.test(word);
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, index) => word === other[index]);
}

function foreignShare(text: string): number {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return 1 - latin / letters;
}

/** A word without the marks that end a sentence or a quotation. */
function withoutEnd(word: string): string {
  let end = word.length;
  while (end > 0 && ".'’-".includes(word.charAt(end - 1))) end--;
  return word.slice(0, end);
}
