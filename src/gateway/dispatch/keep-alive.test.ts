import { describe, expect, it } from 'vitest';
import { keepAliveFor } from './keep-alive.ts';

describe('keepAliveFor', () => {
  it.each(['openai-chat', 'openai-responses', 'anthropic'] as const)('is a comment for %s', (dialect) => {
    expect(keepAliveFor(dialect, {})).toBe(': keep-alive\n\n');
  });

  it.each([
    ['google-genai-sdk/2.32.0 gl-node/v20.20.2', '\n'],
    ['google-genai-sdk/1.64.0 gl-python/3.12.1', '\n'],
    ['google-genai-sdk/1.40.0 gl-go/go1.24', '\n'],
    ['google-genai-sdk/1.9.0 gl-node/v20.20.2', null],
    ['genai-js/0.24.1', null],
    [undefined, null],
  ])('is what a Gemini client that is %s can read', (name, expected) => {
    expect(keepAliveFor('gemini', { 'x-goog-api-client': name })).toBe(expected);
  });
});
