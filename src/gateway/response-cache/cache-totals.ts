import type { CachedAnswer } from './kept-answer.ts';

export interface CacheHit {
  readonly kind: 'hit' | 'semantic';
  readonly cached: CachedAnswer;
  /** Seconds since it was given first. */
  readonly ageS: number;
  /** 1 for an exact hit. */
  readonly cosine: number;
}

/** What the cache did since the start. */
export class CacheTotals {
  #hits = 0;
  #semanticHits = 0;
  #misses = 0;
  #stored = 0;
  #savedUsd = 0;
  #savedMs = 0;

  /** @param ms What the hit took. */
  served({ kind, cached }: CacheHit, ms: number): void {
    if (kind === 'hit') this.#hits++;
    else this.#semanticHits++;
    cached.hits++;
    cached.savedUsd += cached.costUsd ?? 0;
    this.#savedUsd += cached.costUsd ?? 0;
    this.#savedMs += Math.max(0, cached.totalMs - ms);
  }

  missed(): void {
    this.#misses++;
  }

  stored(): void {
    this.#stored++;
  }

  report() {
    return {
      hits_exact: this.#hits,
      hits_semantic: this.#semanticHits,
      misses: this.#misses,
      stored: this.#stored,
      saved_usd: this.#savedUsd,
      saved_ms: this.#savedMs,
    };
  }
}
