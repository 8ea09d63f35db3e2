import type { GuardReason } from '../../core/index.ts';

/** Two prompts that were close, and why the answer to one was not given to the other. */
export interface NearMiss {
  /** Unix time in milliseconds. */
  readonly at_ms: number;
  readonly cosine: number;
  readonly reason: GuardReason | 'below_threshold';
  /** Beginnings of the prompts; null where prompts are not to be kept. */
  readonly preview: string | null;
  readonly cached_preview: string | null;
}

const KEPT = 50;

/** The last few, newest first. */
export class NearMisses {
  readonly #kept: NearMiss[] = [];

  add(miss: NearMiss): void {
    this.#kept.unshift(miss);
    if (this.#kept.length > KEPT) this.#kept.pop();
  }

  list(): readonly NearMiss[] {
    return [...this.#kept];
  }

  clear(): void {
    this.#kept.length = 0;
  }
}
