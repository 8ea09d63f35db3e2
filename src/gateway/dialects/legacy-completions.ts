/** `POST /v1/completions`, the API before chat: the prompt becomes one user turn, and the text of the answer comes back. */
import { HeimdallError } from '../../core/index.ts';
import type { CanonicalAnswer, CanonicalEvent, CanonicalUsage, FinishReason } from './canonical.ts';
import type { ClientDialect, ParsedRequest, StreamWriter } from './dialect.ts';
import { openaiChatClient } from './openai-chat/index.ts';

/** Fields of this API that a chat has no place for. */
const WITHOUT_PLACE = ['suffix', 'echo', 'best_of', 'logprobs'] as const;

export const legacyCompletionsClient: ClientDialect = {
  ...openaiChatClient,
  parse,
  renderAnswer: (answer) => ({
    ...envelope(answer.id, answer.model),
    choices: [{ text: textOf(answer), index: 0, logprobs: null, finish_reason: finishReason(answer.finish) }],
    ...(answer.usage === null ? {} : { usage: usageOf(answer.usage) }),
  }),
  createStreamWriter: (request) => new CompletionsStreamWriter(request),
};

function parse(bytes: Uint8Array): ParsedRequest {
  const body = parseObject(bytes);
  // The chat parser says what is wrong with a body that is no object.
  if (body === null) return openaiChatClient.parse(bytes);
  const { prompt, ...rest } = body;
  const text = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
  if (typeof text !== 'string') {
    throw new HeimdallError('request_invalid', 'prompt must be a string: lists and token ids are not supported.', {
      context: { param: 'prompt' },
    });
  }
  const dropped = WITHOUT_PLACE.filter((name) => rest[name] !== undefined && rest[name] !== null);
  for (const name of WITHOUT_PLACE) delete rest[name];
  const chat = openaiChatClient.parse(
    Buffer.from(JSON.stringify({ ...rest, messages: [{ role: 'user', content: text }] })),
  );
  return {
    ...chat,
    canonical() {
      const request = chat.canonical();
      return { ...request, dropped: [...request.dropped, ...dropped] };
    },
  };
}

class CompletionsStreamWriter implements StreamWriter {
  readonly #withUsage: boolean;
  #head = envelope('', '');
  #usage: CanonicalUsage | null = null;

  constructor({ body }: ParsedRequest) {
    const options = body.stream_options as { include_usage?: unknown } | null | undefined;
    this.#withUsage = options?.include_usage === true;
  }

  write(event: CanonicalEvent): string {
    switch (event.type) {
      case 'start':
        this.#head = envelope(event.id, event.model);
        return '';
      case 'text-delta':
      case 'refusal-delta':
        return this.#choice(event.text, null);
      case 'finish':
        this.#usage = event.usage;
        return this.#choice('', finishReason(event.reason));
      case 'error':
        return openaiChatClient.renderStreamError(event.code, event.message);
      case 'end': {
        const usage = this.#usage;
        const last =
          this.#withUsage && usage !== null ? frame({ ...this.#head, choices: [], usage: usageOf(usage) }) : '';
        return `${last}data: [DONE]\n\n`;
      }
      default:
        return '';
    }
  }

  #choice(text: string, reason: string | null): string {
    return frame({ ...this.#head, choices: [{ text, index: 0, logprobs: null, finish_reason: reason }] });
  }
}

function envelope(id: string, model: string) {
  return { id: `cmpl-${id}`, object: 'text_completion', created: Math.floor(Date.now() / 1_000), model };
}

function textOf({ parts }: CanonicalAnswer): string {
  return parts.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : '')).join('');
}

function finishReason(reason: FinishReason): string {
  if (reason === 'length') return 'length';
  return reason === 'content-filter' || reason === 'refusal' ? 'content_filter' : 'stop';
}

function usageOf({ input, output }: CanonicalUsage) {
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
}

function frame(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function parseObject(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
