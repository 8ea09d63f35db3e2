/** Requests of four kinds of clients that mean the same, and what each would read out of the answer. */
import type { Harness } from '../fakes/gateway-harness.ts';

/** 1×1 PNG. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
export const QUESTION = 'What is the weather in Paris?';
export const SYSTEM = 'Be brief.';
const TOOL_RESULT = '{"celsius":21}';
export const TOOL = { name: 'get_weather', description: 'Weather of a city', args: '{"city":"Paris"}' };
const SCHEMA = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
};

export const FEATURES = ['text', 'tools', 'tool loop', 'image', 'thinking', 'JSON schema'] as const;
export type Feature = (typeof FEATURES)[number];

/** What a client understood. */
export interface Understood {
  text: string;
  thinking: string;
  tool: { name: string; args: unknown } | null;
  finish: unknown;
  input: unknown;
  output: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are read as clients read them.
type Json = any;

export interface TestClient {
  readonly name: 'openai-chat' | 'openai-responses' | 'anthropic' | 'gemini';
  path(stream: boolean): string;
  readonly headers: Record<string, string>;
  body(feature: Feature, stream: boolean): Json;
  read(answer: Json): Understood;
  /** @param events Type (where the wire names it) and data of each frame. */
  readStream(events: readonly { readonly event: string; readonly data: string }[]): Understood;
  /** Finish as this dialect says "done" and "call the tool". */
  readonly finished: { readonly stop: unknown; readonly tool: unknown };
  /** Code or type, and message, of an error body. */
  error(body: Json): { readonly kind: unknown; readonly message: string };
}

const nothing = (): Understood => ({ text: '', thinking: '', tool: null, finish: null, input: null, output: null });

const chat: TestClient = {
  name: 'openai-chat',
  path: () => '/v1/chat/completions',
  headers: { authorization: 'Bearer heimdall' },
  finished: { stop: 'stop', tool: 'tool_calls' },
  body(feature, stream) {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
    const content = feature === 'image' ? [{ type: 'text', text: QUESTION }, image] : QUESTION;
    const call = { id: 'call_1', type: 'function', function: { name: TOOL.name, arguments: TOOL.args } };
    const loop = [
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: TOOL_RESULT },
    ];
    return {
      model: 'heimdall/auto',
      messages: [
        { role: 'system', content: SYSTEM },
        { role: 'user', content },
        ...(feature === 'tool loop' ? loop : []),
      ],
      max_tokens: 9_000,
      ...(feature.startsWith('tool')
        ? {
            tools: [
              { type: 'function', function: { name: TOOL.name, description: TOOL.description, parameters: SCHEMA } },
            ],
          }
        : {}),
      ...(feature === 'thinking' ? { reasoning_effort: 'medium' } : {}),
      ...(feature === 'JSON schema'
        ? { response_format: { type: 'json_schema', json_schema: { name: 'place', schema: SCHEMA, strict: true } } }
        : {}),
      ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
    };
  },
  read({ choices: [{ message, finish_reason }], usage }) {
    const call = message.tool_calls?.[0]?.function;
    return {
      text: message.content ?? '',
      thinking: message.reasoning_content ?? '',
      tool: call === undefined ? null : { name: call.name, args: JSON.parse(call.arguments) },
      finish: finish_reason,
      input: usage?.prompt_tokens,
      output: usage?.completion_tokens,
    };
  },
  readStream(events) {
    const read = nothing();
    let args = '';
    let name: string | null = null;
    if (events.at(-1)?.data !== '[DONE]') throw new Error('the stream has no end');
    for (const { data } of events.slice(0, -1)) {
      const { choices, usage } = JSON.parse(data);
      const [choice] = choices;
      read.text += choice?.delta.content ?? '';
      read.thinking += choice?.delta.reasoning_content ?? '';
      read.finish ??= choice?.finish_reason ?? null;
      const call = choice?.delta.tool_calls?.[0]?.function;
      name ??= call?.name ?? null;
      args += call?.arguments ?? '';
      if (usage) [read.input, read.output] = [usage.prompt_tokens, usage.completion_tokens];
    }
    return { ...read, tool: name === null ? null : { name, args: JSON.parse(args) } };
  },
  error: ({ error }) => ({ kind: error.code, message: error.message }),
};

const responses: TestClient = {
  name: 'openai-responses',
  path: () => '/v1/responses',
  headers: { authorization: 'Bearer heimdall' },
  finished: { stop: 'completed', tool: 'completed' },
  body(feature, stream) {
    const image = { type: 'input_image', image_url: `data:image/png;base64,${PNG}`, detail: 'auto' };
    const loop = [
      { type: 'function_call', call_id: 'call_1', name: TOOL.name, arguments: TOOL.args },
      { type: 'function_call_output', call_id: 'call_1', output: TOOL_RESULT },
    ];
    const content = [{ type: 'input_text', text: QUESTION }, ...(feature === 'image' ? [image] : [])];
    return {
      model: 'heimdall/auto',
      instructions: SYSTEM,
      input: [{ type: 'message', role: 'user', content }, ...(feature === 'tool loop' ? loop : [])],
      max_output_tokens: 9_000,
      store: false,
      ...(feature.startsWith('tool')
        ? {
            tools: [
              { type: 'function', name: TOOL.name, description: TOOL.description, parameters: SCHEMA, strict: false },
            ],
          }
        : {}),
      ...(feature === 'thinking' ? { reasoning: { effort: 'medium', summary: 'auto' } } : {}),
      ...(feature === 'JSON schema'
        ? { text: { format: { type: 'json_schema', name: 'place', schema: SCHEMA, strict: true } } }
        : {}),
      ...(stream ? { stream: true } : {}),
    };
  },
  read({ output, status, usage }) {
    const read = nothing();
    for (const item of output) {
      if (item.type === 'message') read.text += item.content.map((part: Json) => part.text ?? '').join('');
      if (item.type === 'reasoning')
        read.thinking += [...(item.summary ?? []), ...(item.content ?? [])].map((part: Json) => part.text).join('');
      if (item.type === 'function_call') read.tool = { name: item.name, args: JSON.parse(item.arguments) };
    }
    return { ...read, finish: status, input: usage?.input_tokens, output: usage?.output_tokens };
  },
  readStream(events) {
    let text = '';
    for (const { event, data } of events) {
      if (event !== JSON.parse(data).type) throw new Error(`${event} is named wrongly`);
      if (event === 'response.output_text.delta') text += JSON.parse(data).delta;
    }
    const last = events.at(-1);
    if (last?.event !== 'response.completed') throw new Error(`the stream ends with ${last?.event}`);
    const read = responses.read(JSON.parse(last.data).response);
    if (read.text !== text) throw new Error('the deltas and the whole differ');
    return read;
  },
  error: ({ error }) => ({ kind: error.code, message: error.message }),
};

const anthropic: TestClient = {
  name: 'anthropic',
  path: () => '/v1/messages?beta=true',
  headers: { 'x-api-key': 'heimdall', 'anthropic-version': '2023-06-01', 'anthropic-beta': 'some-beta-2026-01-01' },
  finished: { stop: 'end_turn', tool: 'tool_use' },
  body(feature, stream) {
    const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
    const loop = [
      {
        role: 'assistant',
        content: [{ type: 'tool_use', id: 'toolu_1', name: TOOL.name, input: JSON.parse(TOOL.args) }],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: TOOL_RESULT }] },
    ];
    return {
      model: 'heimdall/auto',
      system: SYSTEM,
      messages: [
        { role: 'user', content: feature === 'image' ? [{ type: 'text', text: QUESTION }, image] : QUESTION },
        ...(feature === 'tool loop' ? loop : []),
      ],
      max_tokens: 9_000,
      ...(feature.startsWith('tool')
        ? { tools: [{ name: TOOL.name, description: TOOL.description, input_schema: SCHEMA }] }
        : {}),
      ...(feature === 'thinking' ? { thinking: { type: 'enabled', budget_tokens: 4_000 } } : {}),
      ...(feature === 'JSON schema' ? { output_config: { format: { type: 'json_schema', schema: SCHEMA } } } : {}),
      ...(stream ? { stream: true } : {}),
    };
  },
  read({ content, stop_reason, usage }) {
    const read = nothing();
    for (const block of content) {
      if (block.type === 'text') read.text += block.text;
      if (block.type === 'thinking') read.thinking += block.thinking;
      if (block.type === 'tool_use') read.tool = { name: block.name, args: block.input };
    }
    return { ...read, finish: stop_reason, input: totalInput(usage), output: usage.output_tokens };
  },
  readStream(events) {
    const message: Json = { content: [], usage: {} };
    const open: Json[] = [];
    for (const { event, data } of events) {
      const value = JSON.parse(data);
      if (event !== value.type) throw new Error(`${event} is named wrongly`);
      if (event === 'message_start') Object.assign(message.usage, value.message.usage);
      if (event === 'content_block_start') {
        if (value.index !== open.length) throw new Error('blocks must be numbered in order');
        open.push({ ...value.content_block, json: '' });
      }
      const block = open[value.index];
      const { delta } = value;
      if (delta?.type === 'text_delta') block.text += delta.text;
      if (delta?.type === 'thinking_delta') block.thinking += delta.thinking;
      if (delta?.type === 'input_json_delta') block.json += delta.partial_json;
      if (event === 'message_delta') {
        message.stop_reason = delta.stop_reason;
        Object.assign(message.usage, value.usage);
      }
    }
    if (events.at(-1)?.event !== 'message_stop') throw new Error('the stream has no end');
    message.content = open.map((block) =>
      block.type === 'tool_use' ? { ...block, input: JSON.parse(block.json) } : block,
    );
    return anthropic.read(message);
  },
  error: ({ type, error }) => ({ kind: type === 'error' ? error.type : null, message: error.message }),
};

const gemini: TestClient = {
  name: 'gemini',
  path: (stream) => `/v1beta/models/heimdall/auto:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  headers: { 'x-goog-api-key': 'heimdall' },
  finished: { stop: 'STOP', tool: 'STOP' },
  body(feature) {
    const loop = [
      { role: 'model', parts: [{ functionCall: { name: TOOL.name, args: JSON.parse(TOOL.args) } }] },
      { role: 'user', parts: [{ functionResponse: { name: TOOL.name, response: JSON.parse(TOOL_RESULT) } }] },
    ];
    return {
      systemInstruction: { parts: [{ text: SYSTEM }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: QUESTION },
            ...(feature === 'image' ? [{ inlineData: { mimeType: 'image/png', data: PNG } }] : []),
          ],
        },
        ...(feature === 'tool loop' ? loop : []),
      ],
      ...(feature.startsWith('tool')
        ? {
            tools: [
              {
                functionDeclarations: [
                  { name: TOOL.name, description: TOOL.description, parametersJsonSchema: SCHEMA },
                ],
              },
            ],
          }
        : {}),
      generationConfig: {
        maxOutputTokens: 9_000,
        ...(feature === 'thinking' ? { thinkingConfig: { thinkingBudget: 4_000, includeThoughts: true } } : {}),
        ...(feature === 'JSON schema' ? { responseMimeType: 'application/json', responseJsonSchema: SCHEMA } : {}),
      },
    };
  },
  read({ candidates: [{ content, finishReason }], usageMetadata }) {
    const read = nothing();
    for (const part of content?.parts ?? []) {
      if (part.thought === true) read.thinking += part.text;
      else read.text += part.text ?? '';
      if (part.functionCall) read.tool = { name: part.functionCall.name, args: part.functionCall.args };
    }
    const output = (usageMetadata?.candidatesTokenCount ?? 0) + (usageMetadata?.thoughtsTokenCount ?? 0);
    return { ...read, finish: finishReason ?? null, input: usageMetadata?.promptTokenCount, output };
  },
  readStream(events) {
    const all = events.map(({ data }) => JSON.parse(data));
    const last = all.at(-1);
    const parts = all.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
    const finishReason = all.map((chunk) => chunk.candidates?.[0]?.finishReason).find((reason) => reason !== undefined);
    return gemini.read({ candidates: [{ content: { parts }, finishReason }], usageMetadata: last.usageMetadata });
  },
  error: ({ error }) => ({ kind: error.status, message: error.message }),
};

/** Anthropic counts what was cached beside the rest. */
function totalInput(usage: Json): number {
  return usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
}

export const CLIENTS: readonly TestClient[] = [chat, responses, anthropic, gemini];

/** Sends a request as the client would. */
export function ask(
  harness: Harness,
  client: TestClient,
  feature: Feature = 'text',
  stream = false,
  init: RequestInit = {},
): Promise<Response> {
  return harness.fetch(client.path(stream), {
    method: 'POST',
    ...init,
    headers: { 'content-type': 'application/json', ...client.headers, ...(init.headers as Record<string, string>) },
    body: init.body ?? JSON.stringify(client.body(feature, stream)),
  });
}

/** The frames of a stream, comments left out. */
export function sseEvents(text: string): { event: string; data: string }[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((frame) => {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(frame)?.[1] ?? '';
      return { event: field('event'), data: field('data') };
    })
    .filter(({ data }) => data !== '');
}
