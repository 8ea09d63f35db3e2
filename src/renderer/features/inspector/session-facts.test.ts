import { describe, expect, it } from 'vitest';
import { emptyOutcome, NO_SESSION } from '../../../shared/decision.ts';
import { formatTime } from '../../lib/units.ts';
import { droppedFact, limitFact, sessionFact, stopFact, tokenFact } from './session-facts.ts';

const outcome = emptyOutcome('ok', false);

describe('session facts', () => {
  it('says what the session is warm with', () => {
    expect(sessionFact(NO_SESSION)).toBe('none');
    const session = { ...NO_SESSION, key: 'k', source: 'codex', state: 'new', turn: 1 } as const;
    expect(sessionFact(session)).toBe('new: turn 1, of Codex');
    const last = { ...session, turn: 3, model: 'openai/gpt-5', provider: 'openai', idle_ms: 12_000 };
    expect(sessionFact({ ...last, state: 'warm', warm_tokens: 18_204 })).toMatch(
      /^warm: turn 3, 18,204 tokens warm at openai\/gpt-5 by openai, 12.* before, of Codex$/,
    );
    expect(sessionFact({ ...last, state: 'locked' })).toContain('last answer from openai/gpt-5 by openai');
  });

  it('names only the tokens that were reported', () => {
    expect(tokenFact(outcome)).toBe('');
    const used = { ...outcome, cached_input_tokens: 8_000, cache_write_tokens: 0, reasoning_tokens: 700 };
    expect(tokenFact(used)).toBe('8,000 cached, 700 for reasoning');
  });

  it("says how much of the provider's limits is left", () => {
    expect(limitFact(outcome)).toBe('');
    const requests = { limit: 50, remaining: 49, reset_ms: 1_760_000_000_000 };
    const tokens = { limit: null, remaining: 1_000, reset_ms: null };
    expect(limitFact({ ...outcome, rate_limit: { requests, tokens } })).toBe(
      `49 of 50 requests left until ${formatTime(1_760_000_000_000)}, 1,000 tokens left`,
    );
  });

  it('says what could not be carried to who answered, and why nobody else was asked', () => {
    expect([droppedFact(outcome), stopFact(outcome)]).toEqual(['', '']);
    expect(droppedFact({ ...outcome, served_provider: 'anthropic', dropped: ['seed', 'logprobs'] })).toBe(
      'Not carried to anthropic: seed, logprobs.',
    );
    expect(stopFact({ ...outcome, stopped_by: 'retry_budget' })).toMatch(/^Nobody else was asked: the retry budget/);
    expect(stopFact({ ...outcome, stopped_by: 'total_timeout' })).toContain('gateway.total_timeout');
  });
});
