import type { KeptResponse, SemanticPlace } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { CanonicalAnswer } from '../dialects/canonical.ts';
import { cacheableAnswer } from './cacheable.ts';

/** An answer as it is kept. */
export interface CachedAnswer {
  readonly answer: CanonicalAnswer;
  /** What gave it, and what that cost. */
  readonly model: string;
  readonly provider: string | null;
  readonly simulated: boolean;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly usageReported: boolean;
  readonly costUsd: number | null;
  readonly totalMs: number;
  /** Unix time in milliseconds. */
  readonly storedMs: number;
  /** Beginning of the prompt; null where prompts are not to be kept. */
  readonly preview: string | null;
  hits: number;
  savedUsd: number;
}

/** Objects, map entries and key of an entry; an estimate. */
const ENTRY_OVERHEAD = 1_024;

export interface KeepFacts {
  readonly key: string;
  /** Beginning of the prompt, or null. */
  readonly preview: string | null;
  /** Unix time in milliseconds. */
  readonly storedMs: number;
  readonly maxBytes: number;
}

/** What is kept of an answer, but for the place of its prompt; null when it is not one to keep. */
export function keptAnswer(
  answer: CanonicalAnswer,
  outcome: Outcome,
  { key, preview, storedMs, maxBytes }: KeepFacts,
): KeptResponse<CachedAnswer> | null {
  if (!cacheableAnswer(answer) || outcome.served_model === null) return null;
  // Strings of other scripts take two bytes a character.
  const size = 2 * (JSON.stringify(answer).length + (preview?.length ?? 0));
  if (size > maxBytes) return null;
  const { usage } = answer;
  const { input_tokens: input, output_tokens: output, usage_reported: reported } = outcome;
  // A stream of chat completions tells the client its usage only when it asks.
  const known =
    usage === null && reported && input !== null && output !== null
      ? { input, output, cachedInput: null, cacheWrite: null, reasoning: null }
      : usage;
  return {
    key,
    bytes: ENTRY_OVERHEAD + size,
    semantic: null,
    value: {
      answer: { ...answer, usage: known },
      model: outcome.served_model,
      provider: outcome.served_provider,
      simulated: outcome.simulated,
      inputTokens: input,
      outputTokens: output,
      usageReported: reported,
      costUsd: outcome.cost_usd,
      totalMs: outcome.total_ms ?? 0,
      storedMs,
      preview,
      hits: 0,
      savedUsd: 0,
    },
  };
}

/** The same with the place of its prompt, by which it is found by meaning. */
export function placed(kept: KeptResponse<CachedAnswer>, place: SemanticPlace | null): KeptResponse<CachedAnswer> {
  if (place === null) return kept;
  const bytes = kept.bytes + place.vector.byteLength + 2 * place.terms.words.join(' ').length;
  return { ...kept, bytes, semantic: place };
}

/**
 * An entry as the console shows it.
 *
 * @param now Unix time in milliseconds.
 * @param shows Whether prompts may be shown.
 */
export function describeKept({ key, bytes, semantic, value }: KeptResponse<CachedAnswer>, now: number, shows: boolean) {
  return {
    id: key,
    preview: shows ? value.preview : null,
    model: value.model,
    provider: value.provider,
    simulated: value.simulated,
    hits: value.hits,
    age_s: Math.max(0, Math.floor((now - value.storedMs) / 1_000)),
    bytes,
    saved_usd: value.savedUsd,
    cost_usd: value.costUsd,
    semantic: semantic !== null,
  };
}
