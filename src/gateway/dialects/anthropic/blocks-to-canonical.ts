/** Translates the content blocks of a checked body. One instance per request: it knows the names of the tool calls. */
import type {
  AssistantPart,
  CanonicalMessage,
  FilePart,
  ImagePart,
  MediaSource,
  TextPart,
  ToolResultPart,
  UserPart,
} from '../canonical.ts';
import { readSignature } from './bound-signature.ts';
import { isObject, readCacheControl, textOrNull, type WireObject } from './wire.ts';

export class BlockTranslator {
  /** Instructions from the middle of the conversation, which other dialects have at its head only. */
  readonly laterSystem: TextPart[] = [];
  readonly #dropped: Set<string>;
  readonly #toolNames = new Map<unknown, string>();

  /** @param dropped Takes the names of the blocks that could not be translated. */
  constructor(dropped: Set<string>) {
    this.#dropped = dropped;
  }

  messages(messages: readonly WireObject[]): CanonicalMessage[] {
    const translated: CanonicalMessage[] = [];
    for (const message of messages) {
      const blocks = blocksOf(message.content);
      if (message.role === 'assistant') translated.push({ role: 'assistant', parts: this.#assistantParts(blocks) });
      else if (message.role === 'user') translated.push({ role: 'user', parts: this.#userParts(blocks) });
      else this.laterSystem.push(...this.#textParts(blocks));
    }
    return translated;
  }

  #assistantParts(blocks: readonly WireObject[]): AssistantPart[] {
    const parts: AssistantPart[] = [];
    for (const block of blocks) {
      const part = this.#assistantPart(block);
      if (part === null) this.#dropped.add(String(block.type));
      else parts.push(part);
    }
    return parts;
  }

  #assistantPart(block: WireObject): AssistantPart | null {
    switch (block.type) {
      case 'text':
        return textPart(block);
      case 'tool_use':
        this.#toolNames.set(block.id, block.name as string);
        return {
          type: 'tool-call',
          id: block.id as string,
          name: block.name as string,
          arguments: JSON.stringify(block.input),
        };
      case 'thinking': {
        const signature = readSignature(block.signature);
        return { type: 'thinking', text: block.thinking as string, ...(signature === null ? {} : { signature }) };
      }
      case 'redacted_thinking': {
        const signature = readSignature(block.data);
        return signature === null ? null : { type: 'thinking', text: '', signature, redacted: true };
      }
      default:
        return null;
    }
  }

  #userParts(blocks: readonly WireObject[]): UserPart[] {
    const parts: UserPart[] = [];
    for (const block of blocks) {
      if (block.type === 'tool_result') parts.push(this.#toolResult(block));
      else parts.push(...this.#contentParts(block));
    }
    return parts;
  }

  #toolResult(block: WireObject): ToolResultPart {
    const content: (TextPart | ImagePart)[] = [];
    for (const inner of blocksOf(block.content)) {
      for (const part of this.#contentParts(inner)) {
        if (part.type === 'file') this.#dropped.add('document in a tool result');
        else content.push(part);
      }
    }
    return {
      type: 'tool-result',
      id: block.tool_use_id as string,
      name: this.#toolNames.get(block.tool_use_id) ?? null,
      content,
      isError: block.is_error === true,
      ...readCacheControl(block.cache_control),
    };
  }

  #textParts(blocks: readonly WireObject[]): TextPart[] {
    return blocks
      .flatMap((block) => this.#contentParts(block))
      .filter((part): part is TextPart => part.type === 'text');
  }

  /** Parts of one block of a user's; none when it cannot be carried. */
  #contentParts(block: WireObject): (TextPart | ImagePart | FilePart)[] {
    switch (block.type) {
      case 'text':
        return [textPart(block)];
      case 'image': {
        const source = readSource(block.source as WireObject);
        if (source !== null) return [{ type: 'image', source, ...readCacheControl(block.cache_control) }];
        this.#dropped.add('image by file id');
        return [];
      }
      case 'document':
        return this.#document(block, block.source as WireObject);
      case 'search_result': {
        const text = [block.title, block.source, ...blocksOf(block.content).map((inner) => inner.text)];
        return [{ type: 'text', text: text.filter((line) => textOrNull(line) !== null).join('\n') }];
      }
      default:
        this.#dropped.add(String(block.type));
        return [];
    }
  }

  #document(block: WireObject, source: WireObject): (TextPart | ImagePart | FilePart)[] {
    if (isObject(block.citations) && block.citations.enabled === true) this.#dropped.add('citations');
    const title = textOrNull(block.title);
    const cache = readCacheControl(block.cache_control);
    const context = textOrNull(block.context);
    // Other dialects take PDF files at most, so a text document goes as text.
    const head: TextPart[] = context === null ? [] : [{ type: 'text', text: context }];
    if (source.type === 'text') {
      const data = source.data as string;
      return [...head, { type: 'text', text: title === null ? data : `${title}\n\n${data}`, ...cache }];
    }
    if (source.type === 'content') {
      return [...head, ...blocksOf(source.content).flatMap((inner) => this.#contentParts(inner))];
    }
    const media = readSource(source);
    if (media !== null) return [...head, { type: 'file', source: media, filename: title, ...cache }];
    this.#dropped.add('document by file id');
    return head;
  }
}

function textPart(block: WireObject): TextPart {
  return { type: 'text', text: block.text as string, ...readCacheControl(block.cache_control) };
}

function readSource(source: WireObject): MediaSource | null {
  if (source.type === 'url') return { kind: 'url', url: source.url as string, mediaType: null };
  if (source.type !== 'base64') return null;
  return { kind: 'base64', data: source.data as string, mediaType: source.media_type as string };
}

/** A string stands for one text block. */
function blocksOf(content: unknown): readonly WireObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return Array.isArray(content) ? content.filter(isObject) : [];
}
