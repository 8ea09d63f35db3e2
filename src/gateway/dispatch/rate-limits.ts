/** Rate-limit headers of providers, in one form. */
import type { IncomingHttpHeaders } from 'node:http';
import type { RateLimit, RateLimits } from '../../shared/decision.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/durations.ts';

/**
 * Reads OpenAI's `x-ratelimit-*` (Groq, Azure, Mistral and others have them too), Anthropic's `anthropic-ratelimit-*`
 * and OpenRouter's `x-ratelimit-*` without a kind.
 *
 * @param nowMs Unix time in milliseconds, for resets that are given as a duration.
 * @returns null when there are none.
 */
export function readRateLimits(headers: IncomingHttpHeaders, nowMs: number): RateLimits | null {
  const requests =
    openAi(headers, 'requests', nowMs) ?? anthropic(headers, 'requests', nowMs) ?? openRouter(headers, nowMs);
  const tokens = openAi(headers, 'tokens', nowMs) ?? anthropicTokens(headers, nowMs);
  return requests === null && tokens === null ? null : { requests, tokens };
}

function openAi(headers: IncomingHttpHeaders, kind: 'requests' | 'tokens', nowMs: number): RateLimit | null {
  return limitOf(
    headers[`x-ratelimit-limit-${kind}`],
    headers[`x-ratelimit-remaining-${kind}`],
    headers[`x-ratelimit-reset-${kind}`],
    nowMs,
  );
}

function anthropic(headers: IncomingHttpHeaders, kind: string, nowMs: number): RateLimit | null {
  const at = `anthropic-ratelimit-${kind}`;
  return limitOf(headers[`${at}-limit`], headers[`${at}-remaining`], headers[`${at}-reset`], nowMs);
}

/** `tokens` is the tighter of Anthropic's two; where only those are told, the tighter is found here. */
function anthropicTokens(headers: IncomingHttpHeaders, nowMs: number): RateLimit | null {
  const both = anthropic(headers, 'tokens', nowMs);
  if (both !== null) return both;
  const input = anthropic(headers, 'input-tokens', nowMs);
  const output = anthropic(headers, 'output-tokens', nowMs);
  if (input === null || output === null) return input ?? output;
  return share(output) < share(input) ? output : input;
}

function openRouter(headers: IncomingHttpHeaders, nowMs: number): RateLimit | null {
  return limitOf(headers['x-ratelimit-limit'], headers['x-ratelimit-remaining'], headers['x-ratelimit-reset'], nowMs);
}

function share({ limit, remaining }: RateLimit): number {
  return limit === null || remaining === null || limit === 0 ? 1 : remaining / limit;
}

function limitOf(limit: unknown, remaining: unknown, reset: unknown, nowMs: number): RateLimit | null {
  const read: RateLimit = { limit: count(limit), remaining: count(remaining), reset_ms: resetMs(reset, nowMs) };
  return read.limit === null && read.remaining === null && read.reset_ms === null ? null : read;
}

function count(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value.trim())) return null;
  return Number(value);
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
/** A Unix time, not a duration: this many seconds are over thirty years. */
const EARLIEST_TIME_S = 1_000_000_000;

/** A duration (`6m0s`, `20ms`, `1.5`), a date, or a Unix time in seconds or milliseconds; null for anything else. */
function resetMs(value: unknown, nowMs: number): number | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    const number = Number(text);
    if (number < EARLIEST_TIME_S) return Math.round(nowMs + number * 1_000);
    return Math.round(number < EARLIEST_TIME_S * 1_000 ? number * 1_000 : number);
  }
  if (/^(?:\d{1,15}(?:\.\d{1,15})?(?:ms|[smhd]))+$/.test(text)) {
    let ms = 0;
    for (const [, amount, unit] of text.matchAll(/(\d{1,15}(?:\.\d{1,15})?)(ms|[smhd])/gy)) {
      ms += Number(amount) * (UNIT_MS[unit as string] ?? 0);
    }
    return Math.round(nowMs + ms);
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : date;
}
