/** Session, tokens, limits and the end of the attempts of a record in words. */
import type { DecisionSession, Outcome, RateLimit } from '../../../shared/decision.ts';
import { formatCount, formatDuration, formatTime } from '../../lib/units.ts';

const SOURCES: Readonly<Record<DecisionSession['source'], string>> = {
  'x-heimdall-session': 'named by x-heimdall-session',
  'claude-code': 'of Claude Code',
  codex: 'of Codex',
  'open-webui': 'of Open WebUI',
  conversation: 'named by conversation',
  prompt_cache_key: 'named by prompt_cache_key',
  first_turns: 'told by its first turns',
  none: '',
};

/** `warm: turn 3, 18,204 tokens at openai/gpt-5.4 by openai, answered 12 s before` */
export function sessionFact(session: DecisionSession): string {
  const { state, source, turn, warm_tokens: warm, model, provider, idle_ms: idle } = session;
  if (state === 'none') return 'none';
  const where = model === null ? '' : `${model} by ${provider}`;
  const parts = [
    `${state}: turn ${turn}`,
    warm > 0 ? `${formatCount(warm)} tokens warm at ${where}` : where && `last answer from ${where}`,
    idle === null ? '' : `${formatDuration(idle)} before`,
    SOURCES[source],
  ];
  return parts.filter(Boolean).join(', ');
}

/** `8,000 cached, 1,000 written to the cache, 700 for reasoning`; empty when nothing of the kind was reported. */
export function tokenFact(outcome: Outcome): string {
  const { cached_input_tokens: cached, cache_write_tokens: written, reasoning_tokens: reasoning } = outcome;
  return [
    cached ? `${formatCount(cached)} cached` : '',
    written ? `${formatCount(written)} written to the cache` : '',
    reasoning ? `${formatCount(reasoning)} for reasoning` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** `49 of 50 requests left until 06:00:01, 1,000 of 8,000 tokens left`; empty when the provider said nothing. */
export function limitFact({ rate_limit: limits }: Outcome): string {
  if (limits === null) return '';
  return [limitWords(limits.requests, 'requests'), limitWords(limits.tokens, 'tokens')].filter(Boolean).join(', ');
}

const STOPPED_BY: Readonly<Record<NonNullable<Outcome['stopped_by']>, string>> = {
  retry_budget: 'the retry budget is used up (gateway.retry_budget)',
  total_timeout: 'the time for all attempts is over (gateway.total_timeout)',
};

/** `Nobody else was asked: the retry budget is used up (gateway.retry_budget).`; empty when nothing stopped the attempts. */
export function stopFact({ stopped_by: why }: Outcome): string {
  return why === null ? '' : `Nobody else was asked: ${STOPPED_BY[why]}.`;
}

/** `Not carried to openai: top_k, seed.`; empty when all of the request was. */
export function droppedFact({ dropped, served_provider: provider }: Outcome): string {
  return dropped.length === 0 ? '' : `Not carried to ${provider ?? 'the provider'}: ${dropped.join(', ')}.`;
}

function limitWords(limit: RateLimit | null, what: string): string {
  if (limit === null || limit.remaining === null) return '';
  const of = limit.limit === null ? '' : ` of ${formatCount(limit.limit)}`;
  const until = limit.reset_ms === null ? '' : ` until ${formatTime(limit.reset_ms)}`;
  return `${formatCount(limit.remaining)}${of} ${what} left${until}`;
}
