/**
 * Custom tools take free text where function tools take JSON; Codex's `apply_patch` is one. Other dialects have no such
 * thing, so they cross as a function with the one string parameter `input`, and their calls come back as text.
 */
import type { ToolDefinition } from '../canonical.ts';
import { isObject, objectOf, parseJson, textOf, textOrNull } from './json-fields.ts';

const PARAMETERS = {
  type: 'object',
  properties: { input: { type: 'string', description: 'The complete input of the tool, as plain text.' } },
  required: ['input'],
  additionalProperties: false,
} as const;

/**
 * The function that stands for a custom tool.
 *
 * @param tool What holds `name`, `description` and `format`: the tool of the Responses API, its `custom` in chat.
 */
export function bridgeCustomTool(name: string, tool: Readonly<Record<string, unknown>>): ToolDefinition {
  const format = objectOf(tool.format);
  const grammar = objectOf(format.grammar ?? format);
  const definition = textOrNull(grammar.definition);
  const description = textOrNull(tool.description);
  // No other dialect enforces a grammar; the model can follow one that it is shown.
  const shown =
    definition === null ? null : `The input must follow this ${textOf(grammar.syntax)} grammar:\n${definition}`;
  const parts = [description, shown].filter((part) => part !== null);
  return { name, description: parts.length === 0 ? null : parts.join('\n\n'), parameters: PARAMETERS };
}

/** The arguments of the bridged function for a text. */
export function customArguments(input: string): string {
  return JSON.stringify({ input });
}

/** The text of a call of the bridged function; arguments that are not of that form are the text themselves. */
export function customInput(args: string): string {
  const value = parseJson(args);
  if (!isObject(value)) return args;
  if (typeof value.input === 'string') return value.input;
  return Object.keys(value).length === 0 ? '' : args;
}

const HEAD = /^\s*\{\s*"input"\s*:\s*"/;
/** What a head that is not complete yet looks like; longer than this it will not become one. */
const MAX_HEAD_CHARS = 64;

/** Decodes the text of a bridged call while its arguments stream in. */
export class CustomInputStream {
  #args = '';
  /** Position of the next character to decode, or -1 before the text began. */
  #at = -1;
  #emitted = '';
  #done = false;

  /** The text that a piece of the arguments revealed. */
  push(piece: string): string {
    this.#args += piece;
    if (this.#done) return '';
    if (this.#at < 0) {
      const head = this.#args.length > MAX_HEAD_CHARS + piece.length ? null : HEAD.exec(this.#args);
      if (head === null) return '';
      this.#at = head[0].length;
    }
    const text = this.#decode();
    this.#emitted += text;
    return text;
  }

  /** The whole text, and what of it `push` did not give yet. */
  end(): { readonly input: string; readonly rest: string } {
    const input = customInput(this.#args);
    // Arguments in another form than expected: what went out cannot be taken back, so it is the text.
    if (!input.startsWith(this.#emitted)) return { input: this.#emitted, rest: '' };
    // Cut in the middle: what was decoded is all there is.
    if (this.#emitted !== '' && input === this.#args) return { input: this.#emitted, rest: '' };
    return { input, rest: input.slice(this.#emitted.length) };
  }

  #decode(): string {
    let raw = '';
    while (this.#at < this.#args.length) {
      const char = this.#args[this.#at] as string;
      if (char === '"') {
        this.#done = true;
        break;
      }
      const length = char !== '\\' ? 1 : this.#args[this.#at + 1] === 'u' ? 6 : 2;
      if (this.#at + length > this.#args.length) break;
      raw += this.#args.slice(this.#at, this.#at + length);
      this.#at += length;
    }
    const value = parseJson(`"${raw}"`);
    if (typeof value === 'string') return value;
    // Not JSON after all: `end` sees the whole of it.
    this.#done = true;
    return '';
  }
}

/** Encodes the text of a custom call as arguments of the bridged function while it streams in. */
export class CustomArgumentsStream {
  #started = false;

  push(text: string): string {
    const escaped = JSON.stringify(text).slice(1, -1);
    const head = this.#started ? '' : '{"input":"';
    this.#started = true;
    return head + escaped;
  }

  end(): string {
    return this.#started ? '"}' : '{"input":""}';
  }
}
