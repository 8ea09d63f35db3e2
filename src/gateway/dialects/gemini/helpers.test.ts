import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../../../core/index.ts';
import { countTokensAnswer, geminiClient, geminiProvider, modelEntry, modelList, parseCountTokens } from './index.ts';
import { toJsonSchema } from './schema.ts';
import { readSignature } from './signature.ts';

describe('errors', () => {
  it('writes them in Google’s shape', () => {
    const error = new HeimdallError('request_invalid', 'No.', { context: { param: 'contents[0]' } });
    expect(geminiClient.renderError(error, 400, 'req_1')).toEqual({
      error: {
        code: 400,
        message: 'No.',
        status: 'INVALID_ARGUMENT',
        details: [
          { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'REQUEST_INVALID', domain: 'heimdall' },
          {
            '@type': 'type.googleapis.com/google.rpc.BadRequest',
            fieldViolations: [{ field: 'contents[0]', description: 'No.' }],
          },
          { '@type': 'type.googleapis.com/google.rpc.RequestInfo', requestId: 'req_1' },
        ],
      },
    });
    const status = (code: number) =>
      (geminiClient.renderError(new HeimdallError('internal', 'x'), code, null) as { error: { status: string } }).error
        .status;
    expect([401, 403, 404, 429, 500, 502, 503, 504, 418, 599].map(status)).toEqual([
      'UNAUTHENTICATED',
      'PERMISSION_DENIED',
      'NOT_FOUND',
      'RESOURCE_EXHAUSTED',
      'INTERNAL',
      'UNAVAILABLE',
      'UNAVAILABLE',
      'DEADLINE_EXCEEDED',
      'FAILED_PRECONDITION',
      'INTERNAL',
    ]);
    expect(geminiClient.renderStreamError('unheard_of', 'x')).toContain('"code":500');
  });

  it.each([
    [
      '{"error":{"code":400,"message":"API key not valid.","status":"INVALID_ARGUMENT"}}',
      'API key not valid.',
      'INVALID_ARGUMENT',
    ],
    ['[{"error":{"message":"slow","status":"RESOURCE_EXHAUSTED"}}]', 'slow', 'RESOURCE_EXHAUSTED'],
    ['{"error":"plain"}', 'plain', null],
    ['{"message":"outer"}', 'outer', null],
    [
      '{"error":{"message":"at https://x/?key=abc&b=1 with ya29.a0_b"}}',
      'at https://x/?key=[key]&b=1 with [key]',
      null,
    ],
    ['<html>', 'Gemini answered with status 502.', null],
    ['null', 'Gemini answered with status 502.', null],
    ['{}', 'Gemini answered with status 502.', null],
  ])('reads %s', (text, message, type) => {
    expect(geminiProvider.readError(502, text)).toEqual({ message, type });
  });

  it('bounds what it passes on', () => {
    const text = JSON.stringify({ error: { message: 'x'.repeat(9_000) } });
    expect(geminiProvider.readError(500, text).message).toHaveLength(2_000);
  });
});

describe('countTokens', () => {
  const count = (body: unknown) =>
    countTokensAnswer(parseCountTokens(new TextEncoder().encode(JSON.stringify(body)), { model: 'm' })).totalTokens;
  const contents = [{ parts: [{ text: 'How many tokens may this sentence have?' }] }];

  it('estimates contents alone and whole requests', () => {
    expect(count({ contents })).toBe(14);
    expect(count({ generateContentRequest: { model: 'models/m', contents } })).toBe(14);
    expect(count({ contents, tools: [{ functionDeclarations: [{ name: 'f' }] }] })).toBeGreaterThan(14);
  });
});

describe('models', () => {
  it('lists them in Google’s shape', () => {
    const models = [
      { id: 'heimdall/auto', contextTokens: null },
      { id: 'a/b', displayName: 'B', contextTokens: 10, maxOutputTokens: 5 },
    ];
    const supportedGenerationMethods = ['generateContent', 'streamGenerateContent', 'countTokens'];
    expect(modelList(models)).toEqual({
      models: [
        { name: 'models/heimdall/auto', displayName: 'heimdall/auto', supportedGenerationMethods },
        { name: 'models/a/b', displayName: 'B', inputTokenLimit: 10, outputTokenLimit: 5, supportedGenerationMethods },
      ],
    });
    expect(modelEntry({ id: 'x', contextTokens: 1 })).toMatchObject({ name: 'models/x', inputTokenLimit: 1 });
  });
});

describe('toJsonSchema', () => {
  it('lowers types at every depth and nowhere else', () => {
    const schema = {
      type: 'OBJECT',
      properties: {
        type: { type: 'STRING', enum: ['STRING'] },
        list: { type: 'ARRAY', items: { type: 'INTEGER' }, min_items: '1' },
      },
      any_of: [{ type: 'NULL' }, true],
      additionalProperties: { type: ['STRING', 'NULL'] },
      default: { type: 'OBJECT' },
    };
    expect(toJsonSchema(schema)).toEqual({
      type: 'object',
      properties: {
        type: { type: 'string', enum: ['STRING'] },
        list: { type: 'array', items: { type: 'integer' }, minItems: 1 },
      },
      anyOf: [{ type: 'null' }, true],
      additionalProperties: { type: ['string', 'null'] },
      default: { type: 'OBJECT' },
    });
    expect(toJsonSchema({ nullable: true, anyOf: [{ type: 'STRING' }] })).toEqual({
      anyOf: [{ type: 'string' }, { type: 'null' }],
    });
    expect(toJsonSchema({ type: 7, nullable: false })).toEqual({ type: 7 });
  });

  it('stops where nobody would write on', () => {
    let schema: Record<string, unknown> = { type: 'STRING' };
    for (let depth = 0; depth < 200; depth++) schema = { items: schema };
    expect(JSON.stringify(toJsonSchema(schema))).not.toContain('string');
  });
});

describe('readSignature', () => {
  it('takes an envelope that says nothing for none', () => {
    const envelope = (text: string) => Buffer.from(text).toString('base64');
    expect(readSignature(envelope('heimdall:martian:plain:x'))).toBeNull();
    expect(readSignature(envelope('heimdall:anthropic:plain'))).toBeNull();
    expect(readSignature(7)).toBeNull();
  });
});
