/** What is known of providers' prompt caches. */
import type { Outcome } from '../../shared/decision.ts';
import { HOUR_MS, MINUTE_MS } from '../../shared/durations.ts';

interface PromptCache {
  /** Milliseconds without use for which a prefix is kept. */
  readonly lifetimeMs: number;
  /** Kept is only what the caller marked; elsewhere every long prompt is kept by itself. */
  readonly marked: boolean;
}

/** Shorter prompts are not cached (OpenAI, and Gemini's smallest minimum). */
const MIN_CACHED_TOKENS = 1_024;

/**
 * By author of the model, because resellers pass caching through. The cautious end of what is documented: a prefix that
 * is taken for warm and is not costs money unseen.
 *
 * - anthropic: 5 minutes since the last use, an hour where the caller asked for it
 *   (platform.claude.com/docs/en/build-with-claude/prompt-caching).
 * - openai: 5 to 10 minutes and never over an hour in memory; up to 24 hours with extended retention, which is the
 *   default without zero data retention (developers.openai.com/api/docs/guides/prompt-caching). An hour is between.
 * - google: implicit caching has no documented lifetime beyond "a short amount of time"
 *   (ai.google.dev/gemini-api/docs/caching); explicit caches are the caller's own.
 * - deepseek: "a few hours to a few days" (api-docs.deepseek.com/guides/kv_cache).
 */
const CACHES: Readonly<Record<string, PromptCache>> = {
  anthropic: { lifetimeMs: 5 * MINUTE_MS, marked: true },
  openai: { lifetimeMs: HOUR_MS, marked: false },
  google: { lifetimeMs: 5 * MINUTE_MS, marked: false },
  deepseek: { lifetimeMs: 2 * HOUR_MS, marked: false },
};
const OTHERS: PromptCache = { lifetimeMs: 5 * MINUTE_MS, marked: false };

/** What an answer left in the cache of the provider that gave it. */
export interface WarmCache {
  /** 0 when nothing is known to be kept. */
  readonly warmTokens: number;
  readonly lifetimeMs: number;
  readonly marked: boolean;
}

/**
 * Reads from reported usage what is warm now.
 *
 * @param keptHour The prefix before was kept for an hour: reading it keeps it for another.
 */
export function warmCache(model: string, outcome: Outcome, keptHour: boolean): WarmCache {
  const cache = CACHES[model.slice(0, Math.max(0, model.indexOf('/')))] ?? OTHERS;
  const { marked } = cache;
  const read = outcome.cached_input_tokens ?? 0;
  const hour = (outcome.cache_write_1h_tokens ?? 0) > 0 || (keptHour && read > 0);
  const lifetimeMs = marked && hour ? HOUR_MS : cache.lifetimeMs;
  const input = outcome.input_tokens ?? 0;
  const kept = marked ? read + (outcome.cache_write_tokens ?? 0) : input;
  const warmTokens = outcome.usage_reported && (marked || kept >= MIN_CACHED_TOKENS) ? kept : 0;
  return { warmTokens, lifetimeMs, marked };
}
