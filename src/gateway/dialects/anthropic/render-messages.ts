/** Writes canonical messages as Anthropic messages: alternating roles, tool results first, nothing empty. */

import type {
  AssistantPart,
  CanonicalMessage,
  FilePart,
  ImagePart,
  MediaSource,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { parseArgumentsText } from '../json-body.ts';
import { isObject, type WireObject, wireToolId, writeCacheControl } from './wire.ts';

export interface WireMessage {
  readonly role: 'user' | 'assistant';
  readonly content: readonly WireObject[];
}

/** @param dropped Takes the names of what could not be carried. */
export function renderMessages(messages: readonly CanonicalMessage[], dropped: Set<string>): WireMessage[] {
  const rendered: { role: 'user' | 'assistant'; content: WireObject[] }[] = [];
  for (const message of messages) {
    const content =
      message.role === 'user'
        ? message.parts.flatMap((part) => userBlock(part, dropped))
        : message.parts.flatMap((part) => assistantBlock(part, dropped));
    if (content.length === 0) continue;
    const previous = rendered.at(-1);
    if (previous?.role === message.role) previous.content.push(...content);
    else rendered.push({ role: message.role, content });
  }
  for (const message of rendered) if (message.role === 'user') resultsFirst(message.content);
  // The API wants a user to speak first; other APIs let an assistant greet.
  if (rendered[0]?.role === 'assistant') rendered.unshift({ role: 'user', content: [{ type: 'text', text: '…' }] });
  trimPrefill(rendered.at(-1));
  return rendered;
}

/** Results answer the calls of the turn before, and the API refuses them after anything else. */
function resultsFirst(content: WireObject[]): void {
  const rank = (block: WireObject) => (block.type === 'tool_result' ? 0 : 1);
  content.sort((one, other) => rank(one) - rank(other));
}

/** The API refuses an answer that was begun with white space at its end. */
function trimPrefill(message: { role: string; content: WireObject[] } | undefined): void {
  const last = message?.content.at(-1);
  if (message?.role !== 'assistant' || last?.type !== 'text') return;
  message.content[message.content.length - 1] = { ...last, text: (last.text as string).trimEnd() };
}

/** Text blocks of the system prompt; the API refuses those of white space alone. */
export function textBlock(part: TextPart): WireObject[] {
  if (part.text.trim() === '') return [];
  return [{ type: 'text', text: part.text, ...writeCacheControl(part.cacheControl) }];
}

function assistantBlock(part: AssistantPart, dropped: Set<string>): WireObject[] {
  switch (part.type) {
    case 'text':
      return textBlock(part);
    case 'refusal':
      return textBlock({ type: 'text', text: part.text });
    case 'tool-call':
      return [toolUse(part, dropped)];
    case 'thinking':
      if (part.signature?.dialect !== 'anthropic') {
        dropped.add('thinking from another provider');
        return [];
      }
      if (part.redacted === true) return [{ type: 'redacted_thinking', data: part.signature.value }];
      return [{ type: 'thinking', thinking: part.text, signature: part.signature.value }];
  }
}

function toolUse(part: ToolCallPart, dropped: Set<string>): WireObject {
  let input: unknown;
  try {
    input = parseArgumentsText(part.arguments);
  } catch {
    input = null;
  }
  if (!isObject(input)) {
    if (part.arguments.trim() !== '') dropped.add('tool call arguments that are not a JSON object');
    input = {};
  }
  return { type: 'tool_use', id: wireToolId(part.id), name: part.name, input };
}

function userBlock(part: UserPart, dropped: Set<string>): WireObject[] {
  switch (part.type) {
    case 'text':
      return textBlock(part);
    case 'image':
      return [imageBlock(part, dropped)];
    case 'file':
      return fileBlock(part, dropped);
    case 'tool-result':
      return [toolResult(part, dropped)];
  }
}

function toolResult(part: ToolResultPart, dropped: Set<string>): WireObject {
  const content = part.content.flatMap((inner) =>
    inner.type === 'text' ? textBlock(inner) : [imageBlock(inner, dropped)],
  );
  return {
    type: 'tool_result',
    tool_use_id: wireToolId(part.id),
    ...(content.length === 0 ? {} : { content }),
    ...(part.isError ? { is_error: true } : {}),
    ...writeCacheControl(part.cacheControl),
  };
}

function imageBlock(part: ImagePart, dropped: Set<string>): WireObject {
  if (part.detail !== undefined && part.detail !== 'auto') dropped.add('image detail');
  return { type: 'image', source: mediaSource(part.source), ...writeCacheControl(part.cacheControl) };
}

function mediaSource(source: MediaSource): WireObject {
  if (source.kind === 'url') return { type: 'url', url: source.url };
  return { type: 'base64', media_type: source.mediaType, data: source.data };
}

function fileBlock(part: FilePart, dropped: Set<string>): WireObject[] {
  const source = documentSource(part.source);
  if (source === null) {
    dropped.add(`file of type ${part.source.mediaType}`);
    return [];
  }
  const title = part.filename === null ? {} : { title: part.filename };
  return [{ type: 'document', source, ...title, ...writeCacheControl(part.cacheControl) }];
}

/** Documents are PDF or plain text; null for anything else. */
function documentSource(source: MediaSource): WireObject | null {
  if (source.kind === 'url') {
    return source.mediaType === null || source.mediaType === 'application/pdf'
      ? { type: 'url', url: source.url }
      : null;
  }
  if (source.mediaType === 'application/pdf') return mediaSource(source);
  const isText = source.mediaType.startsWith('text/') || source.mediaType === 'application/json';
  if (!isText) return null;
  return { type: 'text', media_type: 'text/plain', data: Buffer.from(source.data, 'base64').toString('utf8') };
}
