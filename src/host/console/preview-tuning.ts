import { bestCandidate } from '../../shared/alpha-score.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import type { ScoringEntry } from '../storage/decision-store.ts';

type PreviewResult = ConsoleOutput<'tuning.preview'>;
type Flip = PreviewResult['flipped'][number];
type ScoredCandidate = ScoringEntry['candidates'][number];

/** Flipped decisions that are listed; all are counted. */
const MAX_LISTED_FLIPS = 200;

/**
 * What `alpha` would have chosen on recorded decisions, by the router's own formula. Decisions for which the caller
 * named the model, and those with a single candidate, cannot flip: they are left out and counted.
 *
 * @param entries Newest first.
 */
export function previewTuning(alpha: number, entries: readonly ScoringEntry[]): PreviewResult {
  const excluded = { explicit: 0, single_candidate: 0 };
  const flipped: Flip[] = [];
  const totals = {
    rescored: 0,
    replayed: 0,
    flips: 0,
    sample: 0,
    costBefore: 0,
    costAfter: 0,
    qualityBefore: 0,
    qualityAfter: 0,
  };
  for (const entry of entries) {
    if (entry.mode === 'explicit') {
      excluded.explicit++;
      continue;
    }
    if (entry.candidates.length < 2) {
      excluded.single_candidate++;
      continue;
    }
    const before = entry.candidates[0] as ScoredCandidate;
    const choice = bestCandidate(alpha, entry.candidates);
    const after = entry.candidates[choice] as ScoredCandidate;
    totals.rescored++;
    if (entry.sample) totals.sample++;
    if (bestCandidate(entry.alpha, entry.candidates) === 0) totals.replayed++;
    totals.qualityBefore += before.quality;
    totals.qualityAfter += after.quality;
    // A sum of which one side is unknown would compare apples with nothing.
    if (before.cost_usd !== null && after.cost_usd !== null) {
      totals.costBefore += before.cost_usd;
      totals.costAfter += after.cost_usd;
    }
    if (choice === 0) continue;
    totals.flips++;
    if (flipped.length < MAX_LISTED_FLIPS) flipped.push(describeFlip(entry, before, after));
  }
  const mean = (sum: number) => (totals.rescored === 0 ? null : sum / totals.rescored);
  return {
    alpha,
    rescored: totals.rescored,
    excluded,
    replayed: totals.replayed,
    flips: totals.flips,
    cost_before_usd: totals.costBefore,
    cost_after_usd: totals.costAfter,
    quality_before: mean(totals.qualityBefore),
    quality_after: mean(totals.qualityAfter),
    flipped,
    sample: totals.sample,
  };
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
