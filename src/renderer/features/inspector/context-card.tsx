import type { DecisionRecord } from '../../../shared/decision.ts';
import { Card } from '../../components/card.tsx';
import { formatCost, formatCount, formatDuration } from '../../lib/units.ts';
import { droppedFact, limitFact, sessionFact, stopFact, tokenFact } from './session-facts.ts';

const CREDENTIALS = {
  'api-key': 'API key',
  oauth: 'OAuth token',
  local: 'placeholder key of this endpoint',
  none: 'no credential',
} as const;

const CACHE_STATES = {
  hit: 'hit: an equal request was decided before',
  miss: 'miss',
  off: 'off',
} as const;

/** The rest of the chain: who asked, what was remembered, what was called, what came of it. */
export function ContextCard({ record }: { readonly record: DecisionRecord }) {
  const { decision, outcome } = record;
  const { auth, cache } = decision;
  return (
    <Card title="Auth, cache and attempts">
      <dl className="grid grid-cols-[84px_1fr] gap-x-2 gap-y-0.5 text-cell">
        <dt className="text-ink-3">Auth</dt>
        <dd>
          {auth.adapter === 'none' ? 'no adapter matched' : `${auth.adapter} adapter`}:{' '}
          {CREDENTIALS[auth.credential_class]}
          {auth.reference ? <code className="ml-1 font-mono">{auth.reference}</code> : null}
          {auth.provider ? ` for ${auth.provider}` : ''}
        </dd>
        <dt className="text-ink-3">Cache</dt>
        <dd className="truncate">
          {CACHE_STATES[cache.state]} <code className="font-mono text-axis text-ink-3">{cache.key}</code>
        </dd>
        <dt className="text-ink-3">Session</dt>
        <dd data-testid="session-fact">
          {sessionFact(decision.session)}
          {decision.session.key ? (
            <code className="ml-1 font-mono text-axis text-ink-3">{decision.session.key.slice(0, 8)}</code>
          ) : null}
        </dd>
        <dt className="text-ink-3">Answer</dt>
        <dd>
          {outcome.served_model === null
            ? 'none'
            : outcome.served_model === decision.model
              ? outcome.served_model
              : `${outcome.served_model}, after a fallback`}
          {outcome.simulated ? ' — simulated' : ''}
          {outcome.streamed ? ', streamed' : ''}
        </dd>
        <dt className="text-ink-3">Tokens</dt>
        <dd>
          {formatCount(outcome.input_tokens)} in, {formatCount(outcome.output_tokens)} out{' '}
          <span className="text-ink-3">
            (
            {outcome.input_tokens === null && outcome.output_tokens === null
              ? 'unknown'
              : outcome.usage_reported
                ? 'reported'
                : 'est.'}
            )
          </span>
          {tokenFact(outcome) ? <div className="text-ink-2">{tokenFact(outcome)}</div> : null}
        </dd>
        <dt className="text-ink-3">Cost</dt>
        <dd>
          {formatCost(outcome.cost_usd)}
          {outcome.cost_usd === null ? (
            <span className="text-ink-3">
              {' '}
              {outcome.simulated ? 'simulated answers cost nothing' : 'unpriced or unknown'}
            </span>
          ) : null}
        </dd>
        {limitFact(outcome) ? (
          <>
            <dt className="text-ink-3">Limits</dt>
            <dd>{limitFact(outcome)}</dd>
          </>
        ) : null}
        <dt className="text-ink-3">Computed by</dt>
        <dd>
          artifact {decision.artifact_version}, config {decision.config_revision}
        </dd>
      </dl>
      {outcome.attempts.length > 0 ? (
        <ol className="mt-2 space-y-0.5 border-line border-t pt-2 text-cell" aria-label="Attempts">
          {outcome.attempts.map((attempt, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: attempts are a fixed sequence
            <li key={index} className="flex gap-2">
              <span className="w-4 shrink-0 text-ink-3">{index + 1}</span>
              <span className="min-w-0 flex-1 truncate">
                {attempt.model} <span className="text-ink-3">by {attempt.provider}</span>
              </span>
              <span className={attempt.error ? 'text-bad' : 'text-ok'}>
                {attempt.status ?? 'no answer'} {attempt.error ?? ''}
              </span>
              <span className="w-16 text-right text-ink-2">{formatDuration(attempt.ms)}</span>
            </li>
          ))}
        </ol>
      ) : null}
      {[droppedFact(outcome), stopFact(outcome)].filter(Boolean).map((fact) => (
        <p key={fact} className="mt-1 text-cell text-warn" data-testid="attempts-fact">
          {fact}
        </p>
      ))}
    </Card>
  );
}
