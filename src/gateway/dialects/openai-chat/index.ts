/** Chat completions of OpenAI, and of the many servers that speak them. */
import type { ClientDialect, ParsedRequest, ProviderDialect } from '../dialect.ts';
import { chatForm, readChatAnswer, writeChatAnswer } from './chat-answer.ts';
import { chatToCanonical } from './chat-canonical.ts';
import { ChatStreamReader } from './chat-stream-reader.ts';
import { ChatStreamWriter, writeChatStreamError } from './chat-stream-writer.ts';
import { bufferOf, objectOf } from './json-fields.ts';
import { openAiErrorBody, openAiErrorType, upstreamErrorBody } from './openai-error.ts';
import { parseChatRequest } from './parse-chat-request.ts';
import { passChatThrough } from './pass-through.ts';
import { readChatUsage } from './usage.ts';
import { writeChatRequest } from './write-request.ts';

/** @param now Unix time in milliseconds; answers say when they were made. */
export function createOpenAiChatClient(now: () => number = Date.now): ClientDialect {
  const created = () => Math.floor(now() / 1_000);
  return {
    name: 'openai-chat',
    streamContentType: 'text/event-stream; charset=utf-8',
    parse(bytes): ParsedRequest {
      const parsed = parseChatRequest(bufferOf(bytes));
      return {
        dialect: 'openai-chat',
        body: parsed.body,
        request: parsed.request,
        canonical: () => chatToCanonical(parsed),
      };
    },
    renderAnswer: (answer, request) => writeChatAnswer(answer, chatForm(request.body), created()),
    createStreamWriter: (request) => new ChatStreamWriter(chatForm(request.body), created()),
    renderError(error, status) {
      const body = openAiErrorBody(error);
      return { error: { ...body.error, type: openAiErrorType(status) } };
    },
    renderStreamError: writeChatStreamError,
  };
}

/** @param provider Name of the provider, for what it does in its own way; without one nothing special is sent. */
export function createOpenAiChatProvider(provider: string | null = null): ProviderDialect {
  return {
    name: 'openai-chat',
    renderRequest: (request, target) => writeChatRequest(request, target, provider),
    passThrough: (parsed, target) => passChatThrough(parsed, target, provider),
    parseAnswer: readChatAnswer,
    createStreamReader: () => new ChatStreamReader(),
    readUsage: (body) => readChatUsage(objectOf(body).usage),
    readError: readOpenAiError,
  };
}

/** Reads an error body of the OpenAI form, or of any other. */
export function readOpenAiError(status: number, text: string): { message: string; type: string | null } {
  const { message, type } = upstreamErrorBody(status, text, 'The provider', null).error;
  return { message, type };
}

export const openaiChatClient: ClientDialect = createOpenAiChatClient();
export const openaiChatProvider: ProviderDialect = createOpenAiChatProvider();
