import { randomBytes } from 'node:crypto';
import type { Clock, IdSource } from '../core/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;

/**
 * Ids such as `dec_01JD3Q5V7Z8K2M4N6P8R0S2T4V`: ten digits of time and sixteen of chance in Crockford's base 32 (the
 * shape of a ULID), so they sort by time and never collide in practice.
 *
 * @param random Bytes of chance; replaced in tests.
 */
export function createIdSource(clock: Clock, random: (size: number) => Uint8Array = randomBytes): IdSource {
  // One call for many ids: the system call costs more than everything else here.
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return () => {
    if (used + 16 > pool.length) {
      pool = random(16 * 256);
      used = 0;
    }
    let id = `dec_${timeDigits(clock.now())}`;
    for (let index = 0; index < 16; index++) id += ALPHABET[(pool[used++] as number) & 31];
    return id;
  };
}

function timeDigits(timeMs: number): string {
  let rest = Math.max(0, Math.floor(timeMs));
  let digits = '';
  for (let index = 0; index < TIME_DIGITS; index++) {
    digits = ALPHABET[rest % 32] + digits;
    rest = Math.floor(rest / 32);
  }
  return digits;
}
