/** The Responses API of OpenAI. */
import type { ClientDialect, ParsedRequest, ProviderDialect } from '../dialect.ts';
import { readOpenAiError } from '../openai-chat/index.ts';
import { bufferOf, objectOf } from '../openai-chat/json-fields.ts';
import { openAiErrorBody, openAiErrorType } from '../openai-chat/openai-error.ts';
import { parseResponsesRequest } from './parse-responses-request.ts';
import { passResponsesThrough } from './pass-through.ts';
import { readResponsesAnswer, writeResponsesAnswer } from './responses-answer.ts';
import { responsesToCanonical } from './responses-canonical.ts';
import { ResponsesStreamReader } from './responses-stream-reader.ts';
import { ResponsesStreamWriter, writeResponsesStreamError } from './responses-stream-writer.ts';
import { readResponsesUsage } from './usage.ts';
import { writeResponsesRequest } from './write-request.ts';

/** @param now Unix time in milliseconds; answers say when they were made. */
export function createOpenAiResponsesClient(now: () => number = Date.now): ClientDialect {
  const created = () => Math.floor(now() / 1_000);
  return {
    name: 'openai-responses',
    streamContentType: 'text/event-stream; charset=utf-8',
    parse(bytes): ParsedRequest {
      const parsed = parseResponsesRequest(bufferOf(bytes));
      return {
        dialect: 'openai-responses',
        body: parsed.body,
        request: parsed.request,
        canonical: () => responsesToCanonical(parsed),
      };
    },
    renderAnswer: (answer, request) => writeResponsesAnswer(answer, request.body, created()),
    createStreamWriter: (request) => new ResponsesStreamWriter(request.body, created()),
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
