/** A Gemini client's own request to a Gemini model: the body is kept, unknown fields included. */
import type { ParsedRequest, RenderedRequest, RenderTarget } from '../dialect.ts';
import { isObject, type JsonObject, read } from './fields.ts';
import { modelFamily } from './model-family.ts';
import { requestPath } from './render-request.ts';
import { isForeign, SKIP_VALIDATION } from './signature.ts';
import { renderThinking } from './thinking.ts';

/**
 * The model goes into the path. The body changes in two cases only: Heimdall chose the model and the caller said
 * nothing of thinking; or the history holds turns that another provider answered.
 */
export function passThrough(parsed: ParsedRequest, target: RenderTarget): RenderedRequest {
  const family = modelFamily(target.upstreamId, target.thinkingBudget !== null);
  const body: Record<string, unknown> = { ...parsed.body };
  // Some clients repeat the model in the body, where it would contradict the path.
  if (typeof body.model === 'string') delete body.model;
  const contents = withOwnSignatures(body.contents, family.signedCalls);
  if (contents !== body.contents) body.contents = contents;
  const config = read(body, 'generationConfig');
  if (
    target.chosenByUs &&
    (config === undefined || (isObject(config) && read(config, 'thinkingConfig') === undefined))
  ) {
    const thinking = renderThinking(null, target, family, parsed.request.maxOutputTokens);
    if (thinking !== null) {
      const name =
        'generation_config' in body && !('generationConfig' in body) ? 'generation_config' : 'generationConfig';
      body[name] = { ...(config as JsonObject | undefined), thinkingConfig: thinking };
    }
  }
  return { path: requestPath(target.upstreamId, parsed.request.stream), body, headers: {}, dropped: [] };
}

/**
 * Takes signatures out that Google did not make, and marks calls that Gemini did not make where the model insists on
 * a signature. Returns the same value when there is nothing to do, which is the case unless providers were mixed.
 */
function withOwnSignatures(contents: unknown, mustSign: boolean): unknown {
  if (!Array.isArray(contents)) return contents;
  let changed = false;
  // The first call of a step carries the signature, and a step may be spread over several Contents of the model.
  let mayLack = !mustSign;
  const result = contents.map((content: unknown) => {
    if (!isObject(content) || content.role !== 'model') mayLack = !mustSign;
    if (!isObject(content) || content.role !== 'model' || !Array.isArray(content.parts)) return content;
    const parts = content.parts.map((part: unknown) => {
      if (!isObject(part)) return part;
      const mark = !mayLack && isObject(read(part, 'functionCall'));
      if (mark) mayLack = true;
      return withOwnSignature(part, mark);
    });
    if (parts.every((part, index) => part === (content.parts as unknown[])[index])) return content;
    changed = true;
    return { ...content, parts };
  });
  return changed ? result : contents;
}

/** @param mark Whether the part must not go without a signature. */
function withOwnSignature(part: JsonObject, mark: boolean): JsonObject {
  const signature = read(part, 'thoughtSignature');
  const isTheirs = typeof signature === 'string' && isForeign(signature);
  if (!isTheirs && !(mark && signature === undefined)) return part;
  const { thoughtSignature: _, thought_signature: __, ...rest } = part;
  return mark ? { ...rest, thoughtSignature: SKIP_VALIDATION } : rest;
}
