import type { LiveAnswer } from '../../../shared/console/playground-contract.ts';
import type { Outcome } from '../../../shared/decision.ts';

export interface AnswerSpeed {
  /** Milliseconds to the first word; null before it. */
  readonly firstMs: number | null;
  /** Tokens a second from the first word on; null while that cannot be said. */
  readonly tokensPerSecond: number | null;
  /** The tokens were counted by their provider, not guessed from the characters. */
  readonly measured: boolean;
}

/** English text has about four characters a token. */
const CHARACTERS_PER_TOKEN = 4;
/** Less time or fewer tokens say nothing of a speed. */
const LEAST_MS = 50;
const LEAST_TOKENS = 4;

/**
 * How fast an answer came: what was measured when it has ended, and until then what has come so far. The first token ends
 * the wait for the first word, so it is not counted; reasoning that was not shown came before it.
 */
export function answerSpeed(outcome: Outcome, live: LiveAnswer | null): AnswerSpeed {
  const firstMs = outcome.ttft_ms ?? live?.first_ms ?? null;
  const ended = outcome.status !== 'pending';
  if (ended && outcome.usage_reported && outcome.output_tokens !== null) {
    const shownThinking = live?.parts.some(({ kind }) => kind === 'thinking') ?? false;
    const hidden = shownThinking ? 0 : (outcome.reasoning_tokens ?? 0);
    const ms = outcome.total_ms === null || firstMs === null ? null : outcome.total_ms - firstMs;
    return { firstMs, tokensPerSecond: rate(outcome.output_tokens - hidden, ms), measured: true };
  }
  const said = live?.parts.reduce((sum, { kind, text }) => sum + (kind === 'error' ? 0 : text.length), 0) ?? 0;
  const ms = live?.first_ms == null || live.last_ms === null ? null : live.last_ms - live.first_ms;
  return { firstMs, tokensPerSecond: rate(said / CHARACTERS_PER_TOKEN, ms), measured: false };
}

function rate(tokens: number, ms: number | null): number | null {
  return ms === null || ms < LEAST_MS || tokens < LEAST_TOKENS ? null : ((tokens - 1) / ms) * 1_000;
}
