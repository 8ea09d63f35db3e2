import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../../../core/index.ts';
import { targetOf } from './__fixtures__/load-fixture.ts';
import { createOpenAiChatProvider, openaiChatClient, openaiChatProvider } from './index.ts';

describe('requests of any kind', () => {
  it('name what they drop in few and harmless words', () => {
    const strange = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`\r\né${at}${'x'.repeat(99)}`, 1]));
    const body = { model: 'auto', messages: [{ role: 'user', content: 'x' }], ...strange };
    const { dropped } = openaiChatClient.parse(Buffer.from(JSON.stringify(body))).canonical();
    expect(dropped).toHaveLength(32);
    expect(dropped.join('')).toMatch(/^[\x20-\x7e]+$/);
    expect(dropped[0]).toHaveLength(64);
  });

  it('never throws on what parse took, and neither does rendering it', () => {
    const message = fc.record(
      {
        role: fc.constantFrom('system', 'user', 'assistant', 'tool', 'function'),
        content: fc.oneof(fc.string(), fc.array(fc.jsonValue())),
        tool_calls: fc.jsonValue(),
        function_call: fc.jsonValue(),
        reasoning_content: fc.jsonValue(),
      },
      { requiredKeys: ['role', 'content'] },
    );
    const fields = fc.dictionary(
      fc.constantFrom('tools', 'tool_choice', 'stop', 'reasoning', 'response_format', 'n', 'seed', 'x'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.array(message, { minLength: 1 }), fields, (messages, rest) => {
        const bytes = Buffer.from(JSON.stringify({ model: 'auto', messages, ...rest }));
        let parsed: ReturnType<typeof openaiChatClient.parse>;
        try {
          parsed = openaiChatClient.parse(bytes);
        } catch {
          return;
        }
        for (const name of ['openai', 'openrouter', 'deepseek']) {
          const provider = createOpenAiChatProvider(name);
          provider.renderRequest(parsed.canonical(), targetOf({ effort: 'low' }));
          provider.passThrough(parsed, targetOf({ effort: 'low' }));
        }
      }),
    );
  });
});

describe('the rest of the dialect', () => {
  it('writes and reads errors', () => {
    const error = new HeimdallError('request_invalid', 'Wrong.', { context: { param: 'n' } });
    expect(openaiChatClient.renderError(error, 400, 'req')).toEqual({
      error: { message: 'Wrong.', type: 'invalid_request_error', param: 'n', code: 'request_invalid' },
    });
    expect(openaiChatClient.renderError(error, 503, null)).toMatchObject({ error: { type: 'api_error' } });
    expect(openaiChatClient.renderStreamError('provider_error', 'Cut.')).toBe(
      'data: {"error":{"message":"Cut.","type":"api_error","param":null,"code":"provider_error"}}\n\n',
    );
    expect(openaiChatProvider.readError(400, '{"error":{"message":"m","type":"t"}}')).toEqual({
      message: 'm',
      type: 't',
    });
    expect(openaiChatProvider.readError(500, '<html>').message).toContain('500');
  });

  it('has both sides', () => {
    expect(openaiChatProvider.name).toBe('openai-chat');
    expect(openaiChatClient.streamContentType).toContain('text/event-stream');
  });
});
