/** The Responses API of OpenAI. */
import type { ClientDialect, ParsedRequest, ProviderDialect } from '../dialect.ts';
import { answerId } from '../openai-chat/answer-id.ts';
import { readOpenAiError } from '../openai-chat/index.ts';
import { bufferOf, objectOf } from '../openai-chat/json-fields.ts';
import { openAiErrorBody, openAiErrorType } from '../openai-chat/openai-error.ts';
import { inputItems } from './expand-stored.ts';
import { parseResponsesRequest } from './parse-responses-request.ts';
import { passResponsesThrough } from './pass-through.ts';
import { readResponsesAnswer, writeResponsesAnswer } from './responses-answer.ts';
import { responsesToCanonical } from './responses-canonical.ts';
import { ResponsesStreamReader } from './responses-stream-reader.ts';
import { ResponsesStreamWriter, writeResponsesStreamError } from './responses-stream-writer.ts';
import { readResponsesUsage } from './usage.ts';
import { writeResponsesRequest } from './write-request.ts';

/**
 * @param now Unix time in milliseconds; answers say when they were made.
 * @param newId Ids of answers that are stored: those of some upstreams repeat.
 */
export function createOpenAiResponsesClient(
  now: () => number = Date.now,
  newId: () => string = () => answerId('resp_', ''),
): ClientDialect {
  const created = () => Math.floor(now() / 1_000);
  return {
    name: 'openai-responses',
    streamContentType: 'text/event-stream; charset=utf-8',
    parse(bytes, { stored } = {}): ParsedRequest {
      const parsed = parseResponsesRequest(bufferOf(bytes), stored);
      const { forOpenAi: body, sent } = parsed;
      return {
        dialect: 'openai-responses',
        body,
        ...(body === sent ? {} : { sent }),
        ...(stored === undefined || sent.store === false
          ? {}
          : { stored: { id: newId(), conversation: inputItems(parsed.body.input) } }),
        request: parsed.request,
        canonical: () => responsesToCanonical(parsed),
      };
    },
    renderAnswer: (answer, { body, sent = body, stored }) =>
      writeResponsesAnswer(answer, sent, created(), stored?.id ?? null),
    createStreamWriter: ({ body, sent = body, stored }) =>
      new ResponsesStreamWriter(sent, created(), stored?.id ?? null),
    renderError(error, status) {
      const body = openAiErrorBody(error);
      return { error: { ...body.error, type: openAiErrorType(status) } };
    },
    renderStreamError: writeResponsesStreamError,
  };
}

export const openaiResponsesClient: ClientDialect = createOpenAiResponsesClient();

export const openaiResponsesProvider: ProviderDialect = {
  name: 'openai-responses',
  renderRequest: writeResponsesRequest,
  passThrough: passResponsesThrough,
  parseAnswer: readResponsesAnswer,
  createStreamReader: () => new ResponsesStreamReader(),
  readUsage: (body) => readResponsesUsage(objectOf(body).usage),
  readError: readOpenAiError,
};
