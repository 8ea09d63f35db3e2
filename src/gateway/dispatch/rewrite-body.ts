import type { ChatBody } from '../dialects/openai-chat/parse-chat-request.ts';
import type { AttemptTarget } from './plan-attempts.ts';

/** Parameters that OpenAI's reasoning models refuse with a 400. */
const NOT_WITH_REASONING = [
  'temperature',
  'top_p',
  'presence_penalty',
  'frequency_penalty',
  'logprobs',
  'top_logprobs',
  'logit_bias',
] as const;

/**
 * The body for one upstream: the caller's own, every unknown field included, with only these changes.
 *
 * - `model` becomes the upstream's id.
 * - The effort of the target is added in the provider's own form, unless the caller set one.
 * - A stream is asked for its usage, so that cost is known.
 * - `max_tokens` and `max_completion_tokens` are translated where a provider takes only the other.
 * - When Heimdall chose the model, OpenAI does not get sampling parameters beside an effort: the caller could not know
 *   that it would be a reasoning model, and OpenAI refuses the pair.
 */
export function rewriteBody(body: ChatBody, target: AttemptTarget, upstreamId: string, chosenByUs: boolean): string {
  const rewritten: Record<string, unknown> = { ...body, model: upstreamId };
  if (body.stream === true) {
    const options = typeof body.stream_options === 'object' ? body.stream_options : null;
    rewritten.stream_options = { ...options, include_usage: true };
  }
  addEffort(rewritten, target);
  translateTokenLimit(rewritten, target.provider);
  if (chosenByUs && target.provider === 'openai' && target.effort !== null && target.effort !== 'none') {
    for (const name of NOT_WITH_REASONING) delete rewritten[name];
  }
  return JSON.stringify(rewritten);
}

function addEffort(body: Record<string, unknown>, { provider, effort }: AttemptTarget): void {
  if (effort === null || isSet(body.reasoning_effort) || isSet(body.reasoning)) return;
  if (provider === 'openai' || provider === 'google') body.reasoning_effort = effort;
  else if (provider === 'openrouter') body.reasoning = { effort };
}

function translateTokenLimit(body: Record<string, unknown>, provider: string | null): void {
  if (provider === 'openai') rename(body, 'max_tokens', 'max_completion_tokens');
  else if (provider === 'deepseek') rename(body, 'max_completion_tokens', 'max_tokens');
}

function rename(body: Record<string, unknown>, from: string, to: string): void {
  if (!isSet(body[from])) return;
  if (!isSet(body[to])) body[to] = body[from];
  delete body[from];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
