/** Canonical messages in the words of chat completions. */
import type {
  AssistantPart,
  CanonicalRequest,
  FilePart,
  ImagePart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { mediaUrl } from './data-url.ts';
import type { DroppedNames } from './json-fields.ts';

type Json = Record<string, unknown>;

/** Writes `messages`; what chat completions cannot carry is named in `dropped`. */
export function writeMessages(request: CanonicalRequest, provider: string | null, dropped: DroppedNames): Json[] {
  const writer = new MessageWriter(provider, dropped);
  if (request.system.length > 0) writer.add({ role: 'system', content: writer.texts(request.system) });
  for (const message of request.messages) {
    if (message.role === 'user') writer.addUser(message.parts);
    else writer.addAssistant(message.parts);
  }
  return writer.messages;
}

class MessageWriter {
  readonly messages: Json[] = [];
  readonly #provider: string | null;
  readonly #dropped: DroppedNames;

  constructor(provider: string | null, dropped: DroppedNames) {
    this.#provider = provider;
    this.#dropped = dropped;
  }

  add(message: Json): void {
    this.messages.push(message);
  }

  addUser(parts: readonly UserPart[]): void {
    const results = parts.filter((part) => part.type === 'tool-result');
    // The results must follow the calls at once; what the message says besides comes after them.
    const rest: (TextPart | ImagePart | FilePart)[] = results.flatMap((result) => this.#addResult(result));
    for (const part of parts) if (part.type !== 'tool-result') rest.push(part);
    if (rest.length > 0 || results.length === 0) this.add({ role: 'user', content: this.#content(rest) });
  }

  /** Adds the message of one result and gives back the images, which only a user's message can hold. */
  #addResult(result: ToolResultPart): ImagePart[] {
    if (result.isError) this.#dropped.add('is_error');
    if (result.cacheControl !== undefined) this.#dropped.add('cache_control');
    const images = result.content.filter((part) => part.type === 'image');
    const texts = result.content.filter((part) => part.type === 'text').map((part) => part.text);
    if (images.length > 0) texts.push('(The images of this result follow in the next message.)');
    this.add({ role: 'tool', tool_call_id: result.id, content: texts.join('\n') });
    return images;
  }

  addAssistant(parts: readonly AssistantPart[]): void {
    const message: Json = { role: 'assistant' };
    const texts = parts.filter((part) => part.type === 'text');
    let content = texts.map((part) => part.text).join('');
    const refusal = parts.flatMap((part) => (part.type === 'refusal' ? [part.text] : [])).join('');
    // A server that does not know the field would see a message without content.
    if (refusal !== '' && this.#provider === 'openai') message.refusal = refusal;
    else content += refusal;
    const calls = parts.filter((part) => part.type === 'tool-call');
    message.content = content === '' && (calls.length > 0 || refusal !== '') ? null : content;
    if (texts.some((part) => part.cacheControl !== undefined)) this.#dropped.add('cache_control');
    this.#addThinking(message, parts, calls.length > 0);
    if (calls.length > 0) message.tool_calls = calls.map((call) => this.#toolCall(call));
    this.add(message);
  }

  #addThinking(message: Json, parts: readonly AssistantPart[], calls: boolean): void {
    let text = '';
    for (const part of parts) {
      if (part.type !== 'thinking') continue;
      text += part.text;
      if (part.signature !== undefined) this.#dropped.add('signature of thinking');
    }
    // DeepSeek refuses a conversation with tools unless every turn that called one has its reasoning, be it empty.
    if (this.#provider === 'deepseek' && (text !== '' || calls)) message.reasoning_content = text;
    else if (this.#provider === 'openrouter' && text !== '') message.reasoning = text;
    else if (text !== '') this.#dropped.add('thinking of earlier turns');
  }

  #toolCall(call: ToolCallPart): Json {
    const written: Json = {
      id: call.id,
      type: 'function',
      function: { name: call.name, arguments: call.arguments === '' ? '{}' : call.arguments },
    };
    if (call.signature?.dialect === 'gemini' && this.#provider === 'google') {
      written.extra_content = { google: { thought_signature: call.signature.value } };
    } else if (call.signature !== undefined) {
      this.#dropped.add('signature of a tool call');
    }
    return written;
  }

  /** Text alone is a string, which every server takes; parts are for what a string cannot say. */
  texts(parts: readonly TextPart[]): string | Json[] {
    const marked = parts.some((part) => part.cacheControl !== undefined);
    if (marked && this.#provider === 'openrouter') return parts.map((part) => this.#textPart(part));
    if (marked) this.#dropped.add('cache_control');
    return parts.map((part) => part.text).join('\n\n');
  }

  #content(parts: readonly (TextPart | ImagePart | FilePart)[]): string | Json[] {
    if (parts.every((part) => part.type === 'text')) return this.texts(parts);
    return parts.flatMap((part) => {
      if (part.type === 'text') return [this.#textPart(part)];
      return part.type === 'image' ? [this.#image(part)] : this.#file(part);
    });
  }

  #textPart(part: TextPart): Json {
    return { type: 'text', text: part.text, ...this.#cacheControl(part) };
  }

  #image(part: ImagePart): Json {
    const detail = part.detail === undefined ? {} : { detail: part.detail };
    return { type: 'image_url', image_url: { url: mediaUrl(part.source), ...detail }, ...this.#cacheControl(part) };
  }

  #file(part: FilePart): Json[] {
    const { source } = part;
    if (source.kind === 'base64' && source.mediaType.startsWith('audio/')) {
      const format = source.mediaType === 'audio/mpeg' ? 'mp3' : source.mediaType.slice('audio/'.length);
      return [{ type: 'input_audio', input_audio: { data: source.data, format } }];
    }
    // OpenRouter fetches files; chat completions of others take content only.
    if (source.kind === 'url' && this.#provider !== 'openrouter') {
      this.#dropped.add('file by URL');
      return [];
    }
    const file = { filename: part.filename ?? 'file', file_data: mediaUrl(source) };
    return [{ type: 'file', file, ...this.#cacheControl(part) }];
  }

  #cacheControl(part: TextPart | ImagePart | FilePart): Json {
    if (part.cacheControl === undefined) return {};
    if (this.#provider !== 'openrouter') {
      this.#dropped.add('cache_control');
      return {};
    }
    const { ttl } = part.cacheControl;
    return { cache_control: { type: 'ephemeral', ...(ttl === null ? {} : { ttl }) } };
  }
}
