import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadFixture, targetOf } from '../openai-chat/__fixtures__/load-fixture.ts';
import { openaiChatProvider } from '../openai-chat/index.ts';
import { openaiResponsesClient, openaiResponsesProvider } from './index.ts';

const parse = (body: object) =>
  openaiResponsesClient.parse(Buffer.from(JSON.stringify({ model: 'auto', input: 'hi', ...body })));
const canonical = (body: object) => parse(body).canonical();
const codex = () => openaiResponsesClient.parse(loadFixture(import.meta.url, 'codex-request.json'));
const own = { dialect: 'openai-responses', value: 'gAAAAB==' } as const;

describe('canonical() of a request of the Responses API', () => {
  it('carries a turn of Codex', () => {
    const request = codex().canonical();
    expect(request).toMatchObject({
      system: [
        { type: 'text', text: 'You are Codex.' },
        { type: 'text', text: '<permissions>' },
      ],
      toolChoice: { type: 'auto' },
      parallelToolCalls: true,
      reasoning: { effort: 'medium', budgetTokens: null, show: true },
      stream: true,
      dropped: ['prompt_cache_key', 'tool web_search', 'text.verbosity'],
    });
    expect(request.messages).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Fix the bug' },
          { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgo=', mediaType: 'image/png' } },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'Look first', signature: own },
          { type: 'text', text: 'Looking.' },
          { type: 'tool-call', id: 'call_1', name: 'shell', arguments: '{"cmd":["ls"]}' },
          { type: 'tool-call', id: 'call_2', name: 'apply_patch', arguments: '{"input":"*** Begin Patch"}' },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            type: 'tool-result',
            id: 'call_1',
            name: 'shell',
            content: [{ type: 'text', text: 'a.txt' }],
            isError: false,
          },
          {
            type: 'tool-result',
            id: 'call_2',
            name: 'apply_patch',
            content: [
              { type: 'text', text: 'Done' },
              { type: 'image', source: { kind: 'url', url: 'https://x.test/a.png', mediaType: null }, detail: 'low' },
            ],
            isError: false,
          },
        ],
      },
    ]);
    expect(request.tools.map(({ name }) => name)).toEqual(['shell', 'apply_patch', 'mcp__git__log']);
    expect(request.tools[1]?.description).toContain('start: begin');
  });

  it('carries settings, files, refusals and proofs of others', () => {
    const request = canonical({
      instructions: [{ role: 'developer', content: 'Be brief.' }],
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' },
            { type: 'input_file', file_url: 'https://x.test/b.pdf' },
          ],
        },
        { type: 'reasoning', summary: [], encrypted_content: 'heimdall:gemini:call:a:b' },
        { type: 'function_call', call_id: 'c', name: 'log', namespace: 'git', arguments: '' },
        { type: 'reasoning', summary: [], encrypted_content: 'heimdall:anthropic:redacted:r' },
        { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'raw' }] },
        { type: 'reasoning', summary: [] },
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      ],
      temperature: 0.1,
      top_p: 0.2,
      max_output_tokens: 5,
      text: { format: { type: 'json_schema', name: 'o', schema: { type: 'object' }, strict: true } },
      include: ['message.output_text.logprobs', 'file_search_call.results'],
      top_logprobs: 2,
      safety_identifier: 'u',
      metadata: { a: 'b' },
    });
    expect(request).toMatchObject({
      system: [{ text: 'Be brief.' }],
      temperature: 0.1,
      topP: 0.2,
      maxOutputTokens: 5,
      responseFormat: { type: 'json-schema', name: 'o', schema: { type: 'object' }, strict: true },
      logprobs: 2,
      user: 'u',
      dropped: ['metadata', 'include file_search_call.results'],
    });
    expect(request.messages).toEqual([
      {
        role: 'user',
        parts: [
          {
            type: 'file',
            source: { kind: 'base64', data: 'JVBERi0=', mediaType: 'application/pdf' },
            filename: 'a.pdf',
          },
          { type: 'file', source: { kind: 'url', url: 'https://x.test/b.pdf', mediaType: null }, filename: null },
        ],
      },
      {
        role: 'assistant',
        parts: [
          {
            type: 'tool-call',
            id: 'c',
            name: 'git__log',
            arguments: '{}',
            signature: { dialect: 'gemini', value: 'a:b' },
          },
          { type: 'thinking', text: '', signature: { dialect: 'anthropic', value: 'r' }, redacted: true },
          { type: 'thinking', text: 'raw' },
          { type: 'refusal', text: 'No.' },
        ],
      },
    ]);
  });

  it.each([
    [{ tool_choice: 'required' }, { toolChoice: { type: 'required' } }],
    [{ tool_choice: { type: 'custom', name: 'p' } }, { toolChoice: { type: 'tool', name: 'p' } }],
    [{ tool_choice: { type: 'web_search' } }, { toolChoice: null, dropped: ['tool_choice'] }],
    [
      { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'b' }] } },
      { toolChoice: { type: 'auto' }, tools: [{ name: 'b' }] },
    ],
    [{ text: { format: { type: 'json_object' } } }, { responseFormat: { type: 'json' } }],
    [{ text: { format: { type: 'text' } } }, { responseFormat: { type: 'text' } }],
    [{ reasoning: { summary: 'auto' } }, { reasoning: { effort: null, show: true } }],
    [{ reasoning: { effort: 'vast' } }, { reasoning: null, dropped: ['reasoning.effort'] }],
  ])('reads %j', (body, expected) => {
    const tools = ['a', 'b'].map((name) => ({ type: 'function', name }));
    expect(canonical({ tools, ...body })).toMatchObject(expected);
  });

  it('names what only OpenAI has', () => {
    const image = { type: 'input_image', image_url: 'https://x.test' };
    const input = [
      { type: 'item_reference', id: 'msg_1' },
      { role: 'user', content: [{ type: 'input_image', file_id: 'f' }, { type: 'input_audio' }] },
      { role: 'system', content: [image] },
      { role: 'assistant', content: [{ type: 'computer_screenshot' }] },
      { type: 'function_call', call_id: 'c', name: 'f' },
      { type: 'function_call', call_id: 'd', name: 'f' },
      { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_file', file_url: 'u' }] },
      { type: 'function_call_output', call_id: 'd', output: 'ok' },
    ];
    expect(canonical({ input, service_tier: 'auto', prompt_cache_retention: '24h' }).dropped).toEqual([
      'prompt_cache_retention',
      'item_reference',
      'file_id',
      'input_audio',
      'position of system messages',
      'image in a system message',
      'computer_screenshot',
      'file in a tool result',
    ]);
  });

  it('says that a call is missing which was only referred to', () => {
    const output = { type: 'function_call_output', call_id: 'c', output: 'x' };
    const reference = { type: 'item_reference', id: 'fc_1' };
    expect(() => canonical({ input: [reference, output] })).toThrow(/The call c is an item_reference.*store is false/);
    expect(canonical({ input: [output] }).dropped).toEqual([]);
  });

  it.each(['previous_response_id', 'conversation', 'prompt'])('says that it does not store what %s names', (name) => {
    const parsed = parse({ [name]: 'x_1' });
    expect(() => parsed.canonical()).toThrow(
      expect.objectContaining({
        code: 'request_invalid',
        context: { param: name },
        message: expect.stringMatching(/stored (at OpenAI|here)/),
      }),
    );
    expect(openaiResponsesProvider.passThrough(parsed, targetOf()).body).toMatchObject({ [name]: 'x_1' });
  });

  it('never throws on what parse took, and neither does rendering it', () => {
    const item = fc.record(
      {
        type: fc.constantFrom('message', 'reasoning', 'function_call', 'custom_tool_call', 'function_call_output', 'x'),
        role: fc.constantFrom('system', 'user', 'assistant'),
        content: fc.oneof(fc.string(), fc.array(fc.jsonValue())),
        output: fc.jsonValue(),
        encrypted_content: fc.oneof(fc.string(), fc.constant('heimdall:x')),
      },
      { requiredKeys: ['type', 'role', 'content'] },
    );
    const fields = fc.dictionary(
      fc.constantFrom('tools', 'tool_choice', 'include', 'reasoning', 'text', 'x'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(item, { minLength: 1 }), fields, (input, rest) => {
        let parsed: ReturnType<typeof parse>;
        try {
          parsed = parse({ input, ...rest });
        } catch {
          return;
        }
        const target = targetOf({ effort: 'low' });
        openaiResponsesProvider.renderRequest(parsed.canonical(), target);
        openaiChatProvider.renderRequest(parsed.canonical(), target);
        openaiResponsesProvider.passThrough(parsed, target);
      }),
    );
  });
});
