/** Complete answers for Gemini clients. */
import type { AssistantPart, CanonicalAnswer, FinishReason } from '../canonical.ts';
import type { ParsedRequest } from '../dialect.ts';
import type { JsonObject } from './fields.ts';
import { renderFinishReason } from './finish-reason.ts';
import { parseArguments } from './render-contents.ts';
import { writeSignature } from './signature.ts';
import { wantsThoughts } from './thinking.ts';
import { renderUsage } from './usage.ts';

/** The body of a complete answer: a GenerateContentResponse. */
export function renderAnswer(answer: CanonicalAnswer, request: ParsedRequest): JsonObject {
  const show = wantsThoughts(request.body);
  const parts = answer.parts.flatMap((part) => renderPart(part, show));
  return {
    candidates: [candidate(parts, answer.finish)],
    ...(answer.usage === null ? {} : { usageMetadata: renderUsage(answer.usage) }),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

/** @param finish Null while the answer goes on. */
export function candidate(parts: readonly JsonObject[], finish: FinishReason | null): JsonObject {
  return {
    // The SDK's chat forgets a turn that has a content without parts; Google sends an empty text there, too.
    content: { parts: parts.length === 0 ? [{ text: '' }] : parts, role: 'model' },
    ...(finish === null ? {} : { finishReason: renderFinishReason(finish) }),
    index: 0,
  };
}

/** @param show Whether the caller asked for thoughts: clients that did not may take them for the answer. */
function renderPart(part: AssistantPart, show: boolean): JsonObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'thinking': {
      if (!show) return [];
      const { signature } = part;
      const signed =
        signature === undefined ? {} : { thoughtSignature: writeSignature(signature, part.redacted === true) };
      return [{ text: part.text, thought: true, ...signed }];
    }
    case 'tool-call':
      return [functionCallPart(part)];
  }
}

/** A call for a Gemini client. Only Gemini's own signatures go with calls: they are made of nothing else. */
export function functionCallPart(call: Omit<AssistantPart & { type: 'tool-call' }, 'type'>): JsonObject {
  return {
    functionCall: { id: call.id, name: call.name, args: parseArguments(call.arguments) },
    ...(call.signature?.dialect === 'gemini' ? { thoughtSignature: call.signature.value } : {}),
  };
}
