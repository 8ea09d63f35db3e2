/** Complete answers: `{type: "message", …}` to and from the canonical form. */

import { HeimdallError } from '../../../core/index.ts';
import type { AssistantPart, CanonicalAnswer, CanonicalUsage } from '../canonical.ts';
import type { ParsedRequest } from '../dialect.ts';
import { parseArgumentsText } from '../json-body.ts';
import { readSignature, writeSignature } from './bound-signature.ts';
import { estimateAnswerTokens, estimateInputTokens } from './count-tokens.ts';
import { readStopReason, readUsageObject, type WireUsage, writeStopReason, writeUsage } from './usage.ts';
import { isObject, textOrNull, type WireObject, wireToolId } from './wire.ts';

/** @throws {HeimdallError} `provider_bad_response` when it is not a message. */
export function parseAnswer(body: unknown): CanonicalAnswer {
  if (!isObject(body) || !Array.isArray(body.content)) {
    throw new HeimdallError('provider_bad_response', 'The provider answered something that is not a message.');
  }
  return {
    id: textOrNull(body.id) ?? '',
    model: textOrNull(body.model) ?? '',
    parts: body.content.filter(isObject).flatMap(parsePart),
    finish: readStopReason(body.stop_reason),
    stopSequence: textOrNull(body.stop_sequence),
    usage: readUsageObject(body.usage),
  };
}

/** Blocks of server tools have no place in the canonical form; what the model makes of them is in its text. */
function parsePart(block: WireObject): AssistantPart[] {
  switch (block.type) {
    case 'text':
      return typeof block.text === 'string' && block.text !== '' ? [{ type: 'text', text: block.text }] : [];
    case 'thinking': {
      const signature = readSignature(block.signature);
      const text = textOrNull(block.thinking) ?? '';
      return [{ type: 'thinking', text, ...(signature === null ? {} : { signature }) }];
    }
    case 'redacted_thinking': {
      const signature = readSignature(block.data);
      return signature === null ? [] : [{ type: 'thinking', text: '', signature, redacted: true }];
    }
    case 'tool_use':
      return [
        {
          type: 'tool-call',
          id: textOrNull(block.id) ?? '',
          name: textOrNull(block.name) ?? '',
          arguments: isObject(block.input) ? JSON.stringify(block.input) : '{}',
        },
      ];
    default:
      return [];
  }
}

/** A message as clients of the API expect it. */
export interface WireAnswer {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly WireObject[];
  readonly stop_reason: string | null;
  readonly stop_sequence: string | null;
  readonly usage: WireUsage;
}

export function renderAnswer(answer: CanonicalAnswer, request: ParsedRequest): WireAnswer {
  const refused = answer.parts.some((part) => part.type === 'refusal');
  return {
    id: messageId(answer.id),
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content: answer.parts.flatMap(renderPart),
    stop_reason: writeStopReason(answer.finish, answer.stopSequence, refused),
    stop_sequence: answer.stopSequence,
    usage: writeUsage(answer.usage ?? guessedUsage(answer, request)),
  };
}

/** Clients add usage up without asking whether it is there. */
function guessedUsage(answer: CanonicalAnswer, request: ParsedRequest): CanonicalUsage {
  const texts = answer.parts.map((part) => (part.type === 'tool-call' ? part.arguments : part.text));
  return {
    input: estimateInputTokens(request),
    output: estimateAnswerTokens(texts.join('')),
    cachedInput: null,
    cacheWrite: null,
    reasoning: null,
  };
}

/** The id of another provider in the form that clients expect. */
export function messageId(id: string): string {
  if (id.startsWith('msg_')) return id;
  const clean = id.replace(/[^a-zA-Z0-9_-]/g, '_');
  return `msg_${clean === '' ? 'heimdall' : clean}`;
}

function renderPart(part: AssistantPart): WireObject[] {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    case 'thinking':
      if (part.redacted === true) return [{ type: 'redacted_thinking', data: writeSignature(part.signature) }];
      return [{ type: 'thinking', thinking: part.text, signature: writeSignature(part.signature) }];
    case 'tool-call':
      return [{ type: 'tool_use', id: wireToolId(part.id), name: part.name, input: parseArguments(part.arguments) }];
  }
}

/** Models write broken JSON when they are cut off; clients need an object all the same. */
function parseArguments(text: string): WireObject {
  try {
    const value = parseArgumentsText(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
