/** The Gemini dialect: generativelanguage v1beta, `generateContent` and what goes with it. */
import type { ClientDialect, ProviderDialect } from '../dialect.ts';
import { readError, renderError, renderStreamError } from './gemini-error.ts';
import { parseAnswer, readUsage } from './parse-answer.ts';
import { parseRequest } from './parse-request.ts';
import { passThrough } from './pass-through.ts';
import { renderAnswer } from './render-answer.ts';
import { renderRequest } from './render-request.ts';
import { createStreamReader } from './stream-reader.ts';
import { createStreamWriter } from './stream-writer.ts';

export { countTokensAnswer, parseCountTokens } from './count-tokens.ts';
export { embedderEntry, type GeminiModel, type ListedModel, modelEntry, modelList } from './model-list.ts';

/** What Gemini clients speak: the Google GenAI SDKs, Gemini CLI and its relatives. */
export const geminiClient: ClientDialect = {
  name: 'gemini',
  streamContentType: 'text/event-stream',
  parse: parseRequest,
  renderAnswer,
  createStreamWriter,
  renderError,
  renderStreamError,
};

/** What Google's endpoint speaks; paths are relative to a base URL that ends in `/v1beta`. */
export const geminiProvider: ProviderDialect = {
  name: 'gemini',
  renderRequest,
  passThrough,
  parseAnswer,
  createStreamReader,
  readUsage,
  readError,
};
