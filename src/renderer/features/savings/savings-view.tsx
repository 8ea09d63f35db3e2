import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { CatalogModelView } from '../../../shared/catalog.ts';
import { PanelBox } from '../../components/panel.tsx';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { navigate } from '../../store/navigation.ts';
import { useHostQuery } from '../../store/use-host-query.ts';
import { HostFilterLine } from '../filter/host-filter-line.tsx';
import { useHostFilter } from '../filter/use-host-filter.ts';
import { EmptySavings } from './empty-savings.tsx';
import { Ledger } from './ledger.tsx';
import { SavedBars } from './saved-bars.tsx';
import { SavingsBar } from './savings-bar.tsx';
import { defaultBaselineModel, readChoice, reportInput, type SavingsChoice, writeChoice } from './savings-choice.ts';
import { WhereTable } from './where-table.tsx';

// The chart library is larger than the rest of the console together.
const PerDayChart = lazy(() => import('./per-day-chart.tsx').then(({ PerDayChart }) => ({ default: PerDayChart })));

/** What was paid against what a baseline would have cost: `#/savings`. */
export function SavingsView() {
  const { store } = useSession();
  const params = useConsole((state) => state.route.params);
  const models = usePricedModels();
  const chosen = useMemo(() => readChoice(params), [params]);
  const model = chosen.model ?? (models === null ? null : defaultBaselineModel(models));
  const filter = useHostFilter();
  const { query } = filter;
  const choice = useMemo(() => ({ ...chosen, model, query }), [chosen, model, query]);
  const change = (next: Partial<SavingsChoice>): void =>
    navigate(store, { params: writeChoice({ ...choice, ...next }) }, { replace: true });
  const key = JSON.stringify([
    choice.window,
    choice.sample,
    choice.baseline,
    choice.baseline === 'always' && model,
    query,
  ]);
  const {
    value: report,
    problem,
    stale,
  } = useHostQuery('savings.report', key, () => {
    const now = Date.now();
    return reportInput(choice, filter.at(now), now);
  });

  return (
    <section
      className="h-full overflow-y-auto bg-app outline-offset-[-2px]"
      aria-label="Savings"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="savings-view"
      data-stale={stale}
    >
      <h2 className="sr-only">Savings</h2>
      <div className="sticky top-0 z-20">
        <SavingsBar choice={choice} models={models ?? []} onChange={change} />
        <HostFilterLine filter={filter} />
      </div>
      {problem === null ? null : (
        <p role="alert" className="mx-4 mt-3 rounded-md border border-bad bg-panel px-3 py-2 text-bad text-cell">
          The ledger cannot be read: {problem}
        </p>
      )}
      {report === null ? null : report.totals.requests === 0 ? (
        <EmptySavings report={report} choice={choice} onChange={change} />
      ) : (
        <div className={`flex flex-col gap-3 p-4 ${stale ? 'opacity-60' : ''}`}>
          <Ledger report={report} choice={choice} />
          <div className="grid grid-cols-[minmax(0,1fr)_404px] gap-3 max-[1100px]:grid-cols-1">
            <PanelBox>
              <Suspense fallback={<div className="h-[292px]" />}>
                <PerDayChart report={report} choice={choice} />
              </Suspense>
            </PanelBox>
            <SavedBars report={report} choice={choice} />
          </div>
          <WhereTable report={report} choice={choice} />
          <p className="text-axis text-ink-3">
            Baselines are estimated: the same tokens at the baseline’s list price; another model would have written more
            or fewer. Quality is what each decision predicted, at the effort that it chose; of a model that was no
            candidate, what the artifact says for the kind of prompt. n=
            {formatCount(report.totals.requests)}.
          </p>
        </div>
      )}
    </section>
  );
}

/** Models that have a price; null until they are known. Read once: a price of today is not worth a stream. */
function usePricedModels(): readonly CatalogModelView[] | null {
  const { client } = useSession();
  const [models, setModels] = useState<readonly CatalogModelView[] | null>(null);
  useEffect(() => {
    let live = true;
    void client.request('catalog.list').then((result) => {
      if (live) setModels(result.ok ? result.value.models.filter(({ price }) => price !== null) : []);
    });
    return () => {
      live = false;
    };
  }, [client]);
  return models;
}
