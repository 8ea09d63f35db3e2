import { DAY_MS } from '../../shared/durations.ts';
import type { Span } from './whole-days.ts';

const STEPS = 120;
const LEAST_MS = 1_000;
/** Windows from here on go in steps that days are made of, so that what is kept of whole days fits. */
const LONG_MS = 2 * DAY_MS;
const LONG_STEPS = [15, 30, 60, 120, 180, 240, 360, 480, 720].map((minutes) => minutes * 60_000);

/** A window in at most 120 steps, of one length each. */
export class TimeSteps {
  /** Begin of the first step: of a long window up to a step before what was asked for. Unix time in milliseconds. */
  readonly fromMs: number;
  readonly lengthMs: number;
  /** A column `step` over `created_ms`, as SQL, and what its placeholders stand for. */
  readonly sql = 'CAST((created_ms - ?) / ? AS INTEGER) AS step';
  readonly values: readonly [offsetMs: number, lengthMs: number];

  constructor({ from, to }: Span) {
    const shortest = Math.ceil((to - from) / STEPS);
    const isLong = to - from >= LONG_MS;
    this.lengthMs = isLong ? longStep(shortest) : Math.max(LEAST_MS, shortest);
    this.fromMs = isLong ? from - (from % this.lengthMs) : from;
    this.values = [this.fromMs % this.lengthMs, this.lengthMs];
  }

  /** Place in the window of what the column says: 0 for its first step. */
  placeOf(step: number): number {
    return step - Math.floor(this.fromMs / this.lengthMs);
  }

  /** Where the step at a place begins. Unix time in milliseconds. */
  startOf(place: number): number {
    return this.fromMs + place * this.lengthMs;
  }
}

function longStep(shortest: number): number {
  return LONG_STEPS.find((length) => length >= shortest) ?? Math.ceil(shortest / DAY_MS) * DAY_MS;
}
