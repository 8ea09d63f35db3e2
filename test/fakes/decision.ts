/** Decisions for tests that are not about deciding. */
import { type Candidate, type Decision, NO_SESSION } from '../../src/shared/decision.ts';

let counter = 0;

/** A candidate that differs from others in its place only. */
export function fakeCandidate(model: string, provider: string | null, effort: Candidate['effort'] = null): Candidate {
  return {
    model,
    effort,
    provider,
    quality: 0.8,
    cost: 0.3,
    cost_usd: 0.001,
    penalty: 0,
    penalties: { latency_sd: 0, ctx_over_80pct: 0, custom: 0, cold_cache: 0 },
    score: 0.36,
  };
}

/** A decision whose choice is the first candidate. */
export function fakeDecision(candidates: readonly Candidate[], changes: Partial<Decision> = {}): Decision {
  const [choice] = candidates;
  counter++;
  return {
    id: `dec-${counter}`,
    created_ms: 1_760_000_000_000,
    mode: 'auto',
    requested_model: 'heimdall/auto',
    bucket: 'mid',
    model: choice?.model ?? 'none',
    effort: choice?.effort ?? null,
    provider: choice?.provider ?? null,
    bucket_probabilities: { cheap: 0.2, mid: 0.6, hard: 0.2 },
    raw_scores: { cheap: -1, mid: 1, hard: -1 },
    expected_gain: 0.1,
    thresholds: { cheap: 0.62, hard: 0.58 },
    guardrails: [],
    alpha: 0.6,
    profile: null,
    penalty_weights: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
    top_p: 3,
    candidates: [...candidates],
    excluded: [],
    margin: null,
    exploration: null,
    features: {
      request_tokens: 42,
      token_method: 'test',
      prompt_tokens: 40,
      embedded_tokens: 40,
      has_code: false,
      has_math: false,
      ngram_entropy: 5,
      context_ratio: 0.001,
      turns: 1,
      tools: 0,
      images: 0,
      json_mode: false,
      embedder: 'test',
      embedding_fallback: false,
      clusters: [],
      map_xy: [0, 0],
      surface: {},
      custom: {},
    },
    auth: { adapter: 'none', provider: null, credential_class: 'none', reference: null, unused_because: null },
    cache: { state: 'miss', key: 'k' },
    session: NO_SESSION,
    timings_us: {
      auth: 1,
      cache: 1,
      features: 1,
      tokenize: 1,
      embed: 1,
      signals: 1,
      clusters: 1,
      triage: 1,
      scoring: 1,
      hooks: 0,
      total: 10,
    },
    artifact_version: 'test',
    config_revision: 'test',
    notes: [],
    ...changes,
  };
}
