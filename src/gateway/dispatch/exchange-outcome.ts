import type { IncomingHttpHeaders } from 'node:http';
import { type HeimdallError, type ModelPrice, requestCost, SIMULATOR } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { CanonicalUsage } from '../dialects/canonical.ts';
import { ERROR_STATUS } from '../http/error-status.ts';
import { attemptRecord, roundMs } from './outcome-builder.ts';
import type { AttemptTarget } from './plan-attempts.ts';
import { readRateLimits } from './rate-limits.ts';

/** What becomes of one request, filled in as it happens. */
export class ExchangeOutcome {
  readonly outcome: Outcome;

  /** @param pending What was recorded with the decision; it is kept as it was. */
  constructor(pending: Outcome) {
    this.outcome = { ...pending, attempts: [] };
  }

  /** @param dropped What could not be carried to it. */
  served({ model, provider }: AttemptTarget, dropped: readonly string[]): void {
    this.outcome.dropped = [...dropped];
    this.outcome.served_model = model;
    this.outcome.served_provider = provider;
    this.outcome.simulated = provider === SIMULATOR;
  }

  /** @param ms Milliseconds that the attempt took. */
  attempted({ model, provider }: AttemptTarget, status: number | null, error: string | null, ms: number): void {
    this.outcome.attempts.push(attemptRecord(model, provider, status, error, ms));
  }

  ok(status: number): void {
    this.outcome.status = 'ok';
    this.outcome.http_status = status;
  }

  aborted(): void {
    this.outcome.status = 'aborted';
  }

  fail(code: HeimdallError['code'], status: number = ERROR_STATUS[code]): void {
    this.outcome.status = 'error';
    this.outcome.error_code = code;
    this.outcome.http_status = status;
  }

  /**
   * @param usage As the upstream reported it, or null.
   * @param estimatedInput, estimatedOutput Tokens to fall back on.
   */
  used(usage: CanonicalUsage | null, estimatedInput: number, estimatedOutput: number, price: ModelPrice | null): void {
    const { outcome } = this;
    outcome.input_tokens = usage?.input ?? estimatedInput;
    outcome.output_tokens = usage?.output ?? estimatedOutput;
    outcome.cached_input_tokens = usage?.cachedInput ?? null;
    outcome.cache_write_tokens = usage?.cacheWrite ?? null;
    outcome.cache_write_1h_tokens = usage?.cacheWrite1h ?? null;
    outcome.reasoning_tokens = usage?.reasoning ?? null;
    // What the simulator reports is an estimate too.
    outcome.usage_reported = usage !== null && !outcome.simulated;
    if (outcome.usage_reported && usage !== null) outcome.cost_usd = costOf(usage, price);
  }

  /** Keeps what the provider that was asked last says of its limits. */
  limits(headers: IncomingHttpHeaders, nowMs: number): void {
    this.outcome.rate_limit = readRateLimits(headers, nowMs);
  }

  /** @param ms Milliseconds from the request's arrival to the first byte of the answer. */
  firstByte(ms: number): void {
    this.outcome.ttft_ms = roundMs(ms);
  }

  /** @param ms Milliseconds of Heimdall's own, before the first call. */
  dispatched(ms: number): void {
    this.outcome.overhead_ms ??= roundMs(ms);
  }
}

function costOf(usage: CanonicalUsage, price: ModelPrice | null): number | null {
  return requestCost(price, {
    inputTokens: usage.input,
    outputTokens: usage.output,
    cacheReadTokens: usage.cachedInput ?? 0,
    cacheWriteTokens: usage.cacheWrite ?? 0,
    cacheWrite1hTokens: usage.cacheWrite1h ?? 0,
    reasoningTokens: usage.reasoning ?? 0,
  });
}
