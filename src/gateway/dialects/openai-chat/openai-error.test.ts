import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../../../core/index.ts';
import { ERROR_CODES, type ErrorCode } from '../../../shared/error-codes.ts';
import { ERROR_STATUS } from '../../http/error-status.ts';
import { openAiErrorBody, openAiErrorType, upstreamErrorBody } from './openai-error.ts';

describe('openAiErrorBody', () => {
  it('has a status and a body for every code', () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      expect(ERROR_STATUS[code]).toBeGreaterThanOrEqual(400);
      const { error } = openAiErrorBody(new HeimdallError(code, 'Words.', { context: { param: 'x' } }));
      expect(error).toEqual({
        message: 'Words.',
        type: openAiErrorType(ERROR_STATUS[code]),
        param: 'x',
        code: expect.any(String),
      });
    }
  });
});

describe('upstreamErrorBody', () => {
  const read = (text: string, secret: string | null = null) => upstreamErrorBody(400, text, 'host:1', secret).error;

  it.each([
    ['{"error":{"message":"m","type":"t","param":"p","code":"c"}}', { message: 'm', type: 't', param: 'p', code: 'c' }],
    ['[{"error":{"code":400,"message":"google","status":"INVALID"}}]', { message: 'google', code: '400', param: null }],
    ['{"error":"plain"}', { message: 'plain', type: 'invalid_request_error', code: null }],
    ['{"message":"outer"}', { message: 'outer' }],
    ['{"error":{"message":""}}', { message: 'host:1 answered with status 400.' }],
    ['<html>', { message: 'host:1 answered with status 400.' }],
    ['null', { message: 'host:1 answered with status 400.' }],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it('cuts the credential out, and messages that are pages', () => {
    expect(read('{"error":"bad key sk-12345678 sk-12345678"}', 'sk-12345678').message).toBe('bad key [key] [key]');
    expect(read(JSON.stringify({ error: 'x'.repeat(9_000) })).message).toHaveLength(2_000);
  });
});
