import type { Candidate, Decision, DecisionFeatures, DecisionSession, PerBucket } from '../../shared/decision.ts';
import type { PenaltyWeights } from '../../shared/profiles.ts';
import type { SessionView } from '../affinity/session-view.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { describeAuth } from '../auth/auth-adapter.ts';
import type { PromptFeatures } from '../features/extract-features.ts';
import { surfaceOf } from '../features/feature-schema.ts';
import { TOKEN_METHOD } from '../features/token-estimate.ts';
import type { SessionSelection } from '../scoring/select-in-session.ts';
import type { PendingRequest } from './pending-request.ts';

/** What a request is measured by, beside its prompt's own features. */
export interface MeasuredRequest {
  readonly prompt: PromptFeatures;
  /** Estimate for the whole request. */
  readonly requestTokens: number;
  /** Largest context among the candidates, in tokens. */
  readonly largestContext: number;
  /** Embedder that the router was asked to use. */
  readonly wantedEmbedder: string;
  readonly nearest: DecisionFeatures['clusters'];
  /** Where the embedding begins in the row. */
  readonly embeddingOffset: number;
  /** From plugins, by name. */
  readonly custom: DecisionFeatures['custom'];
}

/** The features as the record shows them. */
export function buildFeatures(
  artifact: Artifact,
  pending: PendingRequest,
  measured: MeasuredRequest,
): DecisionFeatures {
  const { request } = pending;
  const { prompt, requestTokens } = measured;
  return {
    request_tokens: requestTokens,
    token_method: TOKEN_METHOD,
    prompt_tokens: prompt.tokens,
    embedded_tokens: prompt.embeddedTokens,
    has_code: prompt.signals.hasCode,
    has_math: prompt.signals.hasMath,
    ngram_entropy: prompt.signals.ngramEntropy,
    context_ratio: requestTokens / measured.largestContext,
    turns: request.messages.length,
    tools: request.tools,
    images: pending.images,
    json_mode: request.jsonMode,
    embedder: prompt.embedder,
    embedding_fallback: prompt.embedder !== measured.wantedEmbedder,
    clusters: measured.nearest,
    map_xy: artifact.clusters.project(prompt.row.subarray(measured.embeddingOffset)),
    surface: surfaceOf(prompt.row),
    custom: measured.custom,
  };
}

/** What the stages found out. */
export interface Verdict {
  readonly probabilities: PerBucket;
  readonly rawScores: PerBucket;
  readonly expectedGain: number;
  readonly thresholds: Decision['thresholds'];
  readonly penalties: PenaltyWeights;
  readonly selection: SessionSelection;
  readonly features: DecisionFeatures;
}

/** The record of a decision that was just made. */
export function buildDecision(
  id: string,
  createdMs: number,
  artifact: Artifact,
  pending: PendingRequest,
  { probabilities, rawScores, expectedGain, thresholds, penalties, selection, features }: Verdict,
): Decision {
  const { settings } = pending.inForce.config;
  const choice = selection.candidates[0] as Candidate;
  const runnerUp = selection.candidates[1];
  return {
    id,
    created_ms: createdMs,
    mode: pending.intent.mode,
    requested_model: pending.request.model,
    bucket: selection.bucket,
    model: choice.model,
    effort: choice.effort,
    provider: choice.provider,
    bucket_probabilities: probabilities,
    raw_scores: rawScores,
    expected_gain: expectedGain,
    thresholds,
    guardrails: selection.guardrails,
    alpha: pending.alpha,
    profile: pending.profile?.name ?? null,
    penalty_weights: penalties,
    top_p: settings.router.top_p,
    candidates: selection.candidates,
    excluded: selection.excluded,
    margin: runnerUp === undefined || selection.locked ? null : choice.score - runnerUp.score,
    exploration: null,
    features,
    auth: describeAuth(pending.auth),
    cache: { state: settings.enable_caching ? 'miss' : 'off', key: pending.key },
    session: describeSession(pending.session, selection.locked),
    timings_us: pending.timings,
    artifact_version: artifact.version,
    config_revision: pending.revision,
    notes: pending.notes,
  };
}

export function describeSession({ described }: SessionView, locked: boolean): DecisionSession {
  return locked ? { ...described, state: 'locked' } : described;
}
