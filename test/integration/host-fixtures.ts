/** Values and stand-ins that the host's tests share. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock, Logger } from '../../src/core/ports.ts';
import { type Candidate, type Decision, emptyOutcome, NO_SESSION, type Outcome } from '../../src/shared/decision.ts';

/** A folder of its own for a test, removed afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-host-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A clock that moves only when told to. */
export interface ManualClock extends Clock {
  /** Lets time pass. */
  advance(ms: number): void;
  /** Sets the time of day, as a user or a time server does; no time passes. */
  correct(ms: number): void;
}

export function manualClock(startMs = 1_800_000_000_000): ManualClock {
  let passed = startMs;
  let correction = 0;
  return {
    now: () => passed + correction,
    monotonicMs: () => passed,
    advance: (ms) => {
      passed += ms;
    },
    correct: (ms) => {
      correction += ms;
    },
  };
}

export interface LoggedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A logger that remembers its lines. */
export function recordingLogger(): Logger & { readonly lines: LoggedLine[] } {
  const lines: LoggedLine[] = [];
  const at =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, fields });
    };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function candidate(
  model: string,
  quality: number,
  cost: number,
  costUsd: number | null = cost / 100,
): Candidate {
  return {
    model,
    effort: null,
    provider: 'simulator',
    quality,
    cost,
    cost_usd: costUsd,
    penalty: 0,
    penalties: { latency_sd: 0, ctx_over_80pct: 0, custom: 0, cold_cache: 0 },
    score: 0,
  };
}

export function decision(id: string, changes: Partial<Decision> = {}): Decision {
  const candidates = changes.candidates ?? [candidate('openai/large', 0.9, 0.8), candidate('openai/small', 0.6, 0.1)];
  const best = candidates[0] as Candidate;
  return {
    id,
    created_ms: 1_800_000_000_000,
    mode: 'auto',
    requested_model: 'heimdall/auto',
    bucket: 'mid',
    model: best.model,
    effort: best.effort,
    provider: best.provider,
    bucket_probabilities: { cheap: 0.2, mid: 0.5, hard: 0.3 },
    raw_scores: { cheap: -1, mid: 0, hard: -0.5 },
    expected_gain: 0.1,
    thresholds: { cheap: 0.62, hard: 0.58 },
    guardrails: [{ id: 'default_mid', detail: 'Neither threshold was passed.', bucket: 'mid' }],
    alpha: 0.9,
    profile: null,
    penalty_weights: null,
    top_p: 3,
    candidates,
    excluded: [],
    margin: 0.1,
    exploration: null,
    features: {
      request_tokens: 20,
      token_method: 'estimate',
      prompt_tokens: 12,
      embedded_tokens: 12,
      has_code: false,
      has_math: false,
      ngram_entropy: 4.2,
      context_ratio: 0.001,
      turns: 1,
      tools: 0,
      images: 0,
      json_mode: false,
      embedder: 'static-384',
      embedding_fallback: false,
      clusters: [{ id: 0, label: 'greeting', similarity: 0.8, weight: 1 }],
      map_xy: [0.1, -0.2],
      surface: {},
      custom: {},
    },
    auth: { adapter: 'none', provider: null, credential_class: 'none', reference: null, unused_because: null },
    cache: { state: 'miss', key: 'k' },
    session: NO_SESSION,
    timings_us: {
      auth: 1,
      cache: 1,
      features: 30,
      tokenize: 5,
      embed: 10,
      signals: 10,
      clusters: 5,
      triage: 8,
      scoring: 4,
      hooks: 0,
      total: 50,
    },
    artifact_version: 'test',
    config_revision: 'abc',
    notes: [],
    ...changes,
  };
}

export function outcome(changes: Partial<Outcome> = {}): Outcome {
  return {
    ...emptyOutcome('ok', false),
    status: 'ok',
    http_status: 200,
    error_code: null,
    served_model: 'openai/large',
    served_provider: 'simulator',
    simulated: true,
    streamed: false,
    attempts: [{ model: 'openai/large', provider: 'simulator', status: 200, error: null, ms: 12 }],
    input_tokens: 20,
    output_tokens: 40,
    usage_reported: false,
    cost_usd: null,
    response_cache: 'off',
    saved_usd: null,
    ttft_ms: 5,
    total_ms: 12,
    overhead_ms: 1.5,
    dropped: [],
    stopped_by: null,
    ...changes,
  };
}
