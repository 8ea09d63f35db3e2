import { type Attempt, type Decision, emptyOutcome, type Outcome } from '../../shared/decision.ts';

/** A pending outcome and what it becomes `afterMs` milliseconds later. */
export interface SimulatedOutcome {
  readonly pending: Outcome;
  readonly final: Outcome;
  readonly afterMs: number;
}

/** Answer tokens by bucket: least and how many more at most. */
const OUTPUT_TOKENS = { cheap: [20, 180], mid: [120, 700], hard: [400, 2_400] } as const;
const FALLBACK_SHARE = 0.05;
const ERROR_SHARE = 0.01;

/**
 * Makes up what became of a sample decision: mostly good answers, a few fallbacks, now and then an error. Marked as
 * simulated, so it has no cost.
 *
 * @param random Seeded, so that the sample is the same every time.
 */
export function simulateOutcome(decision: Decision, streamed: boolean, random: () => number): SimulatedOutcome {
  const [least, more] = OUTPUT_TOKENS[decision.bucket];
  const outputTokens = Math.round(least + more * random() ** 2);
  const overheadMs = decision.timings_us.total / 1_000 + 0.2 + random() * 0.4;
  const firstTokenMs = 180 + 500 * random() ** 2 + decision.features.request_tokens / 40;
  const wholeMs = firstTokenMs + outputTokens * (6 + 10 * random());
  const fate = random();
  const runnerUp = decision.candidates[1];
  const attempts: Attempt[] = [];
  let served = { model: decision.model, provider: decision.provider ?? 'simulator' };
  if (fate < FALLBACK_SHARE && runnerUp !== undefined) {
    attempts.push({ model: served.model, provider: served.provider, status: 503, error: 'provider_error', ms: 140 });
    served = { model: runnerUp.model, provider: runnerUp.provider ?? 'simulator' };
  }
  const failed = fate > 1 - ERROR_SHARE;
  attempts.push({
    model: served.model,
    provider: served.provider,
    status: failed ? 502 : 200,
    error: failed ? 'provider_error' : null,
    ms: Math.round(firstTokenMs),
  });
  const pending: Outcome = { ...emptyOutcome('pending', streamed), simulated: true, overhead_ms: overheadMs };
  const final: Outcome = {
    ...pending,
    status: failed ? 'error' : 'ok',
    http_status: failed ? 502 : 200,
    error_code: failed ? 'provider_error' : null,
    served_model: failed ? null : served.model,
    served_provider: failed ? null : served.provider,
    attempts,
    input_tokens: decision.features.request_tokens,
    output_tokens: failed ? null : outputTokens,
    ttft_ms: failed ? null : Math.round(firstTokenMs),
    total_ms: Math.round(wholeMs),
  };
  // Quicker than life: the sample is there to be looked at, not to be waited for.
  return { pending, final, afterMs: Math.min(1_500, wholeMs / 4) };
}
