import type { Clock, IdSource } from './ports.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Decision ids: `dec_`, nine characters of time (milliseconds, base 32), then a counter and randomness. Unique within
 * a process, and across processes but for a chance of 1 in 2^25 in the same millisecond; sortable by time.
 *
 * @param random Uniform numbers in [0, 1).
 */
export function createIdSource(clock: Clock, random: () => number): IdSource {
  let counter = Math.floor(random() * 1_024);
  const salt = encode(Math.floor(random() * 2 ** 25), 5);
  return () => {
    counter = (counter + 1) % 1_048_576;
    return `dec_${encode(clock.now(), 9)}${encode(counter, 4)}${salt}`;
  };
}

function encode(value: number, digits: number): string {
  let text = '';
  let rest = value;
  for (let digit = 0; digit < digits; digit++) {
    text = (ALPHABET[rest % 32] as string) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
