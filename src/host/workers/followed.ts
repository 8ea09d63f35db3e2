import { createModelCatalog, type LatencySnapshot, type QualityFeedback, sumRatings } from '../../core/index.ts';
import type { LiveInputs } from '../catalog/live-inputs.ts';
import { NO_LIVE_INPUTS } from '../catalog/live-inputs.ts';
import type { FollowedState } from './messages.ts';

/** What a process is told instead of finding it out for itself. */
export class Followed {
  live: LiveInputs = NO_LIVE_INPUTS;
  feedback: QualityFeedback;
  latency: LatencySnapshot;
  delegateAll: boolean;
  readonly salt: Uint8Array;

  constructor(state: FollowedState, salt: Uint8Array) {
    this.salt = salt;
    this.live = liveOf(state);
    this.feedback = feedbackOf(state);
    this.latency = latencyOf(state);
    this.delegateAll = state.delegateAll;
  }

  take(state: FollowedState): void {
    this.live = liveOf(state);
    this.feedback = feedbackOf(state);
    this.latency = latencyOf(state);
    this.delegateAll = state.delegateAll;
  }
}

function liveOf({ catalog }: FollowedState): LiveInputs {
  if (catalog === null) return NO_LIVE_INPUTS;
  return {
    catalog: createModelCatalog({ snapshot_date: catalog.snapshotDate, models: [...catalog.models] }),
    catalogVersion: catalog.version,
    disabledModels: new Set(catalog.disabled),
    discovered: catalog.discovered,
  };
}

const feedbackOf = ({ feedback: { ratings, revision } }: FollowedState): QualityFeedback =>
  sumRatings(ratings, revision);

const latencyOf = ({ latency: { revision, variations } }: FollowedState): LatencySnapshot => ({
  revision,
  variations,
  variation: (model) => variations.get(model) ?? 0,
});
