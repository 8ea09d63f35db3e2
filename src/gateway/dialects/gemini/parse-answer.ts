/** Complete answers of Gemini in the canonical form. */
import { HeimdallError } from '../../../core/index.ts';
import type { AssistantPart, CanonicalAnswer, CanonicalUsage } from '../canonical.ts';
import { isObject, type JsonObject, read } from './fields.ts';
import { isBrokenCall, parseFinishReason } from './finish-reason.ts';
import { readSignature } from './signature.ts';
import { answerCallId, idOf } from './tool-ids.ts';
import { parseUsage } from './usage.ts';

/** @throws {HeimdallError} `provider_bad_response`. */
export function parseAnswer(body: unknown): CanonicalAnswer {
  if (!isResponse(body)) throw badResponse('Gemini answered something that is not a GenerateContentResponse.');
  const id = textOf(read(body, 'responseId')) ?? idOf(JSON.stringify(body));
  const candidate = firstCandidate(body);
  const parts = candidateParts(candidate).flatMap((part, index) => answerPart(part, id, index));
  const reason = finishReason(body, candidate);
  if (reason !== null && isBrokenCall(reason)) throw badResponse(brokenCallMessage(reason));
  const hasCalls = parts.some(({ type }) => type === 'tool-call');
  return {
    id,
    model: textOf(read(body, 'modelVersion')) ?? '',
    parts,
    finish: parseFinishReason(reason ?? 'STOP', hasCalls),
    // Gemini does not say which stop sequence it met.
    stopSequence: null,
    usage: readUsage(body),
  };
}

/** Usage of an answer in Google's own words, or null. */
export function readUsage(body: unknown): CanonicalUsage | null {
  return isObject(body) ? parseUsage(read(body, 'usageMetadata')) : null;
}

/** True for a body with at least one field of an answer: a prompt that was blocked has no candidates. */
export function isResponse(body: unknown): body is JsonObject {
  if (!isObject(body)) return false;
  return ['candidates', 'promptFeedback', 'usageMetadata'].some((name) => read(body, name) !== undefined);
}

/** The first candidate: more are not asked for. */
export function firstCandidate(body: JsonObject): JsonObject | null {
  const candidates = read(body, 'candidates');
  const first: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
  return isObject(first) ? first : null;
}

export function candidateParts(candidate: JsonObject | null): readonly JsonObject[] {
  const content = candidate === null ? undefined : read(candidate, 'content');
  const parts = isObject(content) ? read(content, 'parts') : undefined;
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

/** The reason in Google's words; SAFETY for a prompt that was blocked; null while the answer goes on. */
export function finishReason(body: JsonObject, candidate: JsonObject | null): string | null {
  const reason = candidate === null ? null : textOf(read(candidate, 'finishReason'));
  if (reason !== null) return reason;
  const feedback = read(body, 'promptFeedback');
  return isObject(feedback) && textOf(read(feedback, 'blockReason')) !== null ? 'SAFETY' : null;
}

/** @param index Place of the part in the answer, for calls that have no id. */
function answerPart(part: JsonObject, answerId: string, index: number): AssistantPart[] {
  const signature = readSignature(read(part, 'thoughtSignature'))?.secret;
  const signed = signature === undefined ? {} : { signature };
  const call = functionCallOf(part);
  if (call !== null) {
    const id = call.id ?? answerCallId(answerId, index);
    return [{ type: 'tool-call', id, name: call.name, arguments: call.arguments, ...signed }];
  }
  const text = textOf(read(part, 'text')) ?? '';
  if (read(part, 'thought') === true) {
    return text === '' && signature === undefined ? [] : [{ type: 'thinking', text, ...signed }];
  }
  // A signature of plain text is optional to Google, and a thinking part after the text would confuse other clients.
  return text === '' ? [] : [{ type: 'text', text }];
}

export interface FunctionCall {
  readonly id: string | null;
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

export function functionCallOf(part: JsonObject): FunctionCall | null {
  const call = read(part, 'functionCall');
  if (!isObject(call)) return null;
  const name = textOf(read(call, 'name'));
  if (name === null) return null;
  const args = read(call, 'args');
  return { id: textOf(read(call, 'id')), name, arguments: isObject(args) ? JSON.stringify(args) : '{}' };
}

/** A text that says something, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function brokenCallMessage(reason: string): string {
  return `Gemini ended its answer with ${reason}: it tried to call a tool and failed.`;
}

function badResponse(message: string): HeimdallError {
  return new HeimdallError('provider_bad_response', message);
}
