import type { Bucket, Candidate, Decision } from '../../shared/decision.ts';
import { findProfile, penaltiesWith } from '../../shared/profiles.ts';
import type { ChatRequest } from '../request/chat-request.ts';
import { type ScoringInput, scoreBucket } from './score-candidates.ts';

/**
 * Scores a bucket for a request that was decided already, when the candidates of the decision have failed. A caller with
 * a subscription is no longer kept to it, and penalties of extensions are left out.
 *
 * @returns Best first; those that cannot take the request are missing.
 */
export function scoreAfterDecision(
  bucket: Bucket,
  { features, alpha, profile }: Decision,
  request: ChatRequest,
  scoring: Pick<ScoringInput, 'targets' | 'config' | 'auth' | 'latency' | 'feedback'>,
): readonly Candidate[] {
  const { profiles, router } = scoring.config.settings;
  const own = profile === null ? null : findProfile(profiles, profile);
  const needs = {
    requestTokens: features.request_tokens,
    tools: request.tools > 0,
    images: features.images > 0,
    json: request.jsonMode,
  };
  return scoreBucket(bucket, {
    ...scoring,
    needs,
    nearest: features.clusters,
    alpha,
    penalties: penaltiesWith(router.penalties, own?.penalties ?? null),
    maxOutputTokens: request.maxOutputTokens,
    customPenalty: null,
    keepToSubscription: false,
    warm: null,
    warmMayJoin: false,
  }).candidates;
}
