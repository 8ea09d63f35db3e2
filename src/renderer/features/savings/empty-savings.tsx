import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { LeftOut, leftOutReasons } from './left-out.tsx';
import type { SavingsReport } from './report.ts';
import type { SavingsChoice } from './savings-choice.ts';

export interface EmptySavingsProps {
  readonly report: SavingsReport;
  readonly choice: SavingsChoice;
  readonly onChange: (change: Partial<SavingsChoice>) => void;
}

/** Nothing in the sums: one sentence why, and the one thing to do about it. */
export function EmptySavings({ report, choice, onChange }: EmptySavingsProps) {
  const session = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const hasSample = useConsole((state) => state.version >= 0 && session.ring.sampleCount > 0);
  const simulated = useConsole((state) => state.info?.simulator_active ?? false);
  const play = async (): Promise<void> => {
    const result = await session.client.request('sample.play');
    if (result.ok) onChange({ sample: true });
    else setProblem(result.error.message);
  };
  return (
    <div className="mx-auto mt-16 flex max-w-2xl flex-col gap-3 px-6" data-testid="savings-empty">
      <h2 className="font-semibold text-title">No money to account for yet</h2>
      <p className="text-ink-2">{reasonOf(report, choice, simulated)}</p>
      {leftOutReasons(report).length > 0 ? (
        <div className="overflow-hidden rounded-md border border-line bg-panel">
          <LeftOut report={report} choice={choice} />
        </div>
      ) : null}
      <div className="flex items-center gap-3">
        {choice.baseline === 'asked' && report.totals.without_baseline > 0 ? (
          <Button variant="primary" onClick={() => onChange({ baseline: 'best' })}>
            Compare with the best capable model
          </Button>
        ) : simulated && !choice.sample ? (
          <Button variant="primary" onClick={() => navigate(session.store, { view: 'connect' })}>
            Connect a provider
          </Button>
        ) : null}
        {choice.sample ? (
          hasSample ? null : (
            <Button variant="primary" onClick={play}>
              Play sample traffic
            </Button>
          )
        ) : (
          <Button onClick={hasSample ? () => onChange({ sample: true }) : play} data-testid="savings-to-sample">
            {hasSample ? 'Look at the sample' : 'Play sample traffic'}
          </Button>
        )}
      </div>
      {problem === null ? null : (
        <p role="alert" className="text-bad text-cell">
          The sample did not start: {problem}
        </p>
      )}
    </div>
  );
}

function reasonOf({ totals }: SavingsReport, { sample, baseline }: SavingsChoice, simulated: boolean): string {
  if (sample) return 'No sample traffic was answered in this window.';
  if (baseline === 'asked' && totals.without_baseline > 0) {
    return 'No request in this window named a model, so there is nothing that an app asked for to compare with.';
  }
  if (totals.simulated > 0 && totals.unpriced === 0) {
    return 'All answers in this window were simulated. A simulated answer costs nothing and saves nothing.';
  }
  if (totals.unpriced > 0) return 'No answer in this window has a known price.';
  if (totals.baseline_unpriced > 0) return 'The baseline has no list price. Choose another.';
  return simulated
    ? 'Nothing was answered in this window, and no provider has a key: answers would be simulated.'
    : 'Nothing was answered in this window.';
}
