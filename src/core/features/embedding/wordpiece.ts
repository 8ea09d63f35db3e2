/**
 * WordPiece tokenisation as bert-base-uncased does it (clean, isolate CJK, strip accents, lower-case, split on
 * punctuation, greedy longest match), written for speed: one pass over UTF-16 code units, a hashed trie instead of
 * substring look-ups, no allocation per token.
 *
 * Reference: Devlin et al. 2018, and the `BertNormalizer`, `BertPreTokenizer` and `WordPiece` of Hugging Face
 * tokenizers, whose output the golden vectors hold it to (test/fixtures/golden/wordpiece.json).
 */

const DROP = 1;
const SPACE = 2;
const PUNCTUATION = 3;
const CJK = 4;
const WORD = 5;

/** Longer words become a single unknown token, as in the reference. */
const MAX_WORD_UNITS = 100;

const ROOT = 0;
const CONTINUATION_ROOT = 1;

export interface WordPiece {
  readonly vocabularySize: number;
  readonly unknownId: number;
  /**
   * Writes the token ids of `text` to `out` and returns how many there were. Stops when `out` is full.
   * No special tokens are added.
   */
  tokenize(text: string, out: Int32Array): number;
  /** Id of a vocabulary entry, or -1. */
  idOf(token: string): number;
}

/** @param vocabulary One token per index; continuation pieces start with `##`. Must hold `[UNK]`. */
export function createWordPiece(vocabulary: readonly string[]): WordPiece {
  const trie = buildTrie(vocabulary);
  const ids = new Map<string, number>();
  for (let id = 0; id < vocabulary.length; id++) ids.set(vocabulary[id] as string, id);
  const unknownId = ids.get('[UNK]') ?? -1;
  if (unknownId < 0) throw new RangeError('The vocabulary has no [UNK] token.');

  const word = new Uint16Array(MAX_WORD_UNITS);

  /** Greedy longest match over `word[0..length)`; a word that does not decompose whole is one unknown token. */
  function emitWord(length: number, out: Int32Array, count: number): number {
    const begin = count;
    let start = 0;
    while (start < length) {
      let node = start === 0 ? ROOT : CONTINUATION_ROOT;
      let matched = -1;
      let matchedEnd = start;
      for (let index = start; index < length; index++) {
        node = trie.next(node, word[index] as number);
        if (node < 0) break;
        const id = trie.terminal[node] as number;
        if (id >= 0) {
          matched = id;
          matchedEnd = index + 1;
        }
      }
      if (matched < 0) {
        out[begin] = unknownId;
        return begin + 1;
      }
      if (count === out.length) return count;
      out[count++] = matched;
      start = matchedEnd;
    }
    return count;
  }

  function tokenize(text: string, out: Int32Array): number {
    const limit = out.length;
    const source = isAscii(text) ? text : stripAccents(text);
    let count = 0;
    let wordLength = 0;
    let wordTooLong = false;

    const flush = (): void => {
      if (wordTooLong) out[count++] = unknownId;
      else if (wordLength > 0) count = emitWord(wordLength, out, count);
      wordLength = 0;
      wordTooLong = false;
    };

    for (let index = 0; index < source.length && count < limit; index++) {
      const unit = source.charCodeAt(index);
      const kind = unit < 128 ? (ASCII_KIND[unit] as number) : kindOf(source, index, unit);
      if (kind === WORD) {
        const pair = isLeadingOfPair(source, index, unit);
        if (wordLength + (pair ? 2 : 1) > MAX_WORD_UNITS) wordTooLong = true;
        else if (pair) {
          const lower = lowerPair(source, index);
          word[wordLength++] = lower.charCodeAt(0);
          word[wordLength++] = lower.charCodeAt(1);
        } else word[wordLength++] = unit < 128 ? (ASCII_LOWER[unit] as number) : lowerUnit(unit);
        if (pair) index++;
        continue;
      }
      if (kind === DROP) {
        if (isLeadingOfPair(source, index, unit)) index++;
        continue;
      }
      flush();
      if (kind === SPACE || count >= limit) continue;
      // Punctuation and CJK characters are words of their own.
      word[0] = unit;
      let units = 1;
      if (isLeadingOfPair(source, index, unit)) {
        word[1] = source.charCodeAt(++index);
        units = 2;
      }
      count = emitWord(units, out, count);
    }
    if (count < limit) flush();
    return count;
  }

  return { vocabularySize: vocabulary.length, unknownId, tokenize, idOf: (token) => ids.get(token) ?? -1 };
}

interface Trie {
  readonly terminal: Int32Array;
  next(node: number, unit: number): number;
}

/** A trie whose edges live in one open-addressing table keyed by (node, code unit). */
function buildTrie(vocabulary: readonly string[]): Trie {
  const edges = new Map<number, number>();
  const terminals: number[] = [-1, -1];
  for (let id = 0; id < vocabulary.length; id++) {
    const token = vocabulary[id] as string;
    const continuation = token.length > 2 && token.startsWith('##');
    let node = continuation ? CONTINUATION_ROOT : ROOT;
    for (let index = continuation ? 2 : 0; index < token.length; index++) {
      const key = node * 65_536 + token.charCodeAt(index);
      let child = edges.get(key);
      if (child === undefined) {
        child = terminals.length;
        terminals.push(-1);
        edges.set(key, child);
      }
      node = child;
    }
    if (node > CONTINUATION_ROOT) terminals[node] = id;
  }

  const capacity = 1 << Math.ceil(Math.log2(Math.max(8, edges.size * 2)));
  const mask = capacity - 1;
  const nodes = new Int32Array(capacity).fill(-1);
  const units = new Uint16Array(capacity);
  const children = new Int32Array(capacity);
  for (const [key, child] of edges) {
    const node = Math.floor(key / 65_536);
    const unit = key % 65_536;
    let slot = edgeHash(node, unit) & mask;
    while (nodes[slot] !== -1) slot = (slot + 1) & mask;
    nodes[slot] = node;
    units[slot] = unit;
    children[slot] = child;
  }

  return {
    terminal: Int32Array.from(terminals),
    next(node, unit) {
      let slot = edgeHash(node, unit) & mask;
      for (;;) {
        const found = nodes[slot] as number;
        if (found === -1) return -1;
        if (found === node && units[slot] === unit) return children[slot] as number;
        slot = (slot + 1) & mask;
      }
    },
  };
}

function edgeHash(node: number, unit: number): number {
  const mixed = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

const ASCII_KIND = new Uint8Array(128);
const ASCII_LOWER = new Uint16Array(128);
for (let unit = 0; unit < 128; unit++) {
  ASCII_KIND[unit] = asciiKind(unit);
  ASCII_LOWER[unit] = unit >= 65 && unit <= 90 ? unit + 32 : unit;
}

function asciiKind(unit: number): number {
  if (unit === 9 || unit === 10 || unit === 13 || unit === 32) return SPACE;
  if (unit < 32 || unit === 127) return DROP;
  const alphanumeric = (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
  return alphanumeric ? WORD : PUNCTUATION;
}

/** Kinds and lower-case forms of other characters, worked out once per character and process. */
const unitKinds = new Uint8Array(65_536);
const unitLowers = new Uint16Array(65_536);
const pairKinds = new Map<number, number>();

function kindOf(source: string, index: number, unit: number): number {
  if (isLeadingOfPair(source, index, unit)) {
    const point = source.codePointAt(index) as number;
    let kind = pairKinds.get(point);
    if (kind === undefined) {
      kind = classify(point);
      pairKinds.set(point, kind);
    }
    return kind;
  }
  let kind = unitKinds[unit] as number;
  if (kind === 0) {
    kind = classify(unit);
    unitKinds[unit] = kind;
  }
  return kind;
}

function classify(point: number): number {
  const character = String.fromCodePoint(point);
  // Lone surrogates are not text; U+FFFD marks what could not be decoded.
  if (point === 0xfffd || (point >= 0xd800 && point <= 0xdfff)) return DROP;
  // Before spaces, as in the reference: U+0085 is both a control character and white space.
  if (/[\p{Cc}\p{Cf}\p{Co}]/u.test(character)) return DROP;
  if (/\p{White_Space}/u.test(character)) return SPACE;
  if (isCjk(point)) return CJK;
  return /\p{P}/u.test(character) ? PUNCTUATION : WORD;
}

/** The CJK ideograph blocks of the reference; Hangul, kana and others are written with spaces or as words. */
function isCjk(point: number): boolean {
  return (
    (point >= 0x4e00 && point <= 0x9fff) ||
    (point >= 0x3400 && point <= 0x4dbf) ||
    (point >= 0x20000 && point <= 0x2a6df) ||
    (point >= 0x2a700 && point <= 0x2b81f) ||
    (point >= 0x2b820 && point <= 0x2ceaf) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0x2f800 && point <= 0x2fa1f)
  );
}

function lowerUnit(unit: number): number {
  let lower = unitLowers[unit] as number;
  if (lower === 0) {
    // One character at a time: String.toLowerCase would turn a final sigma into another letter.
    lower = String.fromCharCode(unit).toLowerCase().charCodeAt(0);
    unitLowers[unit] = lower;
  }
  return lower;
}

function lowerPair(source: string, index: number): string {
  return source.slice(index, index + 2).toLowerCase();
}

function isLeadingOfPair(source: string, index: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdbff) return false;
  const next = source.charCodeAt(index + 1);
  return next >= 0xdc00 && next <= 0xdfff;
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}

function stripAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}+/gu, '');
}
