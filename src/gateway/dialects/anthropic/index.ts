/** The Anthropic Messages API, as a client speaks it and as a provider does. */
import type { ClientDialect, ProviderDialect } from '../dialect.ts';
import { parseAnswer, renderAnswer } from './answer.ts';
import { readError, renderError, renderStreamError } from './anthropic-error.ts';
import { parseMessagesRequest } from './parse-request.ts';
import { passThrough } from './pass-through.ts';
import { renderRequest } from './render-request.ts';
import { AnthropicStreamReader } from './stream-reader.ts';
import { AnthropicStreamWriter } from './stream-writer.ts';
import { readUsageObject } from './usage.ts';
import { isObject } from './wire.ts';

export { countTokensAnswer } from './count-tokens.ts';
export { type AnthropicModel, type AnthropicModelList, modelEntry, modelList } from './model-list.ts';
export { parseCountTokensRequest } from './parse-request.ts';

/** `POST /v1/messages` as clients call it. */
export const anthropicClient: ClientDialect = {
  name: 'anthropic',
  streamContentType: 'text/event-stream; charset=utf-8',
  parse: parseMessagesRequest,
  renderAnswer,
  createStreamWriter: (request) => new AnthropicStreamWriter(request),
  renderError,
  renderStreamError,
};

/** `POST {base}/messages` of a provider. */
export const anthropicProvider: ProviderDialect = {
  name: 'anthropic',
  renderRequest,
  passThrough,
  parseAnswer,
  createStreamReader: () => new AnthropicStreamReader(),
  readUsage: (body) => (isObject(body) ? readUsageObject(body.usage) : null),
  readError,
};
