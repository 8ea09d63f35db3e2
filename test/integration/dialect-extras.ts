/**
 * Features that not every API has. A request carries something that can be found again in what the upstream was sent; if
 * it is not there, the answer must say so.
 */
import type { TestClient } from './dialect-clients.ts';

export const EXTRAS = ['file', 'parallel tools', 'logprobs', 'prompt cache'] as const;
export type Extra = (typeof EXTRAS)[number];

/** The smallest file that calls itself a PDF; nobody here opens it. */
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n').toString('base64');
const CACHE_KEY = 'key-of-the-cache';
const CALLS = [
  { id: 'call_a', city: 'Paris', celsius: '{"celsius":21}' },
  { id: 'call_b', city: 'Oslo', celsius: '{"celsius":9}' },
] as const;

// biome-ignore lint/suspicious/noExplicitAny: bodies are built as clients build them.
type Json = any;

/** Each extra in each API: what it adds to the body of a request with tools; null where the API has no such thing. */
const ADDERS: Readonly<Record<TestClient['name'], Readonly<Record<Extra, ((body: Json) => Json) | null>>>> = {
  'openai-chat': {
    file: (body) => {
      const file = { type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` } };
      const [system, user] = body.messages;
      return { ...body, messages: [system, { ...user, content: [{ type: 'text', text: user.content }, file] }] };
    },
    'parallel tools': (body) => ({
      ...body,
      messages: [
        ...body.messages,
        {
          role: 'assistant',
          content: null,
          tool_calls: CALLS.map(({ id, city }) => ({
            id,
            type: 'function',
            function: { name: 'get_weather', arguments: JSON.stringify({ city }) },
          })),
        },
        ...CALLS.map(({ id, celsius }) => ({ role: 'tool', tool_call_id: id, content: celsius })),
      ],
    }),
    logprobs: (body) => ({ ...body, logprobs: true, top_logprobs: 2 }),
    'prompt cache': (body) => ({ ...body, prompt_cache_key: CACHE_KEY }),
  },
  'openai-responses': {
    file: (body) => {
      const file = { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` };
      const [user] = body.input;
      return { ...body, input: [{ ...user, content: [...user.content, file] }] };
    },
    'parallel tools': (body) => ({
      ...body,
      input: [
        ...body.input,
        ...CALLS.map(({ id, city }) => ({
          type: 'function_call',
          call_id: id,
          name: 'get_weather',
          arguments: JSON.stringify({ city }),
        })),
        ...CALLS.map(({ id, celsius }) => ({ type: 'function_call_output', call_id: id, output: celsius })),
      ],
    }),
    logprobs: (body) => ({ ...body, include: ['message.output_text.logprobs'], top_logprobs: 2 }),
    'prompt cache': (body) => ({ ...body, prompt_cache_key: CACHE_KEY }),
  },
  anthropic: {
    file: (body) => {
      const file = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: PDF } };
      const [user] = body.messages;
      return { ...body, messages: [{ ...user, content: [file, { type: 'text', text: user.content }] }] };
    },
    'parallel tools': (body) => ({
      ...body,
      messages: [
        ...body.messages,
        {
          role: 'assistant',
          content: CALLS.map(({ id, city }) => ({ type: 'tool_use', id, name: 'get_weather', input: { city } })),
        },
        {
          role: 'user',
          content: CALLS.map(({ id, celsius }) => ({ type: 'tool_result', tool_use_id: id, content: celsius })),
        },
      ],
    }),
    logprobs: null,
    'prompt cache': (body) => ({
      ...body,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    }),
  },
  gemini: {
    file: (body) => {
      const file = { inlineData: { mimeType: 'application/pdf', data: PDF } };
      const [user] = body.contents;
      return { ...body, contents: [{ ...user, parts: [...user.parts, file] }] };
    },
    'parallel tools': (body) => ({
      ...body,
      contents: [
        ...body.contents,
        { role: 'model', parts: CALLS.map(({ city }) => ({ functionCall: { name: 'get_weather', args: { city } } })) },
        {
          role: 'user',
          parts: CALLS.map(({ celsius }) => ({
            functionResponse: { name: 'get_weather', response: JSON.parse(celsius) },
          })),
        },
      ],
    }),
    logprobs: (body) => ({
      ...body,
      generationConfig: { ...body.generationConfig, responseLogprobs: true, logprobs: 2 },
    }),
    'prompt cache': null,
  },
};

/** What must be in the upstream's request, as text, for the extra to have arrived. */
const ARRIVED: Readonly<Record<Extra, (sent: string) => boolean>> = {
  file: (sent) => sent.includes(PDF),
  // Quotes may be escaped, where arguments are a text.
  'parallel tools': (sent) =>
    CALLS.every(({ city, celsius }) => sent.includes(city) && sent.includes(celsius.slice(-3, -1))),
  logprobs: (sent) => /logprobs/i.test(sent),
  'prompt cache': (sent) => sent.includes(CACHE_KEY) || sent.includes('"cache_control"'),
};

/** The body of a request with the extra; null where the client's API has no such thing. */
export function bodyWith(client: TestClient, extra: Extra, stream: boolean): Json | null {
  const add = ADDERS[client.name][extra];
  return add === null ? null : add(client.body(extra === 'parallel tools' ? 'tools' : 'text', stream));
}

export function hasArrived(extra: Extra, sent: unknown): boolean {
  return ARRIVED[extra](JSON.stringify(sent));
}

/** Tokens that came out of the provider's prompt cache, as each client reads them. */
export function cachedTokens(client: TestClient, body: Json): number {
  const { usage, usageMetadata } = body;
  switch (client.name) {
    case 'openai-chat':
      return usage.prompt_tokens_details?.cached_tokens ?? 0;
    case 'openai-responses':
      return usage.input_tokens_details?.cached_tokens ?? 0;
    case 'anthropic':
      return usage.cache_read_input_tokens ?? 0;
    case 'gemini':
      return usageMetadata.cachedContentTokenCount ?? 0;
  }
}
