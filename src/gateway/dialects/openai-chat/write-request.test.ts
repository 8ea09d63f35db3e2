import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical.ts';
import { loadFixture, targetOf } from './__fixtures__/load-fixture.ts';
import { createOpenAiChatProvider, openaiChatClient, openaiChatProvider } from './index.ts';

const parse = (body: object) =>
  openaiChatClient.parse(
    Buffer.from(JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: 'hi' }], ...body })),
  );
const plain = parse({}).canonical();
const render = (change: Partial<CanonicalRequest>, provider: string | null = null, target = targetOf()) =>
  createOpenAiChatProvider(provider).renderRequest({ ...plain, ...change }, target);
const text = (value: string) => ({ type: 'text', text: value }) as const;
const marked = { ...text('cached'), cacheControl: { ttl: '5m' } } as const;

describe('a chat completion from the canonical form', () => {
  it('is small when little was asked', () => {
    expect(render({})).toEqual({
      path: '/chat/completions',
      body: { model: 'up', messages: [{ role: 'user', content: 'hi' }] },
      headers: {},
      dropped: [],
    });
  });

  it('carries everything that has a place', () => {
    const full = openaiChatClient.parse(loadFixture(import.meta.url, 'full-request.json')).canonical();
    const { body, dropped } = openaiChatProvider.renderRequest(
      { ...full, dropped: [] },
      targetOf({ maxOutputTokens: 15 }),
    );
    expect(body).toMatchObject({
      model: 'up',
      messages: [
        { role: 'system', content: 'Be brief.\n\nUse tools.\n\nLate.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=', detail: 'high' } },
            { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
            { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
            { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
            { id: 'call_2', type: 'function', function: { name: 'patch', arguments: '{"input":"+a"}' } },
          ],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'Sunny' },
        {
          role: 'tool',
          tool_call_id: 'call_2',
          content: 'ok\n(The images of this result follow in the next message.)',
        },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.test/b.png' } }] },
        { role: 'assistant', content: 'FineNo.Never.' },
        { role: 'user', content: 'Go on' },
        { role: 'assistant', content: null, tool_calls: [{ id: 'call_5' }] },
        { role: 'tool', tool_call_id: 'call_5', content: '1' },
      ],
      tools: [
        { type: 'function', function: { name: 'weather', description: 'Weather', strict: true } },
        { type: 'function', function: { name: 'patch' } },
      ],
      tool_choice: { type: 'function', function: { name: 'weather' } },
      parallel_tool_calls: false,
      max_tokens: 15,
      temperature: 0.5,
      top_p: 0.9,
      stop: ['END'],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 0.2,
      response_format: { type: 'json_schema', json_schema: { name: 'out', schema: { type: 'object' }, strict: true } },
      user: 'u1',
      stream: true,
      stream_options: { include_usage: true },
    });
    expect(dropped).toEqual([
      'cache_control',
      'thinking of earlier turns',
      'signature of a tool call',
      'top_k',
      'logprobs',
      'n',
      'reasoning effort',
    ]);
  });

  it("sends OpenAI's words to OpenAI, and no sampling to its reasoning models", () => {
    const asked = {
      maxOutputTokens: 100,
      temperature: 0.1,
      stop: ['x'],
      reasoning: { effort: 'minimal', budgetTokens: null, show: true },
    } as const;
    const target = targetOf({ efforts: ['low', 'high'] });
    expect(render(asked, 'openai', target)).toMatchObject({
      body: { max_completion_tokens: 100, reasoning_effort: 'low' },
      dropped: ['thinking shown', 'temperature', 'stop'],
    });
    expect(render(asked, 'openai', target).body).not.toHaveProperty('temperature');
    const off = render({ ...asked, reasoning: null }, 'openai', targetOf({ effort: 'none' }));
    expect(off.body).toMatchObject({ temperature: 0.1, reasoning_effort: 'none' });
  });

  it('sends OpenRouter its reasoning, top_k, cache markers and files by URL', () => {
    const url = {
      type: 'file',
      source: { kind: 'url', url: 'https://x.test/a.pdf', mediaType: null },
      filename: null,
    } as const;
    const message = { role: 'user', parts: [text('see'), url] } as const;
    const thought = { role: 'assistant', parts: [{ type: 'thinking', text: 'hm' }, text('ok')] } as const;
    const base = { system: [marked], messages: [message, thought], topK: 3 } as const;
    const budget = { effort: null, budgetTokens: 900, show: false };
    expect(render({ ...base, reasoning: budget }, 'openrouter')).toMatchObject({
      body: {
        messages: [
          { content: [{ type: 'text', text: 'cached', cache_control: { type: 'ephemeral', ttl: '5m' } }] },
          { content: [{ text: 'see' }, { file: { filename: 'file', file_data: 'https://x.test/a.pdf' } }] },
          { content: 'ok', reasoning: 'hm' },
        ],
        reasoning: { max_tokens: 900 },
        top_k: 3,
      },
      dropped: [],
    });
    const effortOf = (reasoning: CanonicalRequest['reasoning'], effort: 'low' | null) =>
      render({ reasoning }, 'openrouter', targetOf({ effort })).body.reasoning;
    expect(effortOf({ effort: null, budgetTokens: null, show: true }, null)).toEqual({ enabled: true });
    expect(effortOf({ effort: null, budgetTokens: 0, show: false }, null)).toEqual({ effort: 'none' });
    expect(effortOf(null, 'low')).toEqual({ effort: 'low' });
    expect(effortOf(null, null)).toBeUndefined();
    expect(render(base).dropped).toEqual(['cache_control', 'file by URL', 'thinking of earlier turns', 'top_k']);
  });

  it('gives DeepSeek its reasoning back, which it needs beside tool calls, and JSON without a schema', () => {
    const call = { type: 'tool-call', id: 'c', name: 'f', arguments: '' } as const;
    const messages = [
      { role: 'assistant', parts: [{ type: 'thinking', text: 'hm' }, text('a')] },
      { role: 'assistant', parts: [call] },
      { role: 'assistant', parts: [text('b')] },
    ] as const;
    const format = { type: 'json-schema', name: 'o', schema: {}, strict: true } as const;
    expect(render({ messages, responseFormat: format }, 'deepseek')).toEqual({
      path: '/chat/completions',
      headers: {},
      body: {
        model: 'up',
        messages: [
          { role: 'assistant', content: 'a', reasoning_content: 'hm' },
          {
            role: 'assistant',
            content: null,
            reasoning_content: '',
            tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          { role: 'assistant', content: 'b' },
        ],
        response_format: { type: 'json_object' },
      },
      dropped: ['json_schema'],
    });
  });

  it("gives Google's proofs back to Google alone", () => {
    const signature = { dialect: 'gemini', value: 'g' } as const;
    const call = { type: 'tool-call', id: 'c', name: 'f', arguments: '{}', signature } as const;
    const messages = [{ role: 'assistant', parts: [call] }] as const;
    expect(render({ messages }, 'google', targetOf({ effort: 'low' }))).toMatchObject({
      body: {
        messages: [{ tool_calls: [{ extra_content: { google: { thought_signature: 'g' } } }] }],
        reasoning_effort: 'low',
      },
      dropped: [],
    });
    expect(render({ messages }).dropped).toEqual(['signature of a tool call']);
  });

  it('names what it leaves out', () => {
    const result = {
      type: 'tool-result',
      id: 'c',
      name: null,
      content: [],
      isError: true,
      cacheControl: { ttl: null },
    } as const;
    const thinking = { type: 'thinking', text: '', signature: { dialect: 'anthropic', value: 's' } } as const;
    const refusal = { type: 'refusal', text: 'No.' } as const;
    const rendered = render(
      {
        messages: [
          { role: 'user', parts: [result, marked] },
          { role: 'assistant', parts: [thinking, refusal, { ...marked, text: '' }] },
          {
            role: 'user',
            parts: [
              marked,
              { type: 'image', source: { kind: 'url', url: 'u', mediaType: null }, ...{ cacheControl: { ttl: null } } },
            ],
          },
        ],
        tools: [],
        toolChoice: { type: 'required' },
        responseFormat: { type: 'json' },
        stop: ['1', '2', '3', '4', '5'],
        dropped: ['caller'],
      },
      'openai',
    );
    expect(rendered.dropped).toEqual([
      'caller',
      'is_error',
      'cache_control',
      'signature of thinking',
      'tool_choice',
      'stop sequences after the first 4',
    ]);
    expect(rendered.body).toMatchObject({
      messages: [
        { role: 'tool', content: '' },
        { role: 'user', content: 'cached' },
        { role: 'assistant', content: null, refusal: 'No.' },
        { role: 'user' },
      ],
      response_format: { type: 'json_object' },
      stop: ['1', '2', '3', '4'],
    });
    const tools = [{ name: 'f', description: null, parameters: {}, cacheControl: { ttl: null } }];
    expect(render({ tools, toolChoice: { type: 'auto' } })).toMatchObject({
      body: { tools: [{ function: { name: 'f' } }], tool_choice: 'auto' },
      dropped: ['cache_control'],
    });
    const audio = {
      type: 'file',
      source: { kind: 'base64', data: 'A', mediaType: 'audio/mpeg' },
      filename: null,
    } as const;
    expect(render({ messages: [{ role: 'user', parts: [audio] }] }).body).toMatchObject({
      messages: [{ content: [{ input_audio: { format: 'mp3' } }] }],
    });
  });
});
