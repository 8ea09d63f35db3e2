import { describe, expect, it } from 'vitest';
import type { CanonicalRequest } from '../canonical.ts';
import { loadFixture } from './__fixtures__/load-fixture.ts';
import { openaiChatClient } from './index.ts';

const user = { role: 'user', content: 'hi' };
const canonical = (body: object): CanonicalRequest =>
  openaiChatClient
    .parse(new Uint8Array(Buffer.from(JSON.stringify({ model: 'auto', messages: [user], ...body }))))
    .canonical();

describe('canonical() of a chat completion', () => {
  it('carries a request with everything in it', () => {
    const parsed = openaiChatClient.parse(loadFixture(import.meta.url, 'full-request.json'));
    expect(parsed).toMatchObject({ dialect: 'openai-chat', body: { verbosity: 'low' }, request: { stream: true } });
    expect(parsed.canonical()).toEqual({
      model: 'heimdall/auto',
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Use tools.', cacheControl: { ttl: '1h' } },
        { type: 'text', text: 'Late.' },
      ],
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'What is this?' },
            {
              type: 'image',
              source: { kind: 'base64', data: 'iVBORw0KGgo=', mediaType: 'image/png' },
              detail: 'high',
            },
            { type: 'image', source: { kind: 'url', url: 'https://x.test/a.png', mediaType: null } },
            { type: 'file', source: { kind: 'base64', data: 'UklGRg==', mediaType: 'audio/wav' }, filename: null },
            {
              type: 'file',
              source: { kind: 'base64', data: 'JVBERi0=', mediaType: 'application/pdf' },
              filename: 'a.pdf',
            },
          ],
        },
        {
          role: 'assistant',
          parts: [
            { type: 'thinking', text: 'I need both.' },
            {
              type: 'tool-call',
              id: 'call_1',
              name: 'weather',
              arguments: '{"city":"Paris"}',
              signature: { dialect: 'gemini', value: 'Eo8B' },
            },
            { type: 'tool-call', id: 'call_2', name: 'patch', arguments: '{"input":"+a"}' },
          ],
        },
        {
          role: 'user',
          parts: [
            {
              type: 'tool-result',
              id: 'call_1',
              name: 'weather',
              content: [{ type: 'text', text: 'Sunny' }],
              isError: false,
            },
            {
              type: 'tool-result',
              id: 'call_2',
              name: 'patch',
              content: [
                { type: 'text', text: 'ok' },
                { type: 'image', source: { kind: 'url', url: 'https://x.test/b.png', mediaType: null } },
              ],
              isError: false,
            },
          ],
        },
        {
          role: 'assistant',
          parts: [
            { type: 'text', text: 'Fine' },
            { type: 'refusal', text: 'No.' },
            { type: 'refusal', text: 'Never.' },
          ],
        },
        { role: 'user', parts: [{ type: 'text', text: 'Go on' }] },
        { role: 'assistant', parts: [{ type: 'tool-call', id: 'call_5', name: 'old', arguments: '{}' }] },
        {
          role: 'user',
          parts: [
            {
              type: 'tool-result',
              id: 'call_5',
              name: 'old',
              content: [{ type: 'text', text: '1' }],
              isError: false,
            },
          ],
        },
      ],
      tools: [
        {
          name: 'weather',
          description: 'Weather',
          parameters: { type: 'object', properties: { city: { type: 'string' } } },
          strict: true,
        },
        {
          name: 'patch',
          description: 'The input must follow this lark grammar:\nstart: x',
          parameters: expect.objectContaining({ required: ['input'] }),
        },
      ],
      toolChoice: { type: 'tool', name: 'weather' },
      parallelToolCalls: false,
      maxOutputTokens: 20,
      temperature: 0.5,
      topP: 0.9,
      topK: 5,
      stop: ['END'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseFormat: { type: 'json-schema', name: 'out', schema: { type: 'object' }, strict: true },
      reasoning: { effort: 'low', budgetTokens: null, show: false },
      logprobs: 3,
      n: 2,
      user: 'u1',
      stream: true,
      dropped: [
        'logit_bias',
        'service_tier',
        'verbosity',
        'name of a message',
        'file_id',
        'file in a tool result',
        'audio',
        'position of system messages',
        'tool mystery',
      ],
    });
  });

  it('has nothing in it that was not asked for', () => {
    expect(canonical({ metadata: {}, store: false, safety_identifier: 'u' })).toMatchObject({
      tools: [],
      toolChoice: null,
      responseFormat: { type: 'text' },
      reasoning: null,
      logprobs: null,
      n: 1,
      stop: [],
      user: 'u',
      dropped: [],
    });
    expect(canonical({ store: true, modalities: ['text', 'audio'] }).dropped).toEqual(['store', 'modalities']);
  });

  it.each([
    [{ reasoning_effort: 'high' }, { effort: 'high', budgetTokens: null, show: false }],
    [{ reasoning: { effort: 'low' } }, { effort: 'low', budgetTokens: null, show: true }],
    [{ reasoning: { max_tokens: 2000, exclude: true } }, { effort: null, budgetTokens: 2000, show: false }],
    [{ reasoning: { enabled: false } }, { effort: 'none', budgetTokens: null, show: false }],
    [{ thinking: { type: 'enabled', budget_tokens: 100 } }, { effort: null, budgetTokens: 100, show: true }],
    [{ thinking: { type: 'disabled' } }, { effort: 'none', budgetTokens: null, show: false }],
    [{ include_reasoning: true }, { effort: null, budgetTokens: null, show: true }],
    [{ reasoning_effort: 'vast' }, null],
  ])('reads the thinking of %j', (body, reasoning) => {
    expect(canonical(body).reasoning).toEqual(reasoning);
  });

  it.each([
    [{ tool_choice: 'required' }, { type: 'required' }],
    [{ tool_choice: { type: 'custom', custom: { name: 'p' } } }, { type: 'tool', name: 'p' }],
    [{ function_call: { name: 'f' } }, { type: 'tool', name: 'f' }],
    [{ function_call: 'none' }, { type: 'none' }],
    [{ tool_choice: 'strange' }, null],
    [{ tool_choice: {} }, null],
  ])('reads the choice of %j', (body, choice) => {
    expect(canonical({ functions: [{ name: 'f' }], ...body })).toMatchObject({
      toolChoice: choice,
      tools: [{ name: 'f', parameters: { type: 'object', properties: {} } }],
    });
  });

  it('leaves the allowed tools, and JSON mode', () => {
    const tools = ['a', 'b'].map((name) => ({ type: 'function', function: { name } }));
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] };
    const read = canonical({
      tools,
      tool_choice: { type: 'allowed_tools', allowed_tools: allowed },
      response_format: { type: 'json_object' },
      stop: ['a', 1, 'b'],
    });
    expect(read.tools.map(({ name }) => name)).toEqual(['b']);
    expect(read).toMatchObject({
      toolChoice: { type: 'required' },
      responseFormat: { type: 'json' },
      stop: ['a', 'b'],
    });
  });

  it('names parts that it does not know', () => {
    const content = [{ type: 'video_url' }, { type: 'image_url', image_url: { url: '' } }, { type: 'text', text: 'x' }];
    expect(
      canonical({
        messages: [
          { role: 'user', content },
          { role: 'system', content },
        ],
      }).dropped,
    ).toEqual(['video_url', 'image_url', 'position of system messages']);
    const image = { type: 'image_url', image_url: { url: 'https://x.test' } };
    expect(canonical({ messages: [{ role: 'system', content: [image] }] }).dropped).toEqual([
      'image in a system message',
    ]);
  });
});
