/** Canonical messages as the items of `input`. */
import type {
  AssistantPart,
  CanonicalMessage,
  FilePart,
  ImagePart,
  TextPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { mediaUrl } from '../openai-chat/data-url.ts';
import type { DroppedNames } from '../openai-chat/json-fields.ts';

type Json = Record<string, unknown>;

/** Writes `input`; what the Responses API cannot carry is named in `dropped`. */
export function writeInput(messages: readonly CanonicalMessage[], dropped: DroppedNames): Json[] {
  const writer = new InputWriter(dropped);
  for (const message of messages) {
    if (message.role === 'user') writer.addUser(message.parts);
    else for (const part of message.parts) writer.addAnswer(part);
  }
  return writer.items;
}

class InputWriter {
  readonly items: Json[] = [];
  readonly #dropped: DroppedNames;

  constructor(dropped: DroppedNames) {
    this.#dropped = dropped;
  }

  addUser(parts: readonly UserPart[]): void {
    const rest: (TextPart | ImagePart | FilePart)[] = [];
    // The results come first, right after their calls.
    for (const part of parts) {
      this.#noteCacheControl(part.cacheControl);
      if (part.type === 'tool-result') this.#addResult(part);
      else rest.push(part);
    }
    if (rest.length === 0 && parts.length > 0) return;
    this.items.push({ type: 'message', role: 'user', content: rest.flatMap((part) => this.#content(part)) });
  }

  addAnswer(part: AssistantPart): void {
    if (part.type === 'text') {
      this.#noteCacheControl(part.cacheControl);
      this.#say({ type: 'output_text', text: part.text });
    } else if (part.type === 'refusal') {
      this.#say({ type: 'refusal', refusal: part.text });
    } else if (part.type === 'thinking') {
      this.#addThinking(part);
    } else {
      if (part.signature !== undefined) this.#dropped.add('signature of a tool call');
      const args = part.arguments === '' ? '{}' : part.arguments;
      this.items.push({ type: 'function_call', call_id: part.id, name: part.name, arguments: args });
    }
  }

  #say(content: Json): void {
    this.items.push({ type: 'message', role: 'assistant', content: [content] });
  }

  #addThinking(part: Extract<AssistantPart, { type: 'thinking' }>): void {
    // OpenAI takes back what it encrypted itself, and nobody else's thoughts.
    if (part.signature?.dialect !== 'openai-responses') {
      this.#dropped.add('thinking of earlier turns');
      return;
    }
    const summary = part.text === '' ? [] : [{ type: 'summary_text', text: part.text }];
    this.items.push({ type: 'reasoning', summary, encrypted_content: part.signature.value });
  }

  #addResult(result: ToolResultPart): void {
    if (result.isError) this.#dropped.add('is_error');
    for (const part of result.content) this.#noteCacheControl(part.cacheControl);
    const output = result.content.every((part) => part.type === 'text')
      ? result.content.map((part) => part.text).join('\n')
      : result.content.flatMap((part) => this.#content(part));
    this.items.push({ type: 'function_call_output', call_id: result.id, output });
  }

  #content(part: TextPart | ImagePart | FilePart): Json[] {
    if (part.type === 'text') return [{ type: 'input_text', text: part.text }];
    if (part.type === 'image') {
      return [{ type: 'input_image', image_url: mediaUrl(part.source), detail: part.detail ?? 'auto' }];
    }
    const { source, filename } = part;
    const mediaType = source.mediaType ?? '';
    if (mediaType.startsWith('audio/') || mediaType.startsWith('video/')) {
      this.#dropped.add(`${mediaType.slice(0, 5)} input`);
      return [];
    }
    if (source.kind === 'url') return [{ type: 'input_file', file_url: source.url }];
    return [{ type: 'input_file', filename: filename ?? 'file', file_data: mediaUrl(source) }];
  }

  #noteCacheControl(cacheControl: unknown): void {
    if (cacheControl !== undefined) this.#dropped.add('cache_control');
  }
}
