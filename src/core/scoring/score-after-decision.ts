import type { Bucket, Candidate, Decision } from '../../shared/decision.ts';
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
  { features, alpha }: Decision,
  request: ChatRequest,
  scoring: Pick<ScoringInput, 'targets' | 'config' | 'auth' | 'latency'>,
): readonly Candidate[] {
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
    maxOutputTokens: request.maxOutputTokens,
    customPenalty: null,
    keepToSubscription: false,
    warm: null,
    warmMayJoin: false,
  }).candidates;
}
