import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../../../core/index.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/error-codes.ts';
import { ERROR_STATUS } from '../../http/error-status.ts';
import { parseWith } from './__fixtures__/requests.ts';
import { anthropicErrorType } from './anthropic-error.ts';
import { anthropicClient, anthropicProvider, countTokensAnswer, modelEntry, modelList } from './index.ts';

describe('the dialect', () => {
  it('has both sides', () => {
    const parsed = anthropicClient.parse(
      new TextEncoder().encode('{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}'),
    );
    expect(parsed.dialect).toBe(anthropicClient.name);
    expect(anthropicClient.streamContentType).toContain('text/event-stream');
    const writer = anthropicClient.createStreamWriter(parsed);
    const reader = anthropicProvider.createStreamReader();
    expect(reader.read(writer.write({ type: 'end' })).map(({ type }) => type)).toEqual(['start', 'finish', 'end']);
  });
});

describe('errors', () => {
  it.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [402, 'billing_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [413, 'request_too_large'],
    [422, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [504, 'timeout_error'],
    [529, 'overloaded_error'],
  ])('of status %i have the type %s', (status, type) => {
    const error = new HeimdallError('internal', 'Words.', { cause: new Error('secret') });
    expect(anthropicClient.renderError(error, status, 'req_1')).toEqual({
      type: 'error',
      error: { type, message: 'Words.' },
      request_id: 'req_1',
    });
  });

  it('of every code fit a stream', () => {
    const type = (code: string) =>
      JSON.parse(anthropicClient.renderStreamError(code, 'm').split('\ndata: ')[1] ?? '').error.type;
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      expect(type(code)).toBe(anthropicErrorType(ERROR_STATUS[code]));
    }
    expect(type('overloaded_error')).toBe('overloaded_error');
    expect(type('toString')).toBe('api_error');
    expect(anthropicClient.renderStreamError('x', 'm')).toMatch(/^event: error\ndata: .*\n\n$/);
  });

  it.each([
    [
      '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}',
      { message: 'Overloaded', type: 'overloaded_error' },
    ],
    ['{"error":"plain"}', { message: 'plain', type: null }],
    ['{"message":"outer"}', { message: 'outer', type: null }],
    ['<html>', { message: 'The provider answered with status 529.', type: null }],
    ['[]', { message: 'The provider answered with status 529.', type: null }],
    [
      '{"error":{"message":"bad sk-ant-api03-abcdefgh and Bearer abc.def-12345678 here"}}',
      { message: 'bad [key] and Bearer [key] here', type: null },
    ],
  ])('of a provider are read from %s', (text, expected) => {
    expect(anthropicProvider.readError(529, text)).toEqual(expected);
  });

  it('of a provider are cut, without half a credential at the end', () => {
    const { message } = anthropicProvider.readError(
      500,
      JSON.stringify({ error: `${'x '.repeat(995)}sk-ant-${'a'.repeat(99)}` }),
    );
    expect(message.length).toBeLessThanOrEqual(2000);
    expect(message).not.toContain('aaaa');
  });
});

describe('helpers', () => {
  it('count the tokens of messages, tools and images', () => {
    const count = (fields: Record<string, unknown>) => countTokensAnswer(parseWith(fields)).input_tokens;
    expect(count({})).toBeGreaterThan(0);
    expect(count({ system: 'x'.repeat(400) })).toBeGreaterThan(count({}) + 90);
    expect(count({ tools: [{ name: 'f', input_schema: { type: 'object' } }] })).toBeGreaterThan(count({}));
  });

  it('list models', () => {
    const models = [
      {
        id: 'heimdall/auto',
        created: 1_735_689_600,
        ownedBy: 'heimdall',
        displayName: 'Heimdall',
        contextTokens: null,
      },
      { id: 'anthropic/claude-haiku-4.5', created: 1_760_486_400, ownedBy: 'anthropic', contextTokens: 200_000 },
    ];
    const shared = {
      type: 'model',
      max_tokens: null,
      capabilities: null,
      lifecycle: 'active',
      deprecated_at: null,
      retires_at: null,
    };
    expect(modelList(models)).toEqual({
      data: [
        {
          ...shared,
          id: 'heimdall/auto',
          display_name: 'Heimdall',
          created_at: '2025-01-01T00:00:00Z',
          max_input_tokens: null,
          line: null,
        },
        {
          ...shared,
          id: 'anthropic/claude-haiku-4.5',
          display_name: 'anthropic/claude-haiku-4.5',
          created_at: '2025-10-15T00:00:00Z',
          max_input_tokens: 200_000,
          line: 'haiku',
        },
      ],
      has_more: false,
      first_id: 'heimdall/auto',
      last_id: 'anthropic/claude-haiku-4.5',
    });
    expect(modelList([])).toEqual({ data: [], has_more: false, first_id: null, last_id: null });
    expect(modelEntry({ id: 'a', created: 0, ownedBy: 'me', contextTokens: null }).display_name).toBe('a');
  });
});
