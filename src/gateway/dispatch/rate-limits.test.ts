import { describe, expect, it } from 'vitest';
import { readRateLimits } from './rate-limits.ts';

const NOW = 1_760_000_000_000;

describe('readRateLimits', () => {
  it("reads OpenAI's", () => {
    const headers = {
      'x-ratelimit-limit-requests': '10000',
      'x-ratelimit-remaining-requests': '9999',
      'x-ratelimit-reset-requests': '8.64s',
      'x-ratelimit-limit-tokens': '2000000',
      'x-ratelimit-remaining-tokens': '1999984',
      'x-ratelimit-reset-tokens': '6m0.5s',
    };
    expect(readRateLimits(headers, NOW)).toEqual({
      requests: { limit: 10_000, remaining: 9_999, reset_ms: NOW + 8_640 },
      tokens: { limit: 2_000_000, remaining: 1_999_984, reset_ms: NOW + 360_500 },
    });
  });

  it("reads Anthropic's", () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-11-23T06:00:01Z',
      'anthropic-ratelimit-input-tokens-limit': '30000',
      'anthropic-ratelimit-input-tokens-remaining': '29000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-23T06:00:02Z',
      'anthropic-ratelimit-output-tokens-limit': '8000',
      'anthropic-ratelimit-output-tokens-remaining': '1000',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-23T06:00:03Z',
    };
    const output = { limit: 8_000, remaining: 1_000, reset_ms: Date.parse('2026-11-23T06:00:03Z') };
    expect(readRateLimits(headers, NOW)).toEqual({
      requests: { limit: 50, remaining: 49, reset_ms: Date.parse('2026-11-23T06:00:01Z') },
      // The tighter of the two.
      tokens: output,
    });
    const both = { ...headers, 'anthropic-ratelimit-tokens-remaining': '500' };
    expect(readRateLimits(both, NOW)?.tokens).toEqual({ limit: null, remaining: 500, reset_ms: null });
  });

  it("reads OpenRouter's, whose reset is a time in milliseconds", () => {
    const headers = { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 5) };
    expect(readRateLimits(headers, NOW)).toEqual({
      requests: { limit: 20, remaining: 0, reset_ms: NOW + 5 },
      tokens: null,
    });
  });

  it.each([
    ['20ms', NOW + 20],
    ['1h2m3s', NOW + 3_723_000],
    ['30', NOW + 30_000],
    [String(NOW / 1_000 + 9), NOW + 9_000],
    ['soon', null],
  ])('reads a reset of %s', (reset, at) => {
    const headers = { 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': reset };
    expect(readRateLimits(headers, NOW)?.requests?.reset_ms).toBe(at);
  });

  it('is null without them, and takes nonsense for nothing', () => {
    expect(readRateLimits({ 'content-type': 'application/json' }, NOW)).toBeNull();
    expect(readRateLimits({ 'x-ratelimit-limit-tokens': 'many' }, NOW)).toBeNull();
  });
});
