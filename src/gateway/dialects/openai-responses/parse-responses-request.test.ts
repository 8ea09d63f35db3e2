import { describe, expect, it } from 'vitest';
import { loadFixture } from '../openai-chat/__fixtures__/load-fixture.ts';
import { openaiResponsesClient } from './index.ts';

const parse = (body: object) =>
  openaiResponsesClient.parse(Buffer.from(JSON.stringify({ model: 'auto', input: 'hi', ...body })));
const codex = () => openaiResponsesClient.parse(loadFixture(import.meta.url, 'codex-request.json'));

describe('parsing a request of the Responses API', () => {
  it('reads what routing looks at', () => {
    expect(codex().request).toEqual({
      model: 'gpt-5-codex',
      messages: [
        { role: 'system', text: 'You are Codex.', images: 0, toolCalls: 0 },
        { role: 'system', text: '<permissions>', images: 0, toolCalls: 0 },
        { role: 'user', text: 'Fix the bug', images: 1, toolCalls: 0 },
        { role: 'assistant', text: 'Looking.', images: 0, toolCalls: 2, signed: true },
        { role: 'tool', text: 'a.txt', images: 0, toolCalls: 0 },
        { role: 'tool', text: 'Done', images: 1, toolCalls: 0 },
      ],
      tools: 4,
      toolsChars: expect.any(Number),
      jsonMode: false,
      stream: true,
      maxOutputTokens: null,
    });
    const small = parse({ text: { format: { type: 'json_schema' } }, max_output_tokens: 7, tools: [] });
    expect(small.request).toEqual({
      model: 'heimdall/auto',
      messages: [{ role: 'user', text: 'hi', images: 0, toolCalls: 0 }],
      tools: 0,
      toolsChars: 0,
      jsonMode: true,
      stream: false,
      maxOutputTokens: 7,
    });
    const items = [
      { type: 'function_call' },
      { type: 'shell_call_output', output: { a: 1 } },
      { type: 'mcp_call_output' },
    ];
    expect(parse({ input: items, instructions: [{ role: 'developer', content: 'x' }] }).request.messages).toEqual([
      { role: 'system', text: 'x', images: 0, toolCalls: 0 },
      { role: 'assistant', text: '', images: 0, toolCalls: 1 },
      { role: 'tool', text: '{"a":1}', images: 0, toolCalls: 0 },
      { role: 'tool', text: '', images: 0, toolCalls: 0 },
    ]);
    expect(parse({ input: null, previous_response_id: 'resp_1' }).request.messages).toEqual([]);
  });

  const message = (fields: object) => ({ input: [{ role: 'user', content: 'x', ...fields }] });
  it.each([
    ['model', { model: '' }],
    ['input', { input: null }],
    ['input', { input: 7 }],
    ['input', { input: [] }],
    ['instructions', { instructions: 7 }],
    ['input[0]', { input: ['x'] }],
    ['input[0].type', { input: [{ type: 7 }] }],
    ['input[0].role', message({ role: 'tool' })],
    ['input[0].content', message({ content: 7 })],
    ['input[0].content[0]', message({ content: ['x'] })],
    ['input[0].content[0].type', message({ content: [{}] })],
    ['input[0].content[0].text', message({ content: [{ type: 'input_text' }] })],
    ['tools[0]', { tools: ['x'] }],
    ['text', { text: 'x' }],
    ['stream', { stream: 1 }],
    ['max_output_tokens', { max_output_tokens: 0 }],
  ])('names %s when it is wrong', (param, body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'request_invalid', context: { param } }));
  });
});
