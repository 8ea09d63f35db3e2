import { describe, expect, it } from 'vitest';
import type { CanonicalMessage, CanonicalRequest } from '../canonical.ts';
import type { RenderTarget } from '../dialect.ts';
import { BUDGET_TARGET, canonical, fixture, parse } from './__fixtures__/requests.ts';
import { renderRequest } from './render-request.ts';

const render = (fields: Partial<CanonicalRequest>, target: Partial<RenderTarget> = {}) =>
  renderRequest(canonical(fields), { ...BUDGET_TARGET, ...target });
const call = (id: string) => ({ type: 'tool-call', id, name: 'f', arguments: '{"a":1}' }) as const;
const result = (id: string) =>
  ({ type: 'tool-result', id, name: 'f', content: [{ type: 'text', text: 'r' }], isError: false }) as const;
const tool = { name: 'f', description: 'd', parameters: { type: 'object', properties: {} } };

describe('renderRequest', () => {
  it('gives an Anthropic request back as it was, but for what was dropped', () => {
    const body = JSON.parse(fixture('agent-request.json'));
    const rendered = renderRequest(parse(body).canonical(), { ...BUDGET_TARGET, upstreamId: 'up' });
    const { service_tier: _, system, tools, ...same } = body;
    const expected = structuredClone({ ...same, model: 'up', system: system.slice(1), tools: tools.slice(0, 2) });
    delete expected.tools[1].type;
    expected.messages[2].content[0].content = [{ type: 'text', text: 'exit 2' }];
    expect(rendered.body).toEqual(expected);
    expect(rendered.path).toBe('/messages');
    expect(rendered.headers).toEqual({ 'anthropic-version': '2023-06-01' });
    expect(rendered.dropped).toEqual(['service_tier', 'tool web_search_20250305']);
  });

  it('needs nothing but a message', () => {
    expect(render({}).body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 64_000,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    expect(render({}, { maxOutputTokens: null }).body.max_tokens).toBe(4096);
    expect(render({ maxOutputTokens: 99 }).body.max_tokens).toBe(99);
    const tooMany = render({ maxOutputTokens: 99_000 });
    expect(tooMany.body.max_tokens).toBe(64_000);
    expect(tooMany.dropped).toEqual(['max_tokens above the limit of the model']);
  });

  it('merges neighbours of one role, with tool results first, and leaves out what is empty', () => {
    const messages: CanonicalMessage[] = [
      { role: 'assistant', parts: [{ type: 'text', text: 'Welcome.' }] },
      { role: 'user', parts: [{ type: 'text', text: ' \n' }] },
      { role: 'assistant', parts: [{ type: 'refusal', text: 'No.' }, call('call:1')] },
      { role: 'assistant', parts: [call('call_2')] },
      { role: 'user', parts: [result('call:1'), { type: 'text', text: 'And' }] },
      { role: 'user', parts: [result('call_2')] },
      { role: 'assistant', parts: [{ type: 'text', text: 'Well \n' }] },
    ];
    expect(render({ messages }).body.messages).toMatchObject([
      { role: 'user', content: [{ type: 'text', text: '…' }] },
      {
        role: 'assistant',
        content: [
          { text: 'Welcome.' },
          { text: 'No.' },
          { type: 'tool_use', id: 'call_1', name: 'f', input: { a: 1 } },
          { type: 'tool_use', id: 'call_2' },
        ],
      },
      { role: 'user', content: [{ tool_use_id: 'call_1' }, { tool_use_id: 'call_2' }, { type: 'text', text: 'And' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'Well' }] },
    ]);
  });

  it('drops thinking and arguments that it cannot carry, and says so', () => {
    const messages: CanonicalMessage[] = [
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'a' },
          { type: 'thinking', text: 'b', signature: { dialect: 'gemini', value: 's' } },
          { type: 'tool-call', id: '', name: 'f', arguments: '{"cut' },
          { type: 'tool-call', id: '1', name: 'f', arguments: '' },
        ],
      },
      { role: 'user', parts: [result('')] },
    ];
    const { body, dropped } = render({ messages });
    expect(body.messages).toMatchObject([
      {},
      {
        content: [
          { id: 'toolu_0', input: {} },
          { id: '1', input: {} },
        ],
      },
      { content: [{ tool_use_id: 'toolu_0' }] },
    ]);
    expect(dropped).toEqual(['thinking from another provider', 'tool call arguments that are not a JSON object']);
  });

  it('writes media', () => {
    const file = (mediaType: string, data = 'SGk=') =>
      ({ type: 'file', source: { kind: 'base64', mediaType, data }, filename: 'n' }) as const;
    const { body, dropped } = render({
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'image', source: { kind: 'url', url: 'https://e.com/a', mediaType: null }, detail: 'high' },
            file('application/pdf'),
            file('text/markdown'),
            file('audio/wav'),
            { type: 'file', source: { kind: 'url', url: 'https://e.com/p', mediaType: null }, filename: null },
            {
              type: 'file',
              source: { kind: 'url', url: 'https://e.com/d', mediaType: 'application/msword' },
              filename: null,
            },
          ],
        },
      ],
    });
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'url', url: 'https://e.com/a' } },
          { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: 'SGk=' }, title: 'n' },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Hi' }, title: 'n' },
          { type: 'document', source: { type: 'url', url: 'https://e.com/p' } },
        ],
      },
    ]);
    expect(dropped).toEqual(['image detail', 'file of type audio/wav', 'file of type application/msword']);
  });

  it('writes tools and choices', () => {
    const tools = [
      { ...tool, strict: true, cacheControl: { ttl: null } },
      { name: 'g', description: null, parameters: {} },
    ];
    expect(render({ tools }).body).toMatchObject({
      tools: [
        {
          name: 'f',
          description: 'd',
          input_schema: tool.parameters,
          strict: true,
          cache_control: { type: 'ephemeral' },
        },
        { name: 'g', input_schema: { type: 'object' } },
      ],
    });
    const choice = (fields: Partial<CanonicalRequest>) => render({ tools, ...fields }).body.tool_choice;
    expect(choice({})).toBeUndefined();
    expect(choice({ parallelToolCalls: false })).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    expect(choice({ toolChoice: { type: 'auto' } })).toEqual({ type: 'auto' });
    expect(choice({ toolChoice: { type: 'none' }, parallelToolCalls: false })).toEqual({ type: 'none' });
    expect(choice({ toolChoice: { type: 'required' } })).toEqual({ type: 'any' });
    expect(choice({ toolChoice: { type: 'tool', name: 'f' } })).toEqual({ type: 'tool', name: 'f' });
    const without = render({ toolChoice: { type: 'required' } });
    expect(without.body.tool_choice).toBeUndefined();
    expect(without.dropped).toEqual(['tool_choice']);
  });

  it('names the settings that the API does not have', () => {
    const { body, dropped } = render({
      n: 2,
      logprobs: 0,
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: -1,
      responseFormat: { type: 'json' },
      stop: ['\n', 'END'],
      temperature: 1.5,
      topP: 0.9,
      topK: 5,
    });
    expect(body).toMatchObject({ temperature: 1, top_k: 5, stop_sequences: ['END'] });
    expect(body).not.toHaveProperty('top_p');
    expect(dropped).toEqual([
      'stop sequence of white space alone',
      'n',
      'logprobs',
      'seed',
      'presence_penalty',
      'frequency_penalty',
      'response_format json_object',
      'temperature above 1',
      'top_p',
    ]);
  });

  it('closes the objects of an answer schema, but not its data', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'object' },
        b: { type: 'object', additionalProperties: true },
        type: { const: { type: 'object' } },
      },
      anyOf: [{ type: ['object', 'null'] }],
    };
    const { body } = render({ responseFormat: { type: 'json-schema', name: 'x', schema, strict: true } });
    expect(body.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          additionalProperties: false,
          properties: {
            a: { type: 'object', additionalProperties: false },
            b: { type: 'object', additionalProperties: true },
            type: { const: { type: 'object' } },
          },
          anyOf: [{ type: ['object', 'null'], additionalProperties: false }],
        },
      },
    });
  });
});
