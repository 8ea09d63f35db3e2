import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { LiveLink } from '../../components/live-link.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { Facts } from '../../components/section.tsx';
import { formatCostExact, formatCount, formatIso, formatPercent } from '../../lib/units.ts';
import { useConsole } from '../../store/console-context.tsx';
import { useHostQuery } from '../../store/use-host-query.ts';

/** Requests that could have explored are counted without a word. Milliseconds. */
const EVERY_MS = 10_000;

/** What exploration was allowed, what it cost and whether anybody rated it; nothing where it never was. */
export function ExplorationPanel() {
  const changes = useConsole((state) => state.ratings);
  const { value } = useHostQuery('learning.exploration', String(changes), () => undefined, { everyMs: EVERY_MS });
  if (value === null || (!value.enabled && value.total.explored === 0)) return null;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="font-semibold text-title">Exploration</h2>
        <span className="min-w-0 flex-1 text-cell text-ink-2">
          {value.enabled
            ? 'Now and then another model is tried; ratings of its answers tell what it is worth.'
            : 'It is turned off (enable_exploration).'}
        </span>
      </div>
      <PanelBox>
        <div className="px-4 py-3" data-testid="exploration">
          <Facts facts={factsOf(value)} />
          {value.total.explored === 0 ? null : (
            <p className="mt-2 text-cell">
              <LiveLink query="is:explored is:traffic">What was tried, in Live</LiveLink>
            </p>
          )}
        </div>
      </PanelBox>
    </>
  );
}

function factsOf(status: ConsoleOutput<'learning.exploration'>): [string, string, null][] {
  const { today, total, share, max_extra_usd_per_day: most } = status;
  const requests = `${formatCount(today.explored)} of ${formatCount(today.requests)} requests that could`;
  const all = `${formatCount(total.explored)} since ${formatIso(total.since_ms).slice(0, 10)}, expected to cost ${formatCostExact(total.extra_usd)} more`;
  return [
    ['Today', `${requests}; ${formatPercent(share)} at most`, null],
    [
      'Spent today',
      `${formatCostExact(today.extra_usd)} more than expected otherwise; ${formatCostExact(most)} at most`,
      null,
    ],
    ['In all', all, null],
    ['Learnt from', `${formatCount(total.rated)} of these answers were rated; the others taught nothing`, null],
  ];
}
