import type { DecisionRecord } from '../../../shared/decision.ts';
import { splitModel } from '../../lib/names.ts';
import { formatUnit } from '../../lib/units.ts';

export interface ChainStep {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly tone: 'plain' | 'ok' | 'warn' | 'bad';
  /** Element id of the card that says more. */
  readonly target: string;
}

/** The way of a request, step by step, each with what came out of it. */
export function decisionChain({ decision, outcome }: DecisionRecord): readonly ChainStep[] {
  const { auth, cache, candidates, excluded, features } = decision;
  const failed = outcome.attempts.filter(({ error }) => error !== null).length;
  return [
    {
      id: 'auth',
      label: 'auth',
      value: auth.adapter === 'none' ? auth.credential_class : auth.adapter,
      tone: 'plain',
      target: 'decision-context',
    },
    {
      id: 'cache',
      label: 'cache',
      value: cache.state,
      tone: cache.state === 'hit' ? 'ok' : 'plain',
      target: 'decision-context',
    },
    {
      id: 'features',
      label: 'features',
      value: features.clusters[0]?.label ?? 'none',
      tone: features.embedding_fallback ? 'warn' : 'plain',
      target: 'decision-features',
    },
    {
      id: 'bucket',
      label: 'bucket',
      value: `${decision.bucket} ${formatUnit(decision.bucket_probabilities[decision.bucket])}`,
      tone: 'plain',
      target: 'decision-bucket',
    },
    {
      id: 'candidates',
      label: 'candidates',
      value: `${candidates.length} of ${candidates.length + excluded.length}`,
      tone: 'plain',
      target: 'decision-candidates',
    },
    {
      id: 'winner',
      label: 'winner',
      value: splitModel(decision.model).name,
      tone: 'plain',
      target: 'decision-candidates',
    },
    ...(failed > 0
      ? [
          {
            id: 'fallbacks',
            label: 'fallbacks',
            value: String(failed),
            tone: 'warn' as const,
            target: 'decision-context',
          },
        ]
      : []),
    ...(outcome.stopped_by === null
      ? []
      : [
          {
            id: 'stopped',
            label: 'stopped by',
            value: outcome.stopped_by === 'retry_budget' ? 'retry budget' : 'total time-out',
            tone: 'bad' as const,
            target: 'decision-context',
          },
        ]),
    ...(outcome.dropped.length === 0
      ? []
      : [
          {
            id: 'dropped',
            label: 'not carried',
            value: outcome.dropped.join(', '),
            tone: 'warn' as const,
            target: 'decision-context',
          },
        ]),
    {
      id: 'upstream',
      label: outcome.simulated ? 'simulator' : 'upstream',
      value:
        outcome.status === 'ok'
          ? String(outcome.http_status ?? 'ok')
          : `${outcome.http_status ?? ''} ${outcome.status}`.trim(),
      tone: outcome.status === 'ok' ? 'ok' : outcome.status === 'error' ? 'bad' : 'plain',
      target: 'decision-timing',
    },
  ];
}
