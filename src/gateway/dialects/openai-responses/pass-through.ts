/** The body for an upstream that speaks the Responses API as the caller does. */
import type { ParsedRequest, RenderedRequest, RenderTarget } from '../dialect.ts';
import { DroppedNames, effortOrNull, isObject, isSet, objectOf } from '../openai-chat/json-fields.ts';
import { nearestEffort } from '../openai-chat/reasoning.ts';
import { dropSampling } from '../openai-chat/sampling.ts';
import { isForeign } from './encrypted-content.ts';
import { RESPONSES_PATH } from './write-request.ts';

type Json = Record<string, unknown>;

/**
 * The caller's own body, every unknown field included, with only these changes.
 *
 * - `model` becomes the upstream's id.
 * - The effort of the target is added unless the caller set one. When Heimdall chose the model, a level that it does not
 *   have becomes the nearest, and sampling parameters that reasoning models refuse are taken out and named.
 * - Reasoning items that hold the proofs of other providers are taken out: OpenAI refuses them.
 */
export function passResponsesThrough(parsed: ParsedRequest, target: RenderTarget): RenderedRequest {
  const dropped = new DroppedNames();
  const body: Json = { ...parsed.body, model: target.upstreamId };
  const reasoning = objectOf(body.reasoning);
  if (target.effort !== null && !isSet(reasoning.effort)) body.reasoning = { ...reasoning, effort: target.effort };
  if (target.chosenByUs) fitToModel(body, target, dropped);
  if (Array.isArray(body.input) && body.input.some(isForeignItem)) {
    body.input = body.input.filter((item) => !isForeignItem(item));
    dropped.add('reasoning of another provider');
  }
  return { path: RESPONSES_PATH, body, headers: {}, dropped: dropped.list() };
}

function fitToModel(body: Json, target: RenderTarget, dropped: DroppedNames): void {
  const reasoning = objectOf(body.reasoning);
  const asked = effortOrNull(reasoning.effort);
  if (asked === null) return;
  const effort = nearestEffort(asked, target.efforts);
  // A model without levels refuses the whole object.
  if (effort === null) {
    delete body.reasoning;
    dropped.add('reasoning');
  } else if (effort !== asked) {
    body.reasoning = { ...reasoning, effort };
  }
  if (effort !== null && effort !== 'none') dropSampling(body, dropped);
}

function isForeignItem(item: unknown): boolean {
  return isObject(item) && item.type === 'reasoning' && isForeign(item.encrypted_content);
}
