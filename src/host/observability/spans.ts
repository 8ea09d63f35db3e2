import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import type { Outcome } from '../../shared/decision.ts';
import type { FinishedRequest } from './finished-request.ts';
import { operationName, providerName } from './gen-ai.ts';

/**
 * Makes the spans of a request after it has ended: the request itself, the decision in it, and one for each provider
 * that was called. Attempts have durations alone, so theirs follow one another; the last one ends with the request.
 */
export function writeSpans(tracer: Tracer, request: FinishedRequest): void {
  const { decision, outcome, app, dialect, endedMs } = request;
  const startedMs = endedMs - (outcome.total_ms ?? 0);
  const root = tracer.startSpan(
    'heimdall.request',
    {
      kind: SpanKind.SERVER,
      startTime: startedMs,
      attributes: {
        'heimdall.decision.id': decision.id,
        'heimdall.dialect': dialect,
        'heimdall.bucket': decision.bucket,
        'heimdall.fallbacks': Math.max(0, outcome.attempts.length - 1),
        'heimdall.response_cache': outcome.response_cache,
        'heimdall.simulated': outcome.simulated,
        ...(app === null ? {} : { 'heimdall.app': app }),
        ...(outcome.http_status === null ? {} : { 'http.response.status_code': outcome.http_status }),
        ...(outcome.cost_usd === null ? {} : { 'heimdall.cost_usd': outcome.cost_usd }),
        ...(outcome.error_code === null ? {} : { 'error.type': outcome.error_code }),
      },
    },
    callerContext(request.traceparent),
  );
  const inside = trace.setSpan(ROOT_CONTEXT, root);
  writeDecision(tracer, inside, request);
  writeAttempts(tracer, inside, request, startedMs);
  if (outcome.status === 'error') root.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error_code ?? '' });
  root.end(endedMs);
}

function writeDecision(tracer: Tracer, inside: Context, { decision }: FinishedRequest): void {
  const [choice] = decision.candidates;
  const { total, ...stages } = decision.timings_us;
  const span = tracer.startSpan(
    'heimdall.decide',
    {
      startTime: decision.created_ms,
      attributes: {
        'heimdall.mode': decision.mode,
        'heimdall.requested_model': decision.requested_model,
        'heimdall.model': decision.model,
        'heimdall.alpha': decision.alpha,
        'heimdall.p_cheap': decision.bucket_probabilities.cheap,
        'heimdall.p_mid': decision.bucket_probabilities.mid,
        'heimdall.p_hard': decision.bucket_probabilities.hard,
        'heimdall.cache': decision.cache.state,
        'heimdall.candidates': decision.candidates.length,
        'heimdall.artifact': decision.artifact_version,
        ...(decision.effort === null ? {} : { 'heimdall.effort': decision.effort }),
        ...(choice === undefined ? {} : { 'heimdall.quality': choice.quality, 'heimdall.score': choice.score }),
        ...Object.fromEntries(Object.entries(stages).map(([stage, us]) => [`heimdall.stage.${stage}_us`, us])),
      },
    },
    inside,
  );
  span.end(decision.created_ms + total / 1_000);
}

function writeAttempts(tracer: Tracer, inside: Context, request: FinishedRequest, startedMs: number): void {
  const { outcome, dialect, endedMs } = request;
  let startMs = startedMs + (outcome.overhead_ms ?? 0);
  for (const [index, attempt] of outcome.attempts.entries()) {
    const answered = index === outcome.attempts.length - 1 && attempt.error === null;
    const operation = operationName(dialect);
    const span = tracer.startSpan(
      `${operation} ${attempt.model}`,
      {
        kind: SpanKind.CLIENT,
        startTime: startMs,
        attributes: {
          'gen_ai.operation.name': operation,
          'gen_ai.provider.name': providerName(attempt.provider),
          'gen_ai.request.model': attempt.model,
          ...(attempt.status === null ? {} : { 'http.response.status_code': attempt.status }),
          ...(attempt.error === null ? {} : { 'error.type': attempt.error }),
          ...(answered ? usageOf(outcome) : {}),
        },
      },
      inside,
    );
    if (attempt.error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: attempt.error });
    startMs = answered ? endedMs : Math.min(endedMs, startMs + attempt.ms);
    span.end(startMs);
  }
}

function usageOf(outcome: Outcome): Record<string, string | number> {
  const { served_model: model, input_tokens: input, output_tokens: output, usage_reported: reported } = outcome;
  return {
    ...(model === null ? {} : { 'gen_ai.response.model': model }),
    ...(reported && input !== null ? { 'gen_ai.usage.input_tokens': input } : {}),
    ...(reported && output !== null ? { 'gen_ai.usage.output_tokens': output } : {}),
  };
}

/** The caller's trace, when it told of one in good form. */
function callerContext(traceparent: string | null): Context {
  const parent = traceparent === null ? null : parseTraceParent(traceparent);
  return parent === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
}
