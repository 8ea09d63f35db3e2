/** Gathers what becomes of one request. */
import type { Attempt, Outcome } from '../../shared/decision.ts';
import type { TokenUsage } from '../dialects/openai-chat/usage.ts';
import type { ModelPrice } from '../gateway-options.ts';

/** An outcome with nothing known yet. */
export function emptyOutcome(status: Outcome['status'], streamed: boolean): Outcome {
  return {
    status,
    http_status: null,
    error_code: null,
    served_model: null,
    served_provider: null,
    simulated: false,
    streamed,
    attempts: [],
    input_tokens: null,
    output_tokens: null,
    usage_reported: false,
    cost_usd: null,
    ttft_ms: null,
    total_ms: null,
    overhead_ms: null,
  };
}

/** Dollars of an answer; null when the model is unpriced. */
export function costUsd(usage: TokenUsage, price: ModelPrice | null): number | null {
  if (price === null) return null;
  return (usage.inputTokens * price.inputUsdPerMtok + usage.outputTokens * price.outputUsdPerMtok) / 1_000_000;
}

/** One attempt as the log holds it. */
export function attemptRecord(
  model: string,
  provider: string | null,
  status: number | null,
  error: string | null,
  ms: number,
): Attempt {
  return { model, provider: provider ?? 'none', status, error, ms: roundMs(ms) };
}

/** Milliseconds with microsecond digits: more is noise. */
export function roundMs(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
