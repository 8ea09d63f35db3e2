import { HeimdallError } from '../../errors.ts';

/** Finds which neighbouring tokens have a vector of their own. */
export interface PhraseIndex {
  readonly count: number;
  /** Number of the phrase that these two tokens make, or -1. */
  find(first: number, second: number): number;
}

/**
 * An open-addressing hash table over token pairs; a look-up costs a few nanoseconds and allocates nothing.
 *
 * @param pairs uint16[P × 2], row-major, ascending, no pair twice.
 * @throws {HeimdallError} `artifact_invalid` for half a pair, a token outside the vocabulary, pairs out of order, or a
 *   vocabulary of more than 65,535 tokens.
 */
export function createPhraseIndex(pairs: Uint16Array, vocabularySize: number): PhraseIndex {
  const count = pairs.length / 2;
  if (!Number.isInteger(count)) throw invalid('ends within a pair');
  if (vocabularySize > LARGEST_VOCABULARY) {
    throw invalid(`has 16 bits for a token, too few for a vocabulary of ${vocabularySize}`);
  }
  // A quarter full, so that a pair that is no phrase, as most are, is found out at the first look.
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(8, count * 4)));
  const mask = capacity - 1;
  const keys = new Int32Array(capacity).fill(EMPTY);
  const numbers = new Int32Array(capacity);
  let previous = -1;
  for (let number = 0; number < count; number++) {
    const first = pairs[2 * number] as number;
    const second = pairs[2 * number + 1] as number;
    if (first >= vocabularySize || second >= vocabularySize) {
      throw invalid(`pair ${number} names a token outside the vocabulary of ${vocabularySize}`);
    }
    const order = first * 65_536 + second;
    if (order <= previous) throw invalid(`pair ${number} is out of order`);
    previous = order;
    let slot = slotOf(first, second) & mask;
    while (keys[slot] !== EMPTY) slot = (slot + 1) & mask;
    keys[slot] = keyOf(first, second);
    numbers[slot] = number;
  }

  return {
    count,
    find(first, second) {
      const key = keyOf(first, second);
      let slot = slotOf(first, second) & mask;
      for (;;) {
        const found = keys[slot] as number;
        if (found === key) return numbers[slot] as number;
        if (found === EMPTY) return -1;
        slot = (slot + 1) & mask;
      }
    },
  };
}

/** So token 65,535 does not exist, and no pair has the key of an empty slot. */
const LARGEST_VOCABULARY = 65_535;
const EMPTY = -1;

function keyOf(first: number, second: number): number {
  return (first << 16) | second;
}

function slotOf(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function invalid(problem: string): HeimdallError {
  return new HeimdallError('artifact_invalid', `phrases.u16.bin: ${problem}`);
}
