import { bestCandidate } from '../../../shared/alpha-score.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import type { RecordRing } from '../../store/record-ring.ts';

export type ReplayKind = 'route' | 'send' | 'send-to';

export interface ReplayEstimate {
  /** Dollars; null when nothing is known of the price. */
  readonly usd: number | null;
  readonly why: string;
}

/** What a replay will cost, from the candidates' recorded estimates. */
export function replayEstimate(
  { decision }: DecisionRecord,
  kind: ReplayKind,
  { model, alpha, simulated }: { readonly model: string; readonly alpha: number; readonly simulated: boolean },
): ReplayEstimate {
  if (kind === 'route') return { usd: 0, why: 'nothing is called' };
  if (simulated) return { usd: 0, why: 'the simulator answers' };
  const candidate =
    kind === 'send-to'
      ? decision.candidates.find((one) => one.model === model)
      : decision.candidates[decision.mode === 'explicit' ? 0 : bestCandidate(alpha, decision.candidates)];
  if (candidate === undefined) return { usd: null, why: 'this model was not a candidate, so no price was computed' };
  if (candidate.cost_usd === null) return { usd: null, why: `${candidate.model} has no price` };
  return { usd: candidate.cost_usd, why: `for ${candidate.model}, with the usual length of its answers` };
}

/** Models to offer: the candidates first, then those of other decisions. */
export function knownModels({ decision }: DecisionRecord, ring: RecordRing): readonly string[] {
  const names = new Set(decision.candidates.map(({ model }) => model));
  for (let position = ring.start; position < ring.end; position++) names.add(ring.modelAt(position));
  return [...names];
}
