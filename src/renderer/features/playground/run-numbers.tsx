import type { ReactNode } from 'react';
import type { LiveAnswer } from '../../../shared/console/playground-contract.ts';
import type { Outcome } from '../../../shared/decision.ts';
import { formatCost, formatCount, formatDuration, formatRate } from '../../lib/units.ts';
import { answerSpeed } from './answer-speed.ts';

export interface RunNumbersProps {
  readonly outcome: Outcome;
  readonly live: LiveAnswer | null;
  /** What it was expected to cost; null when that was not known. */
  readonly estimateUsd: number | null;
}

const WORDS = {
  pending: 'answering…',
  aborted: 'stopped',
  error: 'failed',
  ok: 'ok',
  'decision-only': 'routed',
} as const;

/** What an answer took. What was counted or timed stands plain; what was guessed says `est.` */
export function RunNumbers({ outcome, live, estimateUsd }: RunNumbersProps) {
  const { firstMs, tokensPerSecond, measured } = answerSpeed(outcome, live);
  const { input_tokens: input, output_tokens: output } = outcome;
  // An error that came in place of an answer has no first word.
  const began = outcome.status !== 'error' || (live?.first_ms ?? null) !== null;
  const estimated = estimateUsd === null ? null : `${formatCost(estimateUsd)} est.`;
  return (
    <dl className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-ink-2 tabular-nums" data-testid="run-numbers">
      <Fact label="Status">{WORDS[outcome.status]}</Fact>
      {firstMs === null || !began ? null : (
        <Fact label="Time to the first word, measured" testId="run-first">
          first word {formatDuration(firstMs)}
        </Fact>
      )}
      {tokensPerSecond === null ? null : (
        <Fact
          label={
            measured
              ? 'Tokens a second after the first word, of the tokens that the provider counted'
              : 'Tokens a second so far, with four characters a token'
          }
          testId="run-speed"
        >
          {formatRate(tokensPerSecond)} tokens/s{measured ? '' : ' est.'}
        </Fact>
      )}
      {outcome.total_ms === null ? null : (
        <Fact label="Total time, measured">total {formatDuration(outcome.total_ms)}</Fact>
      )}
      {input === null || output === null ? null : (
        <Fact label="Tokens in and out">
          {formatCount(input)} + {formatCount(output)} tokens{outcome.usage_reported ? '' : ' est.'}
        </Fact>
      )}
      {outcome.cost_usd !== null ? (
        <Fact label="Dollars for the tokens that the provider counted" testId="run-cost">
          <strong className="font-semibold text-ink-1">{formatCost(outcome.cost_usd)} measured</strong>
          {estimated === null ? '' : `, was ${estimated}`}
        </Fact>
      ) : outcome.simulated ? (
        <Fact label="Cost" testId="run-cost">
          $0, simulated
        </Fact>
      ) : estimated === null ? null : (
        <Fact label="Dollars, before the answer has ended" testId="run-cost">
          {estimated}
          {outcome.status === 'pending' ? '' : ', not measured'}
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly label: string;
  readonly testId?: string;
  readonly children: ReactNode;
}

function Fact({ label, testId, children }: FactProps) {
  return (
    <div title={label}>
      <dt className="sr-only">{label}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}
