/** The official client reads what both OpenAI dialects write. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CanonicalAnswer, CanonicalEvent } from '../canonical.ts';
import type { ClientDialect } from '../dialect.ts';
import { openaiChatClient } from '../openai-chat/index.ts';
import { openaiResponsesClient } from './index.ts';

const usage = { input: 9, output: 3, cachedInput: 4, cacheWrite: null, reasoning: 2 };
const events: CanonicalEvent[] = [
  { type: 'start', id: 'msg_01', model: 'claude-opus', usage: null },
  { type: 'thinking-delta', index: 0, text: 'Let me see.' },
  { type: 'part-end', index: 0 },
  { type: 'text-delta', index: 1, text: 'Grüße, ' },
  { type: 'text-delta', index: 1, text: 'Wörld 👋' },
  { type: 'part-end', index: 1 },
  { type: 'tool-call-start', index: 2, id: 'toolu_1', name: 'weather' },
  { type: 'tool-call-delta', index: 2, arguments: '{"city":' },
  { type: 'tool-call-delta', index: 2, arguments: '"Paris"}' },
  { type: 'part-end', index: 2 },
  { type: 'finish', reason: 'tool-calls', stopSequence: null, usage },
  { type: 'end' },
];
const answer: CanonicalAnswer = {
  id: 'msg_01',
  model: 'claude-opus',
  parts: [
    { type: 'text', text: 'Hello' },
    { type: 'tool-call', id: 'toolu_1', name: 'weather', arguments: '{"city":"Paris"}' },
  ],
  finish: 'tool-calls',
  stopSequence: null,
  usage,
};
/** A model of this name breaks in the middle of its stream. */
const BROKEN = 'broken';

let server: Server;
let openai: OpenAI;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const dialect: ClientDialect = request.url === '/v1/responses' ? openaiResponsesClient : openaiChatClient;
    const parsed = dialect.parse(Buffer.concat(chunks));
    if (!parsed.request.stream) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(dialect.renderAnswer(answer, parsed)));
      return;
    }
    response.setHeader('content-type', dialect.streamContentType);
    const writer = dialect.createStreamWriter(parsed);
    const broken = parsed.request.model === BROKEN;
    for (const event of broken ? events.slice(0, 4) : events) response.write(writer.write(event));
    response.end(broken ? dialect.renderStreamError('provider_error', 'It broke.') : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  openai = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const messages = [{ role: 'user' as const, content: 'hi' }];

describe('the official client', () => {
  it('reads a streamed chat completion', async () => {
    const stream = openai.chat.completions.stream({
      model: 'auto',
      messages,
      stream_options: { include_usage: true },
    });
    let said = '';
    stream.on('content', (delta) => {
      said += delta;
    });
    const final = await stream.finalChatCompletion();
    expect(said).toBe('Grüße, Wörld 👋');
    expect(final).toMatchObject({
      id: 'chatcmpl-msg_01',
      model: 'claude-opus',
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: 'Grüße, Wörld 👋',
            tool_calls: [
              { id: 'toolu_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
            ],
          },
        },
      ],
    });
    expect(await stream.totalUsage()).toMatchObject({ prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 });
  });

  it('reads a complete chat completion', async () => {
    const completion = await openai.chat.completions.create({ model: 'auto', messages });
    expect(completion.choices[0]?.message).toMatchObject({ content: 'Hello', tool_calls: [{ id: 'toolu_1' }] });
    expect(completion.usage?.prompt_tokens_details?.cached_tokens).toBe(4);
  });

  it('reads a streamed response', async () => {
    const stream = openai.responses.stream({ model: 'auto', input: 'hi', reasoning: { summary: 'auto' } });
    const seen: string[] = [];
    let said = '';
    stream.on('event', ({ type }) => seen.push(type));
    stream.on('response.output_text.delta', ({ delta }) => {
      said += delta;
    });
    let args = '';
    stream.on('response.function_call_arguments.delta', ({ snapshot }) => {
      args = snapshot;
    });
    const final = await stream.finalResponse();
    expect(said).toBe('Grüße, Wörld 👋');
    expect(args).toBe('{"city":"Paris"}');
    expect(seen.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    expect(seen.at(-1)).toBe('response.completed');
    expect(final).toMatchObject({
      id: 'resp_msg_01',
      status: 'completed',
      output: [
        { type: 'reasoning', summary: [{ text: 'Let me see.' }] },
        { type: 'message', content: [{ text: 'Grüße, Wörld 👋' }] },
        { type: 'function_call', call_id: 'toolu_1', name: 'weather', arguments: '{"city":"Paris"}' },
      ],
      usage: { input_tokens: 9, output_tokens: 3, total_tokens: 12 },
    });
  });

  it('reads a complete response', async () => {
    const response = await openai.responses.create({ model: 'auto', input: 'hi' });
    expect(response.output_text).toBe('Hello');
    expect(response.output[1]).toMatchObject({ type: 'function_call', name: 'weather' });
  });

  it('throws when a stream breaks', async () => {
    const chat = await openai.chat.completions.create({ model: BROKEN, messages, stream: true });
    const response = await openai.responses.create({ model: BROKEN, input: 'hi', stream: true });
    for (const stream of [chat, response]) {
      const readAll = async (): Promise<void> => {
        for await (const _event of stream) {
          // Only the end is of interest.
        }
      };
      await expect(readAll()).rejects.toThrow('It broke.');
    }
  });
});
