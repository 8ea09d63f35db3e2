import type { ServerResponse } from 'node:http';
import type { Clock, Routing } from '../../core/index.ts';
import type { Decision, Outcome } from '../../shared/decision.ts';
import type { ClientDialect, ParsedRequest } from '../dialects/dialect.ts';
import { decisionHeaders } from '../dispatch/decision-headers.ts';
import { roundMs } from '../dispatch/outcome-builder.ts';
import { sendAnswer } from '../dispatch/send-answer.ts';
import type { SentAnswer } from '../gateway-options.ts';
import type { CacheHit } from './cache-totals.ts';

export interface HitContext {
  readonly response: ServerResponse;
  readonly routing: Routing;
  readonly client: ClientDialect;
  readonly parsed: ParsedRequest;
  /** What was recorded with the decision. */
  readonly pending: Outcome;
  readonly clock: Clock;
  /** Monotonic milliseconds at which the head of the request was read, and its body was complete. */
  readonly arrived: number;
  readonly receivedMs: number;
}

/** The decision with a note that its choice was not asked. */
export function hitDecision(decision: Decision, { kind, cosine, ageS }: CacheHit): Decision {
  const likeness = kind === 'hit' ? 'the same request' : `a prompt that means the same (cosine ${cosine.toFixed(3)})`;
  const note = `answered from the response cache: ${likeness}, ${ageS} s ago`;
  return { ...decision, notes: [...decision.notes, note] };
}

/** Answers from the cache. Returns what became of the request, and the bytes that were sent. */
export function serveHit(hit: CacheHit, context: HitContext): { outcome: Outcome; sent: SentAnswer | null } {
  const { response, routing, client, parsed, pending } = context;
  const { cached, kind, ageS } = hit;
  const served = { model: cached.model, provider: cached.provider, effort: null };
  const overheadMs = roundMs(context.clock.monotonicMs() - context.receivedMs);
  const headers = decisionHeaders(routing.decision, client.name, {
    served,
    overheadMs,
    attempts: 0,
    responseCache: kind,
  });
  // An id of its own: the same one for two answers would mix up who refers to them.
  const answer = { ...cached.answer, id: routing.decision.id };
  const bytes = sendAnswer(response, answer, { client, parsed }, { ...headers, age: String(ageS) });
  const total = roundMs(context.clock.monotonicMs() - context.arrived);
  const outcome: Outcome = {
    ...pending,
    status: bytes === null ? 'aborted' : 'ok',
    http_status: bytes === null ? null : 200,
    served_model: cached.model,
    served_provider: cached.provider,
    simulated: cached.simulated,
    input_tokens: cached.inputTokens,
    output_tokens: cached.outputTokens,
    usage_reported: cached.usageReported,
    cost_usd: cached.simulated ? null : 0,
    saved_usd: cached.costUsd,
    response_cache: kind,
    ttft_ms: total,
    total_ms: total,
    overhead_ms: overheadMs,
  };
  return { outcome, sent: bytes === null ? null : { bytes, truncated: false } };
}
