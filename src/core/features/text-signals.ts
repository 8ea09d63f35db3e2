/**
 * Surface signals of a prompt: form, not meaning. One bounded pass over the text; every pattern is linear.
 */

/** Units read from the start and from the end of long texts. */
const HEAD_UNITS = 6_144;
const TAIL_UNITS = 2_048;
/** Units that the trigram entropy is taken over. */
const ENTROPY_UNITS = 2_048;
const ENTROPY_SLOTS = 8_192;

export interface TextSignals {
  readonly lines: number;
  readonly meanWordChars: number;
  /** Shannon entropy of the lower-cased character trigrams, in bits; 0 for fewer than 3 characters. */
  readonly ngramEntropy: number;
  /** Shares are of all characters read, 0..1. */
  readonly digitShare: number;
  readonly upperShare: number;
  readonly punctuationShare: number;
  readonly nonAsciiShare: number;
  readonly mathSymbolShare: number;
  /** Share of non-empty lines that look like code, 0..1. */
  readonly codeLineShare: number;
  readonly hasCode: boolean;
  readonly hasMath: boolean;
  readonly questionMarks: number;
  /** Lines that start like the options of a multiple-choice question: `A.`, `(b)`, `C)`. */
  readonly optionLines: number;
  /** Lines that start like list items: `-`, `*`, `•`, `1.`. */
  readonly listLines: number;
  readonly endsWithQuestion: boolean;
}

/** The part of a text that signals are read from: all of it, or its two ends. */
export function boundedSample(text: string): string {
  if (text.length <= HEAD_UNITS + TAIL_UNITS) return text;
  return `${text.slice(0, HEAD_UNITS)}\n${text.slice(-TAIL_UNITS)}`;
}

const CODE_LINE_START =
  /^(?:(?:def|class|async|await|func|fn|impl|struct|enum|interface|namespace|package|import|from|using|export|const|let|var|public|private|protected|static|return|print|console|require|module|template|typedef|void|int|elif|else|try|except|catch|finally|switch|case|foreach|while|for|if|do|end|begin|SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b.*(?:[({[=;:]|=>|->|\bFROM\b|\bINTO\b|\bTABLE\b|\bSET\b)|(?:import|from|using|package|require)\s+["'<]?[\w.@/-]+["'>]?;?$|#include\s*[<"]|#!\/|@\w+\(?|<\/?[a-zA-Z][\w-]*[ />]|<[a-zA-Z]\w*>|\$\s+\w|>>>\s|```)/;
const CODE_LINE_END = /[;{}]$|\)\s*:$|=>\s*$|\)\s*->\s*\w+:$/;
const INLINE_CODE =
  /\b\w+\([^()\n]{0,80}\)\s*[;{]|\w=>|==={0,1}|!==?|&&|\|\||\b\w+\.\w+\([^()\n]{0,80}\)|`[^`\n]{1,200}`|<\/\w{1,20}>|\b0x[0-9a-fA-F]{2,}/;
const OPTION_LINE = /^(?:\(?[A-Ja-j][.):]|\([ivx]{1,4}\))\s+\S/;
const LIST_LINE = /^(?:[-*•]|\d{1,3}[.)])\s+\S/;
const LATEX =
  /\\(?:frac|sum|int|sqrt|mathbb|mathcal|begin|left|right|cdot|leq|geq|infty|alpha|beta|theta|lambda|pi|lim|prod|partial|forall|exists|in|to|times)\b|\$(?!\s)[^$\n]{0,199}[^$\s]\$(?!\d)|\\\(|\\\[/;
const FORMULA =
  /[∑∫√∂∇∞≤≥≠≈∈∉⊂⊆∪∩∀∃→⇒⇔±×÷πθλΣΔ]|\b[a-zA-Z]\s?[\^²³]\s?\w?|\b\d+\s?[+*/^×÷]\s?\d+|\b[a-zA-Z]\s?=\s?[-+]?\d|\b[a-z]\([a-z]\)\s?=|\d\s?[-+]\s?\d+\s?=/;

const IS_MATH_SYMBOL = new Uint8Array(65_536);
for (const symbol of '+=<>^*/|~∑∫√∂∇∞≤≥≠≈∈∉⊂⊆∪∩∀∃→⇒⇔±×÷') IS_MATH_SYMBOL[symbol.charCodeAt(0)] = 1;

/** Reads the signals of a prompt. Bounded: at most 8,193 code units are looked at. */
export function textSignals(text: string): TextSignals {
  const sample = boundedSample(text);
  const length = sample.length;
  let digits = 0;
  let upper = 0;
  let punctuation = 0;
  let nonAscii = 0;
  let mathSymbols = 0;
  let questionMarks = 0;
  let words = 0;
  let wordChars = 0;
  let inWord = false;
  for (let index = 0; index < length; index++) {
    const unit = sample.charCodeAt(index);
    let wordUnit = false;
    if (unit > 127) {
      nonAscii++;
      wordUnit = true;
      if (unit === 0xff1f || unit === 0x061f) questionMarks++;
    } else if (unit >= 97 && unit <= 122) wordUnit = true;
    else if (unit >= 65 && unit <= 90) {
      upper++;
      wordUnit = true;
    } else if (unit >= 48 && unit <= 57) {
      digits++;
      wordUnit = true;
    } else if (unit > 32 && unit < 127) {
      punctuation++;
      if (unit === 63) questionMarks++;
    }
    mathSymbols += IS_MATH_SYMBOL[unit] as number;
    if (wordUnit) {
      wordChars++;
      if (!inWord) words++;
    }
    inWord = wordUnit;
  }

  const lines = readLines(sample);
  const perChar = length > 0 ? 1 / length : 0;
  return {
    lines: lines.total,
    meanWordChars: words > 0 ? wordChars / words : 0,
    ngramEntropy: trigramEntropy(sample),
    digitShare: digits * perChar,
    upperShare: upper * perChar,
    punctuationShare: punctuation * perChar,
    nonAsciiShare: nonAscii * perChar,
    mathSymbolShare: mathSymbols * perChar,
    codeLineShare: lines.filled > 0 ? lines.code / lines.filled : 0,
    hasCode: lines.fenced || lines.code >= 2 || (lines.code === 1 && lines.filled <= 3) || INLINE_CODE.test(sample),
    hasMath: LATEX.test(sample) || FORMULA.test(sample),
    questionMarks,
    optionLines: lines.options,
    listLines: lines.lists,
    endsWithQuestion: /[?？؟]\s*$/.test(sample.slice(-16)),
  };
}

interface LineCounts {
  total: number;
  filled: number;
  code: number;
  options: number;
  lists: number;
  fenced: boolean;
}

function readLines(sample: string): LineCounts {
  const counts: LineCounts = { total: 0, filled: 0, code: 0, options: 0, lists: 0, fenced: false };
  let start = 0;
  while (start <= sample.length) {
    let end = sample.indexOf('\n', start);
    if (end < 0) end = sample.length;
    counts.total++;
    // Only the two ends of a line are looked at, so that one enormous line costs no more than many short ones.
    const line = sample.slice(start, Math.min(end, start + 240)).trim();
    if (line.length > 0) {
      counts.filled++;
      if (OPTION_LINE.test(line)) counts.options++;
      else if (LIST_LINE.test(line)) counts.lists++;
      else if (CODE_LINE_START.test(line) || (line.length > 1 && CODE_LINE_END.test(line))) counts.code++;
      if (line.startsWith('```')) counts.fenced = true;
    }
    start = end + 1;
  }
  return counts;
}

const slotCounts = new Uint16Array(ENTROPY_SLOTS);
const touchedSlots = new Uint16Array(ENTROPY_UNITS);
/** `n·log2(n)` for every count that can occur. */
const N_LOG_N = Float64Array.from({ length: ENTROPY_UNITS + 1 }, (_, n) => (n > 0 ? n * Math.log2(n) : 0));

/**
 * Shannon entropy of the character trigrams of the first 2,048 code units, lower-cased, in bits:
 * `H = log2 N − (1/N) Σ nᵢ log2 nᵢ`. Trigrams are hashed to 8,192 slots; collisions lower H by well under a tenth of a
 * bit at these lengths.
 */
export function trigramEntropy(text: string): number {
  const length = Math.min(text.length, ENTROPY_UNITS);
  const total = length - 2;
  if (total <= 0) return 0;
  let touched = 0;
  let one = lowerAscii(text.charCodeAt(0));
  let two = lowerAscii(text.charCodeAt(1));
  for (let index = 2; index < length; index++) {
    const three = lowerAscii(text.charCodeAt(index));
    let hash = Math.imul(one, 0x9e3779b1) ^ Math.imul(two, 0x85ebca6b) ^ Math.imul(three, 0xc2b2ae35);
    hash = (hash ^ (hash >>> 15)) & (ENTROPY_SLOTS - 1);
    const count = slotCounts[hash] as number;
    if (count === 0) touchedSlots[touched++] = hash;
    slotCounts[hash] = count + 1;
    one = two;
    two = three;
  }
  let sum = 0;
  for (let index = 0; index < touched; index++) {
    const slot = touchedSlots[index] as number;
    sum += N_LOG_N[slotCounts[slot] as number] as number;
    slotCounts[slot] = 0;
  }
  return Math.max(0, Math.log2(total) - sum / total);
}

function lowerAscii(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit;
}
