import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../../../core/index.ts';
import { fixture, parse, parseWith } from './__fixtures__/requests.ts';
import { parseCountTokensRequest, parseMessagesRequest } from './parse-request.ts';

function failure(run: () => unknown): { param: unknown; message: string } {
  try {
    run();
  } catch (error) {
    const thrown = HeimdallError.from(error);
    expect(thrown.code).toBe('request_invalid');
    return { param: thrown.context.param, message: thrown.message };
  }
  throw new Error('nothing was thrown');
}

const withBlock = (block: unknown, role = 'user') => ({ messages: [{ role, content: [block] }] });
const withResult = (fields: object) => withBlock({ type: 'tool_result', tool_use_id: 't', ...fields });

describe('parseMessagesRequest', () => {
  it('maps an agent request to what routing looks at', () => {
    const { request, body, dialect } = parse(JSON.parse(fixture('agent-request.json')));
    expect(dialect).toBe('anthropic');
    expect(request).toMatchObject({ model: 'claude-sonnet-4-5', tools: 3, stream: true, maxOutputTokens: 32_000 });
    expect(request.toolsChars).toBeGreaterThan(200);
    expect(request.jsonMode).toBe(false);
    expect(request.messages).toEqual([
      { role: 'system', text: 'You are a coding agent.', images: 0, toolCalls: 0 },
      {
        role: 'user',
        text: '<system-reminder>Be brief.</system-reminder>\nWhy does the build fail?',
        images: 1,
        toolCalls: 0,
      },
      { role: 'assistant', text: 'Let me look.', images: 0, toolCalls: 2, signed: true },
      { role: 'tool', text: 'exit 2', images: 0, toolCalls: 0 },
      { role: 'tool', text: 'The terminal:', images: 1, toolCalls: 0 },
      { role: 'user', text: 'Is that enough?', images: 0, toolCalls: 0 },
    ]);
    expect(JSON.stringify(request)).not.toContain('billing');
    expect(JSON.stringify(body)).toContain('x-anthropic-billing-header');
  });

  it('has no user message in a turn that holds results only', () => {
    expect(parseWith(withResult({ content: 'ok' })).request.messages.map((message) => message.role)).toEqual(['tool']);
    expect(parseWith(withResult({})).request.messages).toHaveLength(1);
  });

  it.each([
    ['x-anthropic-billing-header: a=1', []],
    ['x-anthropic-billing-header: a=1\n\nBe kind.', ['Be kind.']],
    ['Be kind.', ['Be kind.']],
  ])('takes the billing line out of the system string %j', (system, expected) => {
    const parsed = parseWith({ system });
    const texts = parsed.request.messages.filter((message) => message.role === 'system').map(({ text }) => text);
    expect(texts).toEqual(expected);
    expect(parsed.canonical().system.map(({ text }) => text)).toEqual(expected);
  });

  it('takes the short name, a byte order mark, null for absent and unknown blocks', () => {
    const text = JSON.stringify({
      model: 'auto',
      max_tokens: 0,
      system: null,
      tools: null,
      stream: null,
      thinking: null,
      future_field: { any: 1 },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'container_upload', file_id: 'f' },
            { type: 'document', source: { type: 'text', data: 'Plain.' } },
          ],
        },
        { role: 'system', content: 'From now on in French.' },
      ],
    });
    const { request } = parseMessagesRequest(new TextEncoder().encode(`\ufeff${text}`));
    expect(request).toMatchObject({
      model: 'heimdall/auto',
      stream: false,
      tools: 0,
      toolsChars: 0,
      maxOutputTokens: 1,
    });
    expect(request.messages.map(({ role, text: words }) => [role, words])).toEqual([
      ['user', 'Plain.'],
      ['system', 'From now on in French.'],
    ]);
  });

  it.each([
    { output_config: { format: { type: 'json_schema', schema: {} } } },
    { output_format: { type: 'json_schema', schema: {} } },
  ])('sees JSON mode in %j', (fields) => {
    expect(parseWith(fields).request.jsonMode).toBe(true);
  });

  it.each([
    [{ model: undefined }, 'model'],
    [{ model: 4 }, 'model'],
    [{ max_tokens: undefined }, 'max_tokens'],
    [{ max_tokens: 1.5 }, 'max_tokens'],
    [{ system: 4 }, 'system'],
    [{ system: [{ type: 'image' }] }, 'system[0].type'],
    [{ system: [{ type: 'text' }] }, 'system[0].text'],
    [{ messages: 'Hi' }, 'messages'],
    [{ messages: [] }, 'messages'],
    [{ messages: ['Hi'] }, 'messages[0]'],
    [{ messages: [{ role: 'bot', content: '' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [
      {
        messages: [
          { role: 'user', content: 'a' },
          { role: 'user', content: [{}] },
        ],
      },
      'messages[1].content[0].type',
    ],
    [withBlock('text'), 'messages[0].content[0]'],
    [withBlock({ type: 'text' }), 'messages[0].content[0].text'],
    [withBlock({ type: 'text', text: '', cache_control: 'x' }), 'messages[0].content[0].cache_control'],
    [withBlock({ type: 'image' }), 'messages[0].content[0].source'],
    [withBlock({ type: 'image', source: {} }), 'messages[0].content[0].source.type'],
    [withBlock({ type: 'image', source: { type: 'url' } }), 'messages[0].content[0].source.url'],
    [withBlock({ type: 'image', source: { type: 'base64' } }), 'messages[0].content[0].source.media_type'],
    [
      withBlock({ type: 'document', source: { type: 'base64', media_type: 'application/pdf' } }),
      'messages[0].content[0].source.data',
    ],
    [withBlock({ type: 'document', source: { type: 'text' } }), 'messages[0].content[0].source.data'],
    [withBlock({ type: 'tool_use', id: 'a', name: 'b', input: {} }), 'messages[0].content[0].type'],
    [withBlock({ type: 'tool_result' }, 'assistant'), 'messages[0].content[0].type'],
    [withBlock({ type: 'tool_use', name: 'b', input: {} }, 'assistant'), 'messages[0].content[0].id'],
    [withBlock({ type: 'tool_use', id: 'a', input: {} }, 'assistant'), 'messages[0].content[0].name'],
    [withBlock({ type: 'tool_use', id: 'a', name: 'b', input: '{}' }, 'assistant'), 'messages[0].content[0].input'],
    [withBlock({ type: 'thinking' }, 'assistant'), 'messages[0].content[0].thinking'],
    [withBlock({ type: 'redacted_thinking' }, 'assistant'), 'messages[0].content[0].data'],
    [withBlock({ type: 'tool_result' }), 'messages[0].content[0].tool_use_id'],
    [withResult({ is_error: 'yes' }), 'messages[0].content[0].is_error'],
    [withResult({ content: 4 }), 'messages[0].content[0].content'],
    [withResult({ content: [{ type: 'text' }] }), 'messages[0].content[0].content[0].text'],
    [{ tools: {} }, 'tools'],
    [{ tools: ['Bash'] }, 'tools[0]'],
    [{ tools: [{ type: 4 }] }, 'tools[0].type'],
    [{ tools: [{ input_schema: {} }] }, 'tools[0].name'],
    [{ tools: [{ name: 'Bash' }] }, 'tools[0].input_schema'],
    [{ tools: [{ name: 'Bash', input_schema: {}, description: 4 }] }, 'tools[0].description'],
    [{ tool_choice: 'auto' }, 'tool_choice'],
    [{ tool_choice: { type: 'required' } }, 'tool_choice.type'],
    [{ tool_choice: { type: 'tool' } }, 'tool_choice.name'],
    [{ tool_choice: { type: 'any', disable_parallel_tool_use: 1 } }, 'tool_choice.disable_parallel_tool_use'],
    [{ stream: 'yes' }, 'stream'],
    [{ temperature: 'hot' }, 'temperature'],
    [{ top_p: null, top_k: -1 }, 'top_k'],
    [{ stop_sequences: 'x' }, 'stop_sequences'],
    [{ stop_sequences: ['x', 4] }, 'stop_sequences[1]'],
    [{ metadata: 'x' }, 'metadata'],
    [{ metadata: { user_id: 4 } }, 'metadata.user_id'],
    [{ thinking: 'on' }, 'thinking'],
    [{ thinking: {} }, 'thinking.type'],
    [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens'],
    [{ thinking: { type: 'enabled', budget_tokens: 100 } }, 'thinking.budget_tokens'],
    [{ output_config: { effort: 4 } }, 'output_config.effort'],
    [{ output_config: { format: {} } }, 'output_config.format.type'],
    [{ output_format: { type: 'json_schema' } }, 'output_format.schema'],
  ])('names the field of %j', (fields, param) => {
    const { param: found, message } = failure(() => parseWith(fields));
    expect(found).toBe(param);
    expect(message).toContain(param);
  });

  it.each(['', '[]', '{"model": "secret prompt', 'null'])('refuses the body %j without quoting it', (text) => {
    const { param, message } = failure(() => parseMessagesRequest(new TextEncoder().encode(text)));
    expect(param).toBeNull();
    expect(message).not.toContain('secret');
  });

  it('counts tokens of a body without max_tokens', () => {
    const bytes = new TextEncoder().encode('{"model":"m","messages":[{"role":"user","content":"Hi"}]}');
    const parsed = parseCountTokensRequest(bytes);
    expect(parsed.request.maxOutputTokens).toBeNull();
    expect(parsed.canonical().maxOutputTokens).toBeNull();
  });
});
