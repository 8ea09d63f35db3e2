import { describe, expect, it } from 'vitest';
import type { CanonicalMessage, CanonicalRequest } from '../canonical.ts';
import { loadFixture, targetOf } from '../openai-chat/__fixtures__/load-fixture.ts';
import { openaiResponsesClient, openaiResponsesProvider } from './index.ts';

const parse = (body: object) =>
  openaiResponsesClient.parse(Buffer.from(JSON.stringify({ model: 'auto', input: 'hi', ...body })));
const canonical = (body: object) => parse(body).canonical();
const codex = () => openaiResponsesClient.parse(loadFixture(import.meta.url, 'codex-request.json'));
const own = { dialect: 'openai-responses', value: 'gAAAAB==' } as const;

describe('a request to the Responses API from the canonical form', () => {
  const plain = canonical({});
  const render = (change: Partial<CanonicalRequest>, target = {}) =>
    openaiResponsesProvider.renderRequest({ ...plain, ...change }, targetOf(target));

  it('is small when little was asked', () => {
    const content = [{ type: 'input_text', text: 'hi' }];
    expect(render({})).toEqual({
      path: '/responses',
      body: { model: 'up', input: [{ type: 'message', role: 'user', content }], store: false },
      headers: {},
      dropped: [],
    });
  });

  it('carries everything that has a place, and is read back as it was', () => {
    const full = codex().canonical();
    const { body, dropped } = render({
      ...full,
      dropped: [],
      maxOutputTokens: 5,
      user: 'u',
      responseFormat: { type: 'json' },
    });
    expect(dropped).toEqual([]);
    expect(body).toMatchObject({
      model: 'up',
      instructions: 'You are Codex.\n\n<permissions>',
      tool_choice: 'auto',
      parallel_tool_calls: true,
      max_output_tokens: 16,
      text: { format: { type: 'json_object' } },
      user: 'u',
      stream: true,
      store: false,
      reasoning: { effort: 'medium', summary: 'auto' },
      include: ['reasoning.encrypted_content'],
    });
    const again = canonical(body);
    const detail = { type: 'image', detail: 'auto' };
    expect(again.messages.slice(1)).toEqual(full.messages.slice(1));
    expect(again.messages[0]).toMatchObject({ parts: [{ text: 'Fix the bug' }, detail] });
    expect(again.tools).toEqual(full.tools.map((tool) => ({ ...tool, strict: false })));
  });

  it('leaves sampling out beside reasoning, and says what it leaves out', () => {
    const asked = {
      temperature: 0.1,
      topP: 0.5,
      topK: 1,
      stop: ['x'],
      seed: 1,
      presencePenalty: 1,
      frequencyPenalty: 1,
      logprobs: 0,
      n: 2,
    };
    const others = ['top_k', 'stop', 'seed', 'presence_penalty', 'frequency_penalty', 'logprobs', 'n'];
    expect(render(asked, { effort: 'low' })).toMatchObject({
      body: { reasoning: { effort: 'low' } },
      dropped: ['temperature', 'top_p', ...others],
    });
    expect(render(asked)).toMatchObject({ body: { temperature: 0.1, top_p: 0.5 }, dropped: others });
    expect(render({}, { efforts: ['low'] }).body).toMatchObject({ include: ['reasoning.encrypted_content'] });
  });

  it('drops what OpenAI has no place for', () => {
    const cacheControl = { ttl: null };
    const messages: CanonicalMessage[] = [
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'hm', signature: { dialect: 'anthropic', value: 's' } },
          { type: 'thinking', text: '', signature: own },
          { type: 'refusal', text: 'No.' },
          { type: 'text', text: 'a', cacheControl },
          { type: 'tool-call', id: 'c', name: 'f', arguments: '', signature: { dialect: 'gemini', value: 'g' } },
        ],
      },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'late' },
          {
            type: 'tool-result',
            id: 'c',
            name: null,
            content: [{ type: 'text', text: '1', cacheControl }],
            isError: true,
          },
          { type: 'file', source: { kind: 'base64', data: 'A', mediaType: 'audio/wav' }, filename: null },
          { type: 'file', source: { kind: 'base64', data: 'A', mediaType: 'a/b' }, filename: null },
          { type: 'file', source: { kind: 'url', url: 'https://x.test/a.pdf', mediaType: null }, filename: null },
        ],
      },
      { role: 'user', parts: [{ type: 'tool-result', id: 'd', name: null, content: [], isError: false }] },
    ];
    const system = [{ type: 'text', text: 's', cacheControl }] as const;
    const tools = [{ name: 'f', description: null, parameters: {}, strict: true, cacheControl }];
    const rendered = render({ messages, system, tools, toolChoice: { type: 'tool', name: 'f' } });
    expect(rendered.dropped).toEqual([
      'cache_control',
      'thinking of earlier turns',
      'signature of a tool call',
      'is_error',
      'audio input',
    ]);
    expect(rendered.body).toMatchObject({
      input: [
        { type: 'reasoning', summary: [], encrypted_content: 'gAAAAB==' },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
        { role: 'assistant', content: [{ type: 'output_text', text: 'a' }] },
        { type: 'function_call', call_id: 'c', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: '1' },
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'late' },
            { type: 'input_file', filename: 'file', file_data: 'data:a/b;base64,A' },
            { type: 'input_file', file_url: 'https://x.test/a.pdf' },
          ],
        },
        { type: 'function_call_output', call_id: 'd', output: '' },
      ],
      tools: [{ strict: true }],
      tool_choice: { type: 'function', name: 'f' },
    });
    expect(render({ toolChoice: { type: 'required' } }).dropped).toEqual(['tool_choice']);
    const schema = { type: 'json-schema', name: 'o', schema: {}, strict: false } as const;
    expect(render({ responseFormat: schema }).body).toMatchObject({
      text: { format: { type: 'json_schema', name: 'o' } },
    });
  });
});
