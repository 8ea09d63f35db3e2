import { estimateTokens, type Routing } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { SentAnswer } from '../gateway-options.ts';
import type { HitContext } from '../response-cache/serve-hit.ts';
import { decisionHeaders } from './decision-headers.ts';
import { roundMs } from './outcome-builder.ts';
import { sendAnswer } from './send-answer.ts';

/**
 * Answers a request with what a plugin had for it, in the caller's dialect. Nobody is called, and nothing is paid.
 *
 * @returns What became of the request, and the bytes that were sent.
 */
export function answerFromHook(
  { text, model: named, plugin }: NonNullable<Routing['answer']>,
  { response, routing, client, parsed, pending, clock, arrived, receivedMs }: HitContext,
): { outcome: Outcome; sent: SentAnswer | null } {
  const { decision } = routing;
  const model = named ?? plugin;
  const provider = `plugin ${plugin}`;
  const tokens = { input: decision.features.request_tokens, output: estimateTokens(text) };
  const overheadMs = roundMs(clock.monotonicMs() - receivedMs);
  const bytes = sendAnswer(
    response,
    {
      id: decision.id,
      model,
      parts: [{ type: 'text', text }],
      finish: 'stop',
      stopSequence: null,
      usage: { ...tokens, cachedInput: null, cacheWrite: null, reasoning: null },
    },
    { client, parsed },
    decisionHeaders(decision, client.name, { served: { model, effort: null, provider }, overheadMs, attempts: 0 }),
  );
  const total = roundMs(clock.monotonicMs() - arrived);
  const outcome: Outcome = {
    ...pending,
    status: bytes === null ? 'aborted' : 'ok',
    http_status: bytes === null ? null : 200,
    served_model: model,
    served_provider: provider,
    input_tokens: tokens.input,
    output_tokens: tokens.output,
    cost_usd: 0,
    ttft_ms: total,
    total_ms: total,
    overhead_ms: overheadMs,
  };
  return { outcome, sent: bytes === null ? null : { bytes, truncated: false } };
}
