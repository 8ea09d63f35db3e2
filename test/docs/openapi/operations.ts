/** Every route of the endpoint with its paths: a route without an entry does not compile. */
import type { RouteName } from '../../../src/gateway/http/request-path.ts';
import type { ShapeName } from './shapes.ts';

export interface Operation {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  readonly summary: string;
  readonly body?: ShapeName;
  readonly answer: ShapeName | 'text';
  /** In whose form errors are. */
  readonly errors: 'OpenAiError' | 'AnthropicError' | 'GeminiError';
  /** A decision is made: the request takes the headers of Heimdall, and the answer says what was decided. */
  readonly decides?: true;
  /** Which other headers of Heimdall's the answer has. */
  readonly says?: readonly string[];
  /** An answer may be a stream of server-sent events: where the body says so, or always. */
  readonly streams?: 'on request' | 'always';
}

const COUNTED_BY = ['x-heimdall-token-count'];
const MADE_BY = ['x-heimdall-model', 'x-heimdall-provider'];
const openAi = { method: 'post', errors: 'OpenAiError' } as const;
const read = { method: 'get', errors: 'OpenAiError' } as const;
const gemini = { method: 'post', errors: 'GeminiError' } as const;
const decides = { decides: true, streams: 'on request' } as const;

export const OPERATIONS: Readonly<Record<RouteName, readonly Operation[]>> = {
  'chat-completions': [
    {
      ...openAi,
      ...decides,
      path: '/v1/chat/completions',
      summary: 'An answer, in OpenAI’s API',
      body: 'ChatCompletionRequest',
      answer: 'ChatCompletion',
    },
  ],
  completions: [
    {
      ...openAi,
      ...decides,
      path: '/v1/completions',
      summary: 'An answer, in OpenAI’s older API',
      body: 'CompletionRequest',
      answer: 'Completion',
    },
  ],
  responses: [
    {
      ...openAi,
      ...decides,
      path: '/v1/responses',
      summary: 'An answer, in OpenAI’s Responses API; kept in memory unless `store` is false',
      body: 'ResponseRequest',
      answer: 'Response',
    },
  ],
  'responses-input-tokens': [
    {
      ...openAi,
      says: COUNTED_BY,
      path: '/v1/responses/input_tokens',
      summary: 'Tokens of such a request',
      body: 'ResponseRequest',
      answer: 'ResponseTokens',
    },
  ],
  'stored-response': [
    { ...read, path: '/v1/responses/{id}', summary: 'A response that was kept', answer: 'Response' },
    { ...read, method: 'delete', path: '/v1/responses/{id}', summary: 'Forgets it', answer: 'ResponseDeleted' },
  ],
  'stored-response-input': [
    { ...read, path: '/v1/responses/{id}/input_items', summary: 'What it was an answer to', answer: 'ResponseItems' },
  ],
  'stored-response-cancel': [
    {
      ...openAi,
      path: '/v1/responses/{id}/cancel',
      summary: 'Always refused: nothing runs in the background',
      answer: 'Response',
    },
  ],
  embeddings: [
    {
      ...openAi,
      says: MADE_BY,
      path: '/v1/embeddings',
      summary: 'Embeddings, from this machine or a provider',
      body: 'EmbeddingRequest',
      answer: 'Embeddings',
    },
  ],
  models: [
    {
      ...read,
      path: '/v1/models',
      summary: 'Models; with the header `anthropic-version` in Anthropic’s form',
      answer: 'ModelList',
    },
    { ...read, path: '/v1beta/models', summary: 'Models in Google’s form', answer: 'ModelList', errors: 'GeminiError' },
  ],
  model: [
    { ...read, path: '/v1/models/{model}', summary: 'One model', answer: 'Model' },
    {
      ...read,
      path: '/v1beta/models/{model}',
      summary: 'One model in Google’s form',
      answer: 'Model',
      errors: 'GeminiError',
    },
  ],
  messages: [
    {
      ...decides,
      method: 'post',
      path: '/v1/messages',
      summary: 'An answer, in Anthropic’s API',
      body: 'MessageRequest',
      answer: 'Message',
      errors: 'AnthropicError',
    },
  ],
  'count-tokens': [
    {
      method: 'post',
      says: COUNTED_BY,
      path: '/v1/messages/count_tokens',
      summary: 'Tokens of such a request',
      body: 'MessageRequest',
      answer: 'MessageTokens',
      errors: 'AnthropicError',
    },
  ],
  'gemini-generate': [
    {
      ...gemini,
      decides: true,
      path: '/v1beta/models/{model}:generateContent',
      summary: 'An answer, in Google’s API',
      body: 'GenerateContentRequest',
      answer: 'GenerateContentResponse',
    },
    {
      ...gemini,
      decides: true,
      streams: 'always',
      path: '/v1beta/models/{model}:streamGenerateContent',
      summary: 'The same as a stream: events with `alt=sse`, else a JSON array',
      body: 'GenerateContentRequest',
      answer: 'GenerateContentResponse',
    },
  ],
  'gemini-count-tokens': [
    {
      ...gemini,
      says: COUNTED_BY,
      path: '/v1beta/models/{model}:countTokens',
      summary: 'Tokens of such a request',
      body: 'GenerateContentRequest',
      answer: 'GeminiTokens',
    },
  ],
  'gemini-embed': [
    {
      ...gemini,
      says: MADE_BY,
      path: '/v1beta/models/{model}:embedContent',
      summary: 'An embedding',
      body: 'EmbedContentRequest',
      answer: 'EmbedContentResponse',
    },
  ],
  'gemini-batch-embed': [
    {
      ...gemini,
      says: MADE_BY,
      path: '/v1beta/models/{model}:batchEmbedContents',
      summary: 'Several embeddings',
      body: 'BatchEmbedContentsRequest',
      answer: 'BatchEmbedContentsResponse',
    },
  ],
  route: [
    {
      ...openAi,
      decides: true,
      path: '/v1/route',
      summary: 'The decision alone; nobody is called',
      body: 'ChatCompletionRequest',
      answer: 'Decision',
    },
  ],
  feedback: [
    {
      ...openAi,
      path: '/v1/feedback',
      summary: 'What the caller thought of an answer',
      body: 'FeedbackRequest',
      answer: 'Feedback',
    },
  ],
  capabilities: [
    { ...read, path: '/v1/capabilities/{model}', summary: 'What a model can take', answer: 'Capabilities' },
  ],
  pricing: [{ ...read, path: '/v1/pricing/{model}', summary: 'What a model costs', answer: 'Pricing' }],
  'feature-flags': [
    { ...read, path: '/v1/feature-flags', summary: 'What is switched off', answer: 'FeatureFlags' },
    {
      ...read,
      method: 'put',
      path: '/v1/feature-flags',
      summary: 'Replaces all flags',
      body: 'FeatureFlags',
      answer: 'FeatureFlags',
    },
    {
      ...read,
      method: 'patch',
      path: '/v1/feature-flags',
      summary: 'Replaces the flags that are named',
      body: 'FeatureFlags',
      answer: 'FeatureFlags',
    },
  ],
  healthz: [{ ...read, path: '/healthz', summary: 'Is it alive?', answer: 'Health' }],
  readyz: [
    { ...read, path: '/readyz', summary: 'Should it get requests? 503 with the reasons when not', answer: 'Readiness' },
  ],
  metrics: [{ ...read, path: '/metrics', summary: 'Metrics in Prometheus’ text format', answer: 'text' }],
};
