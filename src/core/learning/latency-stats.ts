/** Fewer answers than this say nothing about variance. */
const MIN_SAMPLES = 20;

/** Observed latency of models, as published to the scorer. Immutable. */
export interface LatencySnapshot {
  /** 0 until something was published; part of a decision's config revision. */
  readonly revision: number;
  /** Coefficient of variation of the answer time (sd / mean), clipped to 1; 0 for models without enough answers. */
  variation(model: string): number;
  /** The same for all models that have enough answers. */
  readonly variations?: ReadonlyMap<string, number>;
}

export const noLatency: LatencySnapshot = { revision: 0, variation: () => 0 };

/**
 * Running mean and variance of answer times by model (Welford 1962). Decisions see only published snapshots, so that
 * they stay reproducible between two publications.
 */
export class LatencyStats {
  readonly #models = new Map<string, { count: number; mean: number; squares: number }>();
  #revision = 0;
  #published = noLatency;

  /** What decisions see. */
  get published(): LatencySnapshot {
    return this.#published;
  }

  /** @param ms Time of one real answer, in milliseconds. */
  observe(model: string, ms: number): void {
    let stats = this.#models.get(model);
    if (stats === undefined) {
      stats = { count: 0, mean: 0, squares: 0 };
      this.#models.set(model, stats);
    }
    stats.count++;
    const delta = ms - stats.mean;
    stats.mean += delta / stats.count;
    stats.squares += delta * (ms - stats.mean);
  }

  /** Puts what was observed so far in force. */
  publish(): void {
    const variations = new Map<string, number>();
    for (const [model, { count, mean, squares }] of this.#models) {
      if (count < MIN_SAMPLES || mean <= 0) continue;
      variations.set(model, Math.min(1, Math.sqrt(squares / (count - 1)) / mean));
    }
    if (variations.size === 0) return;
    this.#revision++;
    this.#published = { revision: this.#revision, variations, variation: (model) => variations.get(model) ?? 0 };
  }
}
