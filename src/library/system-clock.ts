import { randomInt } from 'node:crypto';
import type { Clock } from '../core/index.ts';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** A uniform number in [0, 1) that nobody can foresee: decision ids name log entries. */
export function secureRandom(): number {
  return randomInt(2 ** 47) / 2 ** 47;
}
