/**
 * Checks the messages of a request and reads from them what routing looks at. Blocks of types that are not known here
 * (server tools and what comes next) are left alone: on the way to Anthropic they are passed through.
 */
import type { ChatMessage, Role } from '../../../core/index.ts';
import { optionalBoolean, requiredObject, requiredString } from './field-checks.ts';
import { invalid, isBillingText, isObject, type WireObject } from './wire.ts';

const ROLES = ['user', 'assistant', 'system'];

/** What some blocks say. */
interface Gathered {
  text: string;
  images: number;
  toolCalls: number;
  signed?: true;
}

/** The system prompt as one message, or null when there is none. The billing line is not part of it. */
export function parseSystem(value: unknown): ChatMessage | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return systemMessage(withoutBillingLine(value));
  if (!Array.isArray(value)) throw invalid('system', 'system must be a string or an array of text blocks.');
  const gathered = nothing();
  for (let at = 0; at < value.length; at++) {
    const path = `system[${at}]`;
    const block = parseBlock(value[at], path);
    if (block.type !== 'text') throw invalid(`${path}.type`, `${path}.type must be text.`);
    const text = requiredString(block, 'text', path);
    if (at > 0 || !isBillingText(text)) addText(gathered, text);
  }
  return systemMessage(gathered.text);
}

/** A system prompt in one string has the billing line above it, if any. */
export function withoutBillingLine(text: string): string {
  if (!isBillingText(text)) return text;
  const end = text.indexOf('\n');
  return end < 0 ? '' : text.slice(end + 1).trimStart();
}

function systemMessage(text: string): ChatMessage | null {
  return text === '' ? null : { role: 'system', text, images: 0, toolCalls: 0 };
}

/** Every message in its order; a tool result is a message of its own, as in the other dialects. */
export function parseMessages(value: unknown): ChatMessage[] {
  if (!Array.isArray(value)) throw invalid('messages', 'messages must be an array.');
  if (value.length === 0) throw invalid('messages', 'messages must not be empty.');
  const messages: ChatMessage[] = [];
  for (let index = 0; index < value.length; index++) parseMessage(value[index], `messages[${index}]`, messages);
  return messages;
}

function parseMessage(value: unknown, path: string, messages: ChatMessage[]): void {
  if (!isObject(value)) throw invalid(path, `${path} must be an object.`);
  if (typeof value.role !== 'string' || !ROLES.includes(value.role)) {
    throw invalid(`${path}.role`, `${path}.role must be user, assistant or system.`);
  }
  const role = value.role as Role;
  if (typeof value.content === 'string') {
    messages.push({ role, text: value.content, images: 0, toolCalls: 0 });
    return;
  }
  if (!Array.isArray(value.content)) {
    throw invalid(`${path}.content`, `${path}.content must be a string or an array of blocks.`);
  }
  const own = nothing();
  let results = 0;
  for (let at = 0; at < value.content.length; at++) {
    const blockPath = `${path}.content[${at}]`;
    const block = parseBlock(value.content[at], blockPath);
    if (block.type === 'tool_result') {
      if (role !== 'user') throw misplaced(blockPath, 'tool_result', 'user');
      messages.push(parseToolResult(block, blockPath));
      results++;
    } else {
      if (block.type === 'tool_use' && role !== 'assistant') throw misplaced(blockPath, 'tool_use', 'assistant');
      gather(block, blockPath, own);
    }
  }
  // A turn of nothing but results has no user in it.
  if (results === 0 || own.text !== '' || own.images > 0) messages.push({ role, ...own });
}

function misplaced(path: string, type: string, role: string): Error {
  return invalid(`${path}.type`, `${path}.type ${type} is allowed in ${role} messages only.`);
}

function parseToolResult(block: WireObject, path: string): ChatMessage {
  requiredString(block, 'tool_use_id', path);
  optionalBoolean(block, 'is_error', `${path}.is_error`);
  const gathered = nothing();
  const { content } = block;
  if (typeof content === 'string') addText(gathered, content);
  else if (Array.isArray(content)) {
    for (let at = 0; at < content.length; at++) {
      const partPath = `${path}.content[${at}]`;
      gather(parseBlock(content[at], partPath), partPath, gathered);
    }
  } else if (content !== undefined && content !== null) {
    throw invalid(`${path}.content`, `${path}.content must be a string or an array of blocks.`);
  }
  return { role: 'tool', text: gathered.text, images: gathered.images, toolCalls: 0 };
}

function parseBlock(value: unknown, path: string): WireObject {
  if (!isObject(value)) throw invalid(path, `${path} must be an object with a type.`);
  if (typeof value.type !== 'string') throw invalid(`${path}.type`, `${path}.type must be a string.`);
  if (value.cache_control !== undefined && value.cache_control !== null && !isObject(value.cache_control)) {
    throw invalid(`${path}.cache_control`, `${path}.cache_control must be an object.`);
  }
  return value;
}

/** Checks one block and adds what it says to routing. */
function gather(block: WireObject, path: string, into: Gathered): void {
  switch (block.type) {
    case 'text':
      addText(into, requiredString(block, 'text', path));
      return;
    case 'image':
      checkSource(requiredObject(block, 'source', path), `${path}.source`);
      into.images++;
      return;
    case 'document':
      addDocument(requiredObject(block, 'source', path), `${path}.source`, into);
      return;
    case 'tool_use':
      requiredString(block, 'id', path);
      requiredString(block, 'name', path);
      requiredObject(block, 'input', path);
      into.toolCalls++;
      return;
    case 'thinking':
      requiredString(block, 'thinking', path);
      if (typeof block.signature === 'string' && block.signature !== '') into.signed = true;
      return;
    case 'redacted_thinking':
      requiredString(block, 'data', path);
      into.signed = true;
      return;
    default:
  }
}

/** Text documents are prompt text; of the others only the name of the source is looked at. */
function addDocument(source: WireObject, path: string, into: Gathered): void {
  checkSource(source, path);
  if (source.type === 'text') addText(into, requiredString(source, 'data', path));
}

function checkSource(source: WireObject, path: string): void {
  requiredString(source, 'type', path);
  if (source.type === 'url') requiredString(source, 'url', path);
  if (source.type !== 'base64') return;
  requiredString(source, 'media_type', path);
  requiredString(source, 'data', path);
}

function nothing(): Gathered {
  return { text: '', images: 0, toolCalls: 0 };
}

function addText(into: Gathered, text: string): void {
  into.text = into.text === '' ? text : `${into.text}\n${text}`;
}
