import { lazy, Suspense } from 'react';
import { DAY_MS, HOUR_MS } from '../../../shared/durations.ts';
import { ChoiceGroup } from '../../components/choice-group.tsx';
import { LiveLink } from '../../components/live-link.tsx';
import { PanelBox } from '../../components/panel.tsx';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession } from '../../store/console-context.tsx';
import { withTokens } from '../../store/filter-edit.ts';
import { navigate } from '../../store/navigation.ts';
import { useHostQuery } from '../../store/use-host-query.ts';
import { HostFilterLine } from '../filter/host-filter-line.tsx';
import { useHostFilter } from '../filter/use-host-filter.ts';
import { CacheEntries } from './cache-entries.tsx';
import { DecisionCache } from './decision-cache.tsx';
import { NearMisses } from './near-misses.tsx';
import { ResponseCache } from './response-cache.tsx';
import { WorthCard } from './worth-card.tsx';

const HitChart = lazy(() => import('./hit-chart.tsx').then(({ HitChart }) => ({ default: HitChart })));

const WINDOWS = [
  { id: '1h', title: '1 h', ms: HOUR_MS },
  { id: '24h', title: '24 h', ms: DAY_MS },
  { id: '7d', title: '7 days', ms: 7 * DAY_MS },
] as const;

/** Each reads all of the window: not with every batch of traffic. */
const SLOWLY = { everyMs: 10_000 };

/** Whether the caches earn their memory: `#/cache`. */
export function CacheView() {
  const { store } = useSession();
  const params = useConsole((state) => state.route.params);
  const shown = WINDOWS.find(({ id }) => id === params.w) ?? WINDOWS[0];
  const filter = useHostFilter();
  const overview = useHostQuery('cache.overview', `${shown.id} ${filter.query}`, () => {
    const now = Date.now();
    return { from_ms: now - shown.ms, filter: filter.at(now) };
  });
  const worthOf = (cache: 'responses' | 'decisions') => () => {
    const now = Date.now();
    return { cache, from_ms: now - shown.ms, filter: filter.at(now) };
  };
  const worthKey = `${shown.id} ${filter.query}`;
  const answersWorth = useHostQuery('cache.worth', worthKey, worthOf('responses'), SLOWLY);
  const decisionsWorth = useHostQuery('cache.worth', worthKey, worthOf('decisions'), SLOWLY);
  const rows = (tokens: string): string => withTokens(filter.query, `${tokens} is:traffic since:${shown.id}`);
  const decisions = useHostQuery('cache.stats', '', () => undefined);
  const stats = useHostQuery('response_cache.stats', '', () => undefined);
  const entries = useHostQuery('response_cache.entries', '', () => ({ limit: 100 }));
  const queries = [overview, decisions, stats, entries, answersWorth, decisionsWorth];
  const refresh = (): void => {
    for (const query of queries) query.refresh();
  };
  const problem = queries.find((query) => query.problem !== null)?.problem ?? null;
  return (
    <section
      className="h-full overflow-y-auto bg-app outline-offset-[-2px]"
      aria-label="Cache"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      data-testid="cache-view"
    >
      <h2 className="sr-only">Cache</h2>
      <div className="sticky top-0 z-20">
        <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-1 py-1.5 border-line border-b bg-panel px-4 text-cell">
          <ChoiceGroup
            label="Window"
            options={WINDOWS}
            value={shown.id}
            onChange={(w) => navigate(store, { params: { w } }, { replace: true })}
          />
          <span className="flex-1" />
          {overview.value === null ? null : (
            <LiveLink query={rows('')} className="text-ink-2">
              n={formatCount(overview.value.hits + overview.value.misses + overview.value.off)} decisions
            </LiveLink>
          )}
        </div>
        <HostFilterLine filter={filter} />
      </div>
      {problem === null ? null : (
        <p role="alert" className="mx-4 mt-3 rounded-md border border-bad bg-panel px-3 py-2 text-bad text-cell">
          The caches cannot be read: {problem}
        </p>
      )}
      <div className="flex flex-col gap-3 p-4">
        {stats.value === null || overview.value === null ? null : (
          <ResponseCache
            stats={stats.value}
            lookups={overview.value.response}
            since={shown.title}
            rows={rows}
            onChange={refresh}
          />
        )}
        {overview.value === null || decisions.value === null ? null : (
          <DecisionCache
            stats={decisions.value}
            overview={overview.value}
            since={shown.title}
            rows={rows}
            onChange={refresh}
          />
        )}
        {overview.value === null ? null : (
          <PanelBox>
            <Suspense fallback={<div className="h-[246px]" />}>
              <HitChart overview={overview.value} responses={stats.value?.enabled ?? false} />
            </Suspense>
          </PanelBox>
        )}
        <div className="grid grid-cols-2 gap-3 max-[1100px]:grid-cols-1">
          {answersWorth.value === null ? null : (
            <WorthCard of="responses" worth={answersWorth.value} since={shown.title} />
          )}
          {decisionsWorth.value === null ? null : (
            <WorthCard of="decisions" worth={decisionsWorth.value} since={shown.title} />
          )}
        </div>
        {stats.value?.enabled ? (
          <div className="grid grid-cols-2 gap-3 max-[1100px]:grid-cols-1">
            <NearMisses stats={stats.value} />
            <CacheEntries entries={entries.value?.entries ?? []} onChange={refresh} />
          </div>
        ) : null}
      </div>
    </section>
  );
}
