import type { Bucket, Candidate, Decision } from '../../shared/decision.ts';
import type { PenaltyWeights } from '../../shared/profiles.ts';
import type { AuthInfo } from '../auth/auth-adapter.ts';
import { HeimdallError } from '../errors.ts';
import type { Rerouted } from '../router.ts';
import type { ScoringInput } from './score-candidates.ts';
import { selectFromBuckets } from './select-target.ts';

/**
 * Scores another bucket for a recorded decision, from what the record says of the request. It is believed only where
 * the same reconstruction gives the recorded candidates again: else the catalog, the providers or the artifact are
 * others by now, or the request asked for something that is not recorded. Latency enters as it is known today.
 *
 * @param penalties Weights to score with.
 * @returns null when nothing certain can be said: also for warm sessions and penalties of extensions.
 */
export function rerouteDecision(
  decision: Decision,
  bucket: Bucket,
  penalties: PenaltyWeights,
  scoring: Pick<ScoringInput, 'targets' | 'config' | 'latency' | 'feedback'>,
): Rerouted | null {
  const { features, session, auth, guardrails, candidates, penalty_weights: weightsThen } = decision;
  const rule = guardrails[0];
  const uncertain =
    rule === undefined ||
    decision.mode === 'explicit' ||
    weightsThen === null ||
    auth.unused_because !== null ||
    session.state === 'warm' ||
    session.state === 'locked' ||
    candidates.some((candidate) => candidate.penalties.custom !== 0);
  if (uncertain) return null;
  const input = (weights: PenaltyWeights): ScoringInput => ({
    ...scoring,
    auth: credentialOf(decision),
    needs: {
      requestTokens: features.request_tokens,
      tools: features.tools > 0,
      images: features.images > 0,
      json: features.json_mode,
    },
    nearest: features.clusters,
    alpha: decision.alpha,
    penalties: weights,
    // Not recorded. Where a cap on the answer mattered, the recorded costs do not come out again.
    maxOutputTokens: null,
    customPenalty: null,
    warm: null,
    warmMayJoin: false,
  });
  try {
    const again = selectFromBuckets(rule, input(weightsThen));
    if (again.bucket !== decision.bucket || !sameCandidates(again.candidates, candidates)) return null;
    return selectFromBuckets({ ...rule, bucket }, input(penalties));
  } catch (error) {
    if (error instanceof HeimdallError) return null;
    throw error;
  }
}

/** As far as candidates depend on it. The token is not recorded, and not needed: nothing is called. */
function credentialOf({ auth }: Decision): AuthInfo | null {
  if (auth.credential_class === 'none') return null;
  return { adapter: auth.adapter, type: auth.credential_class, provider: auth.provider, token: '' };
}

function sameCandidates(one: readonly Candidate[], other: readonly Candidate[]): boolean {
  if (one.length !== other.length) return false;
  return one.every((candidate) => {
    const twin = other.find(({ model, effort }) => model === candidate.model && effort === candidate.effort);
    return (
      twin !== undefined &&
      twin.provider === candidate.provider &&
      twin.quality === candidate.quality &&
      twin.cost === candidate.cost &&
      twin.penalties.ctx_over_80pct === candidate.penalties.ctx_over_80pct
    );
  });
}
