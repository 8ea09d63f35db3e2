import { TriangleAlert } from 'lucide-react';
import { LiveLink } from '../../components/live-link.tsx';
import { Tile } from '../../components/tile.tsx';
import { formatCost, formatCostExact, formatCount, formatPercent } from '../../lib/units.ts';
import { LeftOut } from './left-out.tsx';
import type { SavingsReport } from './report.ts';
import { rowsQuery, type SavingsChoice } from './savings-choice.ts';

interface LedgerProps {
  readonly report: SavingsReport;
  readonly choice: SavingsChoice;
}

/** Actual, baseline, and what is between them. */
export function Ledger({ report, choice }: LedgerProps) {
  const { totals, sample } = report;
  const { split } = totals;
  const share = totals.baseline_usd === 0 ? null : totals.saved_usd / totals.baseline_usd;
  const lost = totals.saved_usd < 0;
  const query = rowsQuery(choice, { kind: 'all' });
  return (
    <div className="overflow-hidden rounded-md border border-line bg-panel">
      {sample ? (
        <p
          className="flex items-center gap-1.5 border-line border-b px-4 py-1.5 text-cell text-warn"
          data-testid="savings-sample"
        >
          <TriangleAlert size={13} aria-hidden className="shrink-0" />
          Sample data: nobody was paid and nothing was saved. These are list prices of made-up answers.
        </p>
      ) : null}
      <dl className="grid grid-cols-[1fr_1fr_2fr]">
        <Tile label={sample ? 'Would have cost' : 'Actual'} note={`${formatCount(totals.requests)} priced requests`}>
          <Money usd={totals.actual_usd} query={query} testId="savings-actual" />
        </Tile>
        <Tile label="Baseline est." note={baselineName(choice)}>
          <Money usd={totals.baseline_usd} query={query} testId="savings-baseline" />
        </Tile>
        <Tile
          label={lost ? 'Spent more than the baseline' : sample ? 'Would have saved' : 'Saved'}
          note={share === null ? '' : `${formatPercent(Math.abs(share))} of the baseline`}
        >
          <span className={lost ? 'text-warn' : 'text-ok'}>
            <Money usd={lost ? -totals.saved_usd : totals.saved_usd} query={query} testId="savings-saved" />
          </span>
          <small className="ml-3 text-body text-ink-2">
            = routing <Part usd={split.routing} testId="split-routing" /> + cache{' '}
            <Part usd={split.response_cache} testId="split-cache" /> − overhead{' '}
            <Part usd={split.overhead} testId="split-overhead" />
          </small>
        </Tile>
      </dl>
      <LeftOut report={report} choice={choice} />
    </div>
  );
}

export function baselineName({ baseline, model }: SavingsChoice): string {
  if (baseline === 'always') return `always ${model ?? 'one model'}`;
  return baseline === 'asked' ? 'the model the app asked for' : 'the best candidate of each request';
}

function Money({ usd, query, testId }: { readonly usd: number; readonly query: string; readonly testId: string }) {
  return (
    <LiveLink
      query={query}
      title={`${formatCostExact(usd)}. Show them: ${query}`}
      className="text-inherit no-underline hover:underline"
    >
      <span data-testid={testId} data-value={usd}>
        {formatCost(usd)}
      </span>
    </LiveLink>
  );
}

function Part({ usd, testId }: { readonly usd: number; readonly testId: string }) {
  return (
    <span className="text-ink-1" data-testid={testId} data-value={usd} title={formatCostExact(usd)}>
      {formatCost(usd)}
    </span>
  );
}
