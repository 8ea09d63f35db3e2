import type { Decision, DecisionSession, Outcome } from '../../shared/decision.ts';
import { NO_SESSION } from '../../shared/decision.ts';
import { HOUR_MS } from '../../shared/durations.ts';
import type { ChatRequest } from '../request/chat-request.ts';
import { type OpenTurn, openTurn } from './open-turn.ts';
import { warmCache } from './prompt-cache.ts';
import type { SessionReference, SessionState } from './session-store.ts';

/** A request in the light of its session. */
export interface SessionView {
  /** For the decision; `locked` is added by the selection. */
  readonly described: DecisionSession;
  /** How the last answer came about; null on the first turn. */
  readonly last: SessionState | null;
  /** What holds this turn to the model of the last answer, or null. */
  readonly hold: OpenTurn | null;
  /** The provider should still have the prompt of the last answer in its cache. */
  readonly warm: boolean;
}

const ALONE: SessionView = { described: NO_SESSION, last: null, hold: null, warm: false };

/** @param now Unix time in milliseconds. */
export function viewSession(
  reference: SessionReference | null,
  last: SessionState | undefined,
  request: ChatRequest,
  now: number,
): SessionView {
  if (reference === null) return ALONE;
  let turn = 0;
  for (const { role } of request.messages) if (role === 'user') turn++;
  const { key, source } = reference;
  if (last === undefined) {
    return { described: { ...NO_SESSION, key, source, state: 'new', turn }, last: null, hold: null, warm: false };
  }
  const idleMs = Math.max(0, now - last.answeredMs);
  const warm = last.warmTokens > 0 && idleMs <= last.cacheLifetimeMs;
  return {
    described: {
      key,
      source,
      state: warm ? 'warm' : 'cold',
      model: last.model,
      provider: last.provider,
      warm_tokens: warm ? last.warmTokens : 0,
      turn,
      idle_ms: idleMs,
      cache_lifetime_ms: last.cacheLifetimeMs,
    },
    last,
    hold: openTurn(request.messages),
    warm,
  };
}

/**
 * What of a session a decision depends on, for its cache key: nothing while there is no state, or a cold one, so that
 * first turns share their decisions.
 */
export function sessionKeyPart({ last, hold, warm }: SessionView): string {
  if (last === null || (hold === null && !warm)) return '';
  const { model, effort, provider, bucket, warmTokens, marked } = last;
  return `${hold ?? ''}|${provider}|${effort ?? ''}|${bucket ?? ''}|${warm ? warmTokens : 0}|${marked ? 1 : 0}|${model}`;
}

/**
 * The state of a session after an answer: whoever answered is where it goes on, after a fallback too. Failed and
 * abandoned requests change nothing, so that a retry is decided as the first try was.
 *
 * @returns null when there is nothing to remember.
 */
export function stateAfter(
  decision: Decision,
  outcome: Outcome,
  before: SessionState | undefined,
  now: number,
): SessionState | null {
  const { served_model: model, served_provider: provider } = outcome;
  if (outcome.status !== 'ok' || model === null || provider === null) return null;
  const served = decision.candidates.find((candidate) => candidate.model === model && candidate.provider === provider);
  const chosen = decision.model === model && decision.provider === provider;
  const sameBefore = before?.model === model && before.provider === provider ? before : undefined;
  const keptHour = sameBefore?.marked === true && sameBefore.cacheLifetimeMs >= HOUR_MS;
  const { warmTokens, lifetimeMs, marked } = warmCache(model, outcome, keptHour);
  return {
    model,
    effort: chosen ? decision.effort : (served?.effort ?? null),
    provider,
    bucket: decision.mode === 'explicit' ? null : decision.bucket,
    answeredMs: now,
    warmTokens,
    cachedReadTokens: outcome.cached_input_tokens ?? 0,
    cacheLifetimeMs: lifetimeMs,
    marked,
  };
}
