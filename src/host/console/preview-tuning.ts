import { bestCandidate } from '../../shared/alpha-score.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { ScoredCandidate, ScoringEntry } from '../storage/decision-store.ts';

type PreviewResult = ConsoleOutput<'tuning.preview'>;
type Flip = PreviewResult['flipped'][number];

/** Flipped decisions that are listed; all are counted. */
const MAX_LISTED_FLIPS = 200;

/**
 * What `alpha` would have chosen on recorded decisions, by the router's own formula. Decisions for which the caller
 * named the model, those that a session held to its model, and those with a single candidate cannot flip: they are left out and counted. Takes its decisions
 * in portions, so that a long look back does not hold up routing.
 */
export class TuningPreview {
  readonly #alpha: number;
  readonly #excluded = { explicit: 0, locked: 0, single_candidate: 0 };
  readonly #flipped: Flip[] = [];
  #rescored = 0;
  #replayed = 0;
  #flips = 0;
  #sample = 0;
  #costBefore = 0;
  #costAfter = 0;
  #qualityBefore = 0;
  #qualityAfter = 0;

  constructor(alpha: number) {
    this.#alpha = alpha;
  }

  /** Newest first, within a call and from call to call. */
  add(entries: readonly ScoringEntry[]): void {
    for (const entry of entries) this.#addOne(entry);
  }

  result(): PreviewResult {
    const mean = (sum: number) => (this.#rescored === 0 ? null : sum / this.#rescored);
    return {
      alpha: this.#alpha,
      rescored: this.#rescored,
      excluded: this.#excluded,
      replayed: this.#replayed,
      flips: this.#flips,
      cost_before_usd: this.#costBefore,
      cost_after_usd: this.#costAfter,
      quality_before: mean(this.#qualityBefore),
      quality_after: mean(this.#qualityAfter),
      flipped: this.#flipped,
      sample: this.#sample,
    };
  }

  #addOne(entry: ScoringEntry): void {
    const { candidates } = entry;
    if (entry.mode === 'explicit') {
      this.#excluded.explicit++;
      return;
    }
    if (entry.locked === true) {
      this.#excluded.locked++;
      return;
    }
    if (candidates.length < 2) {
      this.#excluded.single_candidate++;
      return;
    }
    const before = candidates[0] as ScoredCandidate;
    const choice = bestCandidate(this.#alpha, candidates);
    const after = candidates[choice] as ScoredCandidate;
    this.#rescored++;
    if (entry.sample) this.#sample++;
    if (bestCandidate(entry.alpha, candidates) === 0) this.#replayed++;
    this.#qualityBefore += before.quality;
    this.#qualityAfter += after.quality;
    // A sum of which one side is unknown would compare apples with nothing.
    if (before.cost_usd !== null && after.cost_usd !== null) {
      this.#costBefore += before.cost_usd;
      this.#costAfter += after.cost_usd;
    }
    if (choice === 0) return;
    this.#flips++;
    if (this.#flipped.length < MAX_LISTED_FLIPS) this.#flipped.push(describeFlip(entry, before, after));
  }
}

function describeFlip(entry: ScoringEntry, before: ScoredCandidate, after: ScoredCandidate): Flip {
  const sameModel = before.model === after.model;
  const name = (candidate: ScoredCandidate) =>
    sameModel ? `${candidate.model} (${candidate.effort ?? 'default'})` : candidate.model;
  return {
    id: entry.id,
    prompt_preview: entry.promptPreview,
    from: name(before),
    to: name(after),
    cost_delta_usd: before.cost_usd === null || after.cost_usd === null ? null : after.cost_usd - before.cost_usd,
    quality_delta: after.quality - before.quality,
    sample: entry.sample,
  };
}
