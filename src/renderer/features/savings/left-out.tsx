import { LiveLink } from '../../components/live-link.tsx';
import { formatCount } from '../../lib/units.ts';
import type { SavingsReport } from './report.ts';
import { type LedgerPart, rowsQuery, type SavingsChoice } from './savings-choice.ts';

export interface LeftOutProps {
  readonly report: SavingsReport;
  readonly choice: SavingsChoice;
}

interface Reason {
  readonly count: number;
  readonly words: string;
  readonly part: LedgerPart;
}

/** Answered requests that are in none of the sums, and why. */
export function leftOutReasons({ totals }: SavingsReport): readonly Reason[] {
  const all: readonly Reason[] = [
    { count: totals.simulated, words: 'simulated: nothing was paid', part: { kind: 'simulated' } },
    { count: totals.unpriced, words: 'of unknown price', part: { kind: 'unpriced' } },
    { count: totals.without_baseline, words: 'that named no model', part: { kind: 'unnamed' } },
    { count: totals.baseline_unpriced, words: 'whose baseline has no price', part: { kind: 'all' } },
  ];
  return all.filter(({ count }) => count > 0);
}

export function LeftOut({ report, choice }: LeftOutProps) {
  const reasons = leftOutReasons(report);
  if (reasons.length === 0) return null;
  return (
    <p className="border-line border-t px-4 py-1.5 text-cell text-ink-2" data-testid="savings-left-out">
      <span className="text-ink-3">Not in these sums:</span>{' '}
      {reasons.map(({ count, words, part }, index) => (
        <span key={words}>
          {index > 0 ? ', ' : ''}
          <LiveLink query={rowsQuery(choice, part)} className="underline">
            {formatCount(count)}
          </LiveLink>{' '}
          {words}
        </span>
      ))}
      .
    </p>
  );
}
