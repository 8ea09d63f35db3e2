import { describe, expect, it } from 'vitest';
import { type ParsedChat, parseChatRequest } from './parse-chat-request.ts';

const parse = (body: unknown): ParsedChat => parseChatRequest(Buffer.from(JSON.stringify(body)));
const user = { role: 'user', content: 'hi' };
const withMessage = (message: unknown) => ({ model: 'auto', messages: [user, message] });

describe('parseChatRequest', () => {
  it('reads what routing looks at', () => {
    const parsed = parse({
      model: 'heimdall/hard',
      messages: [
        { role: 'developer', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'one' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            { type: 'input_audio', input_audio: { data: '', format: 'wav' } },
            { type: 'file', file: { file_id: 'f' } },
            { type: 'text', text: 'two' },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [{}, {}] },
        { role: 'tool', content: 'result', tool_call_id: 'c' },
        { role: 'assistant', function_call: { name: 'f', arguments: '{}' } },
        { role: 'function', name: 'f', content: 'result' },
      ],
      tools: [{ type: 'function', function: { name: 'f' } }],
      response_format: { type: 'json_schema', json_schema: {} },
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 5,
      max_completion_tokens: 9,
      unknown_field: 1,
    });
    expect(parsed.request).toEqual({
      model: 'heimdall/hard',
      messages: [
        { role: 'system', text: 'be brief', images: 0, toolCalls: 0 },
        { role: 'user', text: 'one\ntwo', images: 1, toolCalls: 0 },
        { role: 'assistant', text: '', images: 0, toolCalls: 2 },
        { role: 'tool', text: 'result', images: 0, toolCalls: 0 },
        { role: 'assistant', text: '', images: 0, toolCalls: 1 },
        { role: 'tool', text: 'result', images: 0, toolCalls: 0 },
      ],
      tools: 1,
      toolsChars: 45,
      jsonMode: true,
      stream: true,
      maxOutputTokens: 9,
    });
    expect(parsed.includeUsage).toBe(true);
    expect(parsed.body.unknown_field).toBe(1);
  });

  it('takes null where the API takes it, a byte order mark, and the older functions', () => {
    const body = { model: 'auto', messages: [user], stream: null, tools: null, max_tokens: 3, response_format: null };
    expect(parse(body).request).toMatchObject({ model: 'heimdall/auto', stream: false, tools: 0, maxOutputTokens: 3 });
    expect(parse({ ...body, functions: [{ name: 'f' }], response_format: { type: 'text' } }).request).toMatchObject({
      tools: 1,
      jsonMode: false,
    });
    const marked = Buffer.from(`\ufeff${JSON.stringify(body)}`);
    expect(parseChatRequest(marked).request.model).toBe('heimdall/auto');
  });

  it.each([
    ['model', { model: 7, messages: [user] }, 'model must be a string.'],
    ['model', { model: '', messages: [user] }, 'model is missing'],
    ['model', { messages: [user] }, 'heimdall/auto'],
    ['messages', { model: 'auto', messages: 'hi' }, 'messages must be an array.'],
    ['messages', { model: 'auto', messages: [] }, 'messages must not be empty.'],
    ['messages[1]', withMessage('hi'), 'messages[1] must be an object.'],
    ['messages[1].role', withMessage({ content: 'x' }), 'messages[1].role must be one of system, developer, user'],
    ['messages[1].role', withMessage({ role: 'constructor', content: 'x' }), 'must be one of'],
    ['messages[1].content', withMessage({ role: 'user', content: 7 }), 'must be a string or an array of parts.'],
    ['messages[1].content', withMessage({ role: 'user', content: null }), 'must be a string or an array of parts.'],
    ['messages[1].content[0]', withMessage({ role: 'user', content: ['x'] }), 'must be an object with a type.'],
    ['messages[1].content[0].type', withMessage({ role: 'user', content: [{}] }), 'must be a string.'],
    ['messages[1].content[0].text', withMessage({ role: 'user', content: [{ type: 'text' }] }), 'must be a string.'],
    [
      'messages[1].content[0].image_url',
      withMessage({ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }),
      'must be an object with a url.',
    ],
    ['messages[1].tool_calls', withMessage({ role: 'assistant', tool_calls: {} }), 'must be an array.'],
    ['stream', { model: 'auto', messages: [user], stream: 'yes' }, 'stream must be true or false.'],
    ['stream_options', { model: 'auto', messages: [user], stream_options: [] }, 'must be an object.'],
    ['tools', { model: 'auto', messages: [user], tools: {} }, 'tools must be an array.'],
    ['tools[0]', { model: 'auto', messages: [user], tools: ['f'] }, 'tools[0] must be an object.'],
    ['response_format', { model: 'auto', messages: [user], response_format: 'json' }, 'must be an object.'],
    ['response_format.type', { model: 'auto', messages: [user], response_format: {} }, 'json_schema'],
    ['max_tokens', { model: 'auto', messages: [user], max_tokens: 0 }, 'a whole number of at least 1.'],
    ['max_completion_tokens', { model: 'auto', messages: [user], max_completion_tokens: 1.5 }, 'a whole number'],
  ])('names %s when it is wrong', (param, body, message) => {
    expect(() => parse(body)).toThrow(
      expect.objectContaining({
        code: 'request_invalid',
        context: { param },
        message: expect.stringContaining(message),
      }),
    );
  });

  it('never quotes a body that is not JSON', () => {
    const broken = () => parseChatRequest(Buffer.from('{"model":"auto","messages":[{"content":"my secret"}'));
    expect(broken).toThrow(/not valid JSON/);
    expect(broken).not.toThrow(/secret/);
  });
});
