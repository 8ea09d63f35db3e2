/** Made-up decisions for tests and for working on the console without a host. Never part of a build. */

import { alphaScore, bestCandidate } from '../../shared/alpha-score.ts';
import {
  type Bucket,
  type Candidate,
  type DecisionRecord,
  type Effort,
  emptyOutcome,
  NO_SESSION,
} from '../../shared/decision.ts';
import { BUILT_IN_PROFILES } from '../../shared/profiles.ts';

export function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PROMPTS: readonly (readonly [string, Bucket, string])[] = [
  [
    'Summarise the minutes of the meeting below in five bullet points, and list who does what by when.',
    'cheap',
    'summaries',
  ],
  ['Translate this product description to German and keep the tone friendly.', 'cheap', 'translation'],
  ['What is the capital of Australia?', 'cheap', 'trivia'],
  [
    'Refactor this SQL join so that it does not scan the orders table twice: SELECT o.id, c.name FROM orders o …',
    'mid',
    'sql-refactor',
  ],
  ['Write a Python function that merges overlapping intervals, with tests.', 'mid', 'code-generation'],
  ['Explain why my React effect runs twice in development and how to fix the double fetch.', 'mid', 'web-debug'],
  [
    'Prove that every finite integral domain is a field, then give a counterexample for infinite ones.',
    'hard',
    'proofs',
  ],
  ['Find the race condition in this lock-free queue and propose a fix with memory orderings.', 'hard', 'concurrency'],
  [
    'Let f be continuous on [0,1] with ∫f = 0. Show that there is c with f(c) = ∫₀ᶜ f. $$\\int_0^1 f = 0$$',
    'hard',
    'analysis',
  ],
];

interface Target {
  readonly model: string;
  readonly effort: Effort | null;
  readonly provider: string;
  readonly quality: number;
  readonly cost: number;
  readonly usd: number | null;
}

const TARGETS: Record<Bucket, readonly Target[]> = {
  cheap: [
    {
      model: 'deepseek/deepseek-v4-flash',
      effort: null,
      provider: 'openrouter',
      quality: 0.71,
      cost: 0.08,
      usd: 0.00011,
    },
    { model: 'qwen/qwen3.5-72b', effort: null, provider: 'openrouter', quality: 0.74, cost: 0.15, usd: 0.00031 },
    { model: 'openai/gpt-5.4-nano', effort: 'low', provider: 'openai', quality: 0.73, cost: 0.11, usd: 0.00019 },
    { model: 'local/llama-3.3-70b', effort: null, provider: 'ollama', quality: 0.66, cost: 0.0, usd: null },
  ],
  mid: [
    { model: 'openai/gpt-5.4-mini', effort: 'medium', provider: 'openai', quality: 0.78, cost: 0.31, usd: 0.00142 },
    { model: 'google/gemini-3-flash', effort: 'medium', provider: 'google', quality: 0.75, cost: 0.27, usd: 0.00098 },
    {
      model: 'anthropic/claude-haiku-4.5',
      effort: 'medium',
      provider: 'anthropic',
      quality: 0.8,
      cost: 0.38,
      usd: 0.00212,
    },
    { model: 'openai/gpt-5.4', effort: 'low', provider: 'openai', quality: 0.83, cost: 0.47, usd: 0.00411 },
  ],
  hard: [
    { model: 'openai/gpt-5.4', effort: 'high', provider: 'openai', quality: 0.86, cost: 0.71, usd: 0.0213 },
    { model: 'google/gemini-3-pro', effort: 'high', provider: 'google', quality: 0.85, cost: 0.66, usd: 0.0182 },
    {
      model: 'anthropic/claude-opus-4.7',
      effort: 'high',
      provider: 'anthropic',
      quality: 0.89,
      cost: 0.88,
      usd: 0.0712,
    },
  ],
};

export interface GenerateOptions {
  readonly seq: number;
  readonly createdMs?: number;
  readonly alpha?: number;
  readonly sample?: boolean;
  readonly simulated?: boolean;
  readonly random?: () => number;
  readonly pending?: boolean;
  /** The runner-up was tried, unless the request named its model. */
  readonly explored?: boolean;
}

/** One made-up record; the same `seq` gives the same record. */
export function generateRecord(options: GenerateOptions): DecisionRecord {
  const random = options.random ?? mulberry32(options.seq * 7_919);
  const alpha = options.alpha ?? BUILT_IN_PROFILES.Balanced.alpha;
  const simulated = options.simulated ?? true;
  const [prompt, bucket, label] = PROMPTS[Math.floor(random() * PROMPTS.length)] as (typeof PROMPTS)[number];
  const explicit = random() < 0.04;
  const noise = (): number => (random() - 0.5) * 0.16;
  const all: Candidate[] = TARGETS[bucket].map((target) => {
    const latency = random() < 0.3 ? 0.02 : 0;
    const quality = Math.min(1, Math.max(0, target.quality + noise()));
    const cost = Math.min(1, Math.max(0, target.cost + noise() / 3));
    return {
      model: target.model,
      effort: target.effort,
      provider: target.provider,
      quality,
      cost,
      cost_usd: target.usd === null ? null : target.usd * (0.6 + random()),
      penalty: latency,
      penalties: { latency_sd: latency, ctx_over_80pct: 0, custom: 0, cold_cache: 0 },
      score: alphaScore(alpha, { quality, cost, penalty: latency }),
    };
  });
  const best = all[bestCandidate(alpha, all)] as Candidate;
  const others = all.filter((candidate) => candidate !== best).sort((a, b) => b.score - a.score);
  const explored = options.explored === true && !explicit;
  const chosen = explored ? (others[0] as Candidate) : best;
  const candidates = explicit ? [chosen] : [chosen, ...[best, ...others].filter((candidate) => candidate !== chosen)];
  const main = 0.63 + random() * 0.31;
  const rest = 1 - main;
  const split = random();
  const otherBuckets = (['cheap', 'mid', 'hard'] as const).filter((name) => name !== bucket);
  const probabilities = { cheap: 0, mid: 0, hard: 0, [bucket]: main };
  probabilities[otherBuckets[0] as Bucket] = rest * split;
  probabilities[otherBuckets[1] as Bucket] = rest * (1 - split);
  const failed = random() < 0.03;
  const fellBack = random() < 0.04;
  const hit = random() < 0.12;
  const tokens = Math.round(Math.exp(3 + random() * 6));
  const overhead = hit ? 0.12 + random() * 0.1 : 0.7 + random() * 1.1;
  const embed = hit ? 0 : 310 + random() * 420;
  const total = 320 + random() * 1_900;
  const created = options.createdMs ?? Date.now();
  const id = `dec_${options.seq.toString(36).padStart(6, '0')}${Math.floor(random() * 1e6).toString(36)}`;
  return {
    replay_of: null,
    seq: options.seq,
    app: ['web', 'cli', 'bot', null][Math.floor(random() * 4)] ?? null,
    dialect: 'openai-chat',
    prompt_preview: prompt,
    sample: options.sample ?? false,
    decision: {
      profile: null,
      penalty_weights: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
      id,
      created_ms: created,
      mode: explicit ? 'explicit' : 'auto',
      requested_model: explicit ? chosen.model : 'heimdall/auto',
      bucket,
      model: chosen.model,
      effort: chosen.effort,
      provider: simulated ? 'simulator' : chosen.provider,
      bucket_probabilities: probabilities,
      raw_scores: { cheap: -0.3, mid: 0.4, hard: -1.1 },
      expected_gain: 0.1,
      thresholds: { cheap: 0.62, hard: 0.58 },
      guardrails: [
        bucket === 'mid'
          ? {
              id: 'default_mid',
              detail: `p(hard) ${probabilities.hard.toFixed(2)} ≤ 0.58 and p(cheap) ${probabilities.cheap.toFixed(2)} ≤ 0.62: mid`,
              bucket,
            }
          : {
              id: `threshold_${bucket}`,
              detail: `p(${bucket}) ${main.toFixed(2)} > ${bucket === 'hard' ? '0.58' : '0.62'}: ${bucket}`,
              bucket,
            },
      ],
      alpha,
      top_p: 3,
      candidates,
      excluded: explicit
        ? []
        : [{ model: 'mistral/mistral-large', effort: null, reason: 'context 131,072 < 180,000 tokens' }],
      margin: explored || candidates.length < 2 ? null : chosen.score - (candidates[1] as Candidate).score,
      exploration: explored
        ? {
            instead_of: { model: best.model, effort: best.effort },
            extra_usd: Math.max(0, (chosen.cost_usd ?? 0) - (best.cost_usd ?? 0)),
            drawn_quality: 0.9,
          }
        : null,
      features: {
        request_tokens: tokens,
        token_method: 'wordpiece + 4 per message',
        prompt_tokens: Math.round(tokens * 0.8),
        embedded_tokens: Math.min(512, Math.round(tokens * 0.8)),
        has_code: bucket === 'mid',
        has_math: bucket === 'hard',
        ngram_entropy: 4 + random() * 4,
        context_ratio: tokens / 400_000,
        turns: 1 + Math.floor(random() * 5),
        tools: Math.floor(random() * 3),
        images: 0,
        json_mode: false,
        embedder: 'static-384',
        embedding_fallback: false,
        clusters: [
          { id: 3, label, similarity: 0.83, weight: 0.44 },
          { id: 7, label: 'general how-to questions', similarity: 0.71, weight: 0.31 },
          { id: 12, label: 'data work', similarity: 0.64, weight: 0.25 },
        ],
        map_xy: [random() * 1.4 - 0.7, random() * 1.4 - 0.7],
        surface: { log_prompt_tokens: Math.log(1 + tokens), question_marks: 1, lines: 12 },
        custom: {},
      },
      auth: {
        adapter: 'openai-key',
        provider: 'openai',
        credential_class: 'local',
        reference: '..all',
        unused_because: null,
      },
      cache: { state: hit ? 'hit' : 'miss', key: '9f3c51e0a2' },
      timings_us: {
        auth: 14,
        cache: 22,
        tokenize: hit ? 0 : 61,
        embed,
        signals: hit ? 0 : 40,
        clusters: hit ? 0 : 33,
        features: hit ? 0 : embed + 141,
        triage: hit ? 0 : 52,
        scoring: hit ? 0 : 18,
        hooks: 3,
        total: overhead * 900,
      },
      artifact_version: '2026.11.1',
      config_revision: 'r1',
      notes: [],
      session: NO_SESSION,
    },
    outcome: {
      ...emptyOutcome('pending', false),
      status: options.pending ? 'pending' : failed ? 'error' : 'ok',
      http_status: options.pending ? null : failed ? 502 : 200,
      error_code: failed ? 'provider_error' : null,
      served_model: failed ? null : chosen.model,
      served_provider: failed ? null : simulated ? 'simulator' : chosen.provider,
      simulated,
      streamed: random() < 0.6,
      response_cache: 'off',
      saved_usd: null,
      attempts: fellBack
        ? [
            {
              model: chosen.model,
              provider: chosen.provider ?? 'openai',
              status: 503,
              error: 'provider_error',
              ms: 140,
            },
            { model: 'google/gemini-3-flash', provider: 'google', status: 200, error: null, ms: 260 },
          ]
        : [
            {
              model: chosen.model,
              provider: simulated ? 'simulator' : (chosen.provider ?? ''),
              status: failed ? 502 : 200,
              error: failed ? 'provider_error' : null,
              ms: total * 0.4,
            },
          ],
      input_tokens: tokens,
      output_tokens: failed ? null : 40 + Math.floor(random() * 700),
      usage_reported: true,
      cost_usd: simulated || failed ? null : chosen.cost_usd,
      ttft_ms: failed ? null : total * 0.4,
      total_ms: options.pending ? null : total,
      overhead_ms: overhead,
      dropped: [],
      stopped_by: null,
    },
  };
}

export function generateRecords(count: number, options: Partial<GenerateOptions> = {}): DecisionRecord[] {
  const now = options.createdMs ?? Date.now();
  return Array.from({ length: count }, (_, index) =>
    generateRecord({ ...options, seq: index + 1, createdMs: now - (count - index) * 240 }),
  );
}
