/** The body for an upstream that speaks chat completions as the caller does. */
import type { Effort } from '../../../shared/decision.ts';
import type { ParsedRequest, RenderedRequest, RenderTarget } from '../dialect.ts';
import { DroppedNames, effortOrNull, isObject, isSet } from './json-fields.ts';
import { nearestEffort } from './reasoning.ts';
import { dropSampling } from './sampling.ts';
import { CHAT_PATH } from './write-request.ts';

/**
 * The caller's own body, every unknown field included, with only these changes.
 *
 * - `model` becomes the upstream's id.
 * - The effort of the target is added in the provider's own form, unless the caller set one.
 * - A stream is asked for its usage, so that cost is known.
 * - `max_tokens` and `max_completion_tokens` are translated where a provider takes only the other.
 * - When Heimdall chose the model, OpenAI does not get sampling parameters beside an effort: the caller could not know
 *   that it would be a reasoning model, and OpenAI refuses the pair. They are named in `dropped`.
 * - When Heimdall chose the model, proofs of Google's do not go to others: the conversation may have been there before.
 */
export function passChatThrough(parsed: ParsedRequest, target: RenderTarget, provider: string | null): RenderedRequest {
  const dropped = new DroppedNames();
  const body: Record<string, unknown> = { ...parsed.body, model: target.upstreamId };
  if (body.stream === true) {
    const options = isObject(body.stream_options) ? body.stream_options : null;
    body.stream_options = { ...options, include_usage: true };
  }
  addEffort(body, target.effort, provider);
  // A caller who has preferences of its own keeps them whole: the parts depend on each other.
  if (target.preferences && !isSet(body.provider)) body.provider = target.preferences;
  translateTokenLimit(body, provider);
  if (target.chosenByUs && provider === 'openai') {
    const effort = fitEffort(body, target);
    if (effort !== null && effort !== 'none') dropSampling(body, dropped);
  }
  if (target.chosenByUs && provider !== 'google' && Array.isArray(body.messages)) {
    body.messages = body.messages.map((message) => withoutProofs(message, dropped));
  }
  return { path: CHAT_PATH, body, headers: {}, dropped: dropped.list() };
}

/** The message itself when it has no tool call with `extra_content`. */
function withoutProofs(message: unknown, dropped: DroppedNames): unknown {
  const calls = isObject(message) ? message.tool_calls : null;
  if (!isObject(message) || !Array.isArray(calls)) return message;
  if (!calls.some((call) => isObject(call) && 'extra_content' in call)) return message;
  dropped.add('signature of a tool call');
  return {
    ...message,
    tool_calls: calls.map((call) => {
      if (!isObject(call)) return call;
      const { extra_content: _proof, ...rest } = call;
      return rest;
    }),
  };
}

function addEffort(body: Record<string, unknown>, effort: Effort | null, provider: string | null): void {
  if (effort === null || isSet(body.reasoning_effort) || isSet(body.reasoning)) return;
  if (provider === 'openai' || provider === 'google') body.reasoning_effort = effort;
  else if (provider === 'openrouter') body.reasoning = { effort };
}

/** Levels differ by model, and a caller who did not choose it cannot know them: the nearest one is taken. */
function fitEffort(body: Record<string, unknown>, target: RenderTarget): Effort | null {
  const asked = effortOrNull(body.reasoning_effort);
  if (asked === null) return target.effort;
  const effort = nearestEffort(asked, target.efforts);
  if (effort === null) delete body.reasoning_effort;
  else body.reasoning_effort = effort;
  return effort;
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
