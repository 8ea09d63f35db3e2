import { useCallback, useMemo } from 'react';
import { BUCKETS } from '../../../shared/decision.ts';
import { Button } from '../../components/button.tsx';
import { NotRead } from '../../components/not-read.tsx';
import { useThrottledVersion } from '../../components/use-throttled-version.ts';
import { formatCount } from '../../lib/units.ts';
import { useConsole, useSession, useViewCommands } from '../../store/console-context.tsx';
import { withToggledValue } from '../../store/filter-edit.ts';
import { navigate } from '../../store/navigation.ts';
import { type ViewCommand, viewCommand } from '../../store/view-commands.ts';
import { CatalogPanel } from './catalog-panel.tsx';
import { ModelPanel } from './model-panel.tsx';
import { countTraffic, filterRows, type ModelFilter, makeRows, NO_FILTER, providersOf } from './model-rows.ts';
import { ModelsTable } from './models-table.tsx';
import { ModelsToolbar } from './models-toolbar.tsx';
import { OwnModelPanel } from './own-model-panel.tsx';
import { useAlphaWins } from './use-alpha-wins.ts';
import { type Catalog, useCatalog } from './use-catalog.ts';
import { useModelHealth } from './use-model-health.ts';

/** In place of a model's id: the panel about the catalog itself. */
const CATALOG = 'catalog';
/** The form for one that is not there yet. */
const NEW_MODEL = 'new';

export function ModelsView() {
  const catalog = useCatalog();
  if (catalog.models === null) return <CatalogState catalog={catalog} />;
  return <Loaded catalog={catalog} />;
}

function Loaded({ catalog }: { readonly catalog: Catalog }) {
  const session = useSession();
  const { ring, store } = session;
  const models = catalog.models ?? [];
  const { info, refresh, setEnabled } = catalog;
  const params = useConsole((state) => state.route.params);
  const filter = useMemo(() => readFilter(params), [params]);
  const version = useThrottledVersion(1_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the content of the ring
  const traffic = useMemo(() => countTraffic(ring), [ring, version]);
  const wins = useAlphaWins();
  const { health, nowMs, problem: healthProblem } = useModelHealth();
  const alpha = useConsole((state) => state.tuning?.alpha ?? null);
  const rows = useMemo(
    () => makeRows(catalog.models ?? [], { traffic, health, wins, nowMs }, Date.now()),
    [catalog.models, traffic, health, wins, nowMs],
  );
  const shown = useMemo(() => filterRows(rows, filter), [rows, filter]);
  const providers = useMemo(() => providersOf(catalog.models ?? []), [catalog.models]);
  const open = params.open ?? null;
  const row = rows.find(({ model }) => model.id === open);

  const setParams = useCallback(
    (change: Record<string, string | null>, replace = false) => {
      const next = { ...store.getState().route.params };
      for (const [key, value] of Object.entries(change)) {
        if (value === null || value === '') delete next[key];
        else next[key] = value;
      }
      navigate(store, { params: next }, { replace });
    },
    [store],
  );
  const select = useCallback((id: string) => setParams({ open: id, edit: null }), [setParams]);
  const close = (): void => {
    setParams({ open: null, edit: null });
    document.querySelector<HTMLElement>(`[data-model="${CSS.escape(open ?? '')}"] [data-model-name]`)?.focus();
  };
  const onFilter = (change: Partial<ModelFilter>): void => setParams(filterParams({ ...filter, ...change }), true);
  useViewCommands(useMemo(() => modelCommands(catalog, select), [catalog, select]));

  return (
    <div className="flex h-full min-h-0 flex-col bg-panel" data-testid="models">
      <ModelsToolbar
        filter={filter}
        providers={providers}
        shown={shown.length}
        held={models.length}
        stale={rows.filter(({ stale }) => stale).length}
        info={info}
        refreshing={catalog.refreshing}
        catalogOpen={open === CATALOG}
        onFilter={onFilter}
        onRefresh={() => refresh(false)}
        onAdd={() => setParams({ open: NEW_MODEL, edit: null })}
        onToggleCatalog={() => setParams({ open: open === CATALOG ? null : CATALOG })}
      />
      {catalog.problem === null ? null : (
        <p role="alert" className="border-bad border-b px-3 py-1.5 text-bad text-cell">
          The catalog could not be read again: {catalog.problem}
        </p>
      )}
      <div className="flex min-h-0 flex-1">
        <section
          aria-label="Models"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className={`min-w-0 flex-1 overflow-auto outline-offset-[-2px] ${row || open === CATALOG || open === NEW_MODEL ? 'max-[960px]:hidden' : ''}`}
        >
          {shown.length === 0 ? (
            <NoMatch held={models.length} onClear={() => onFilter(NO_FILTER)} />
          ) : (
            <ModelsTable rows={shown} selected={open} alpha={alpha} onSelect={select} onSwitch={setEnabled} />
          )}
          <p className="px-3 py-2 text-axis text-ink-3">
            Prices in dollars per million tokens. Quality is predicted, from the artifact. Share is of the{' '}
            {formatCount(traffic.total)} {traffic.sample ? 'sample ' : ''}decisions that this console holds, wins over
            alpha of the last {formatCount(wins.decisions)} that were routed. TTFT and errors are measured, on the last{' '}
            {formatCount(health.lookedAt)} requests that providers answered; — is not measured yet.
            {healthProblem === null ? '' : ` They could not be read again: ${healthProblem}`}
          </p>
        </section>
        {open === NEW_MODEL || (row !== undefined && params.edit === '1') ? (
          <OwnModelPanel
            key={open}
            model={row?.model ?? null}
            models={models}
            onClose={() => (row === undefined ? close() : setParams({ edit: null }))}
            onSaved={select}
          />
        ) : row ? (
          <ModelPanel
            key={row.model.id}
            lookedAt={{ health: health.lookedAt, wins: wins.decisions }}
            alpha={alpha}
            onEdit={() => setParams({ edit: '1' })}
            row={row}
            traffic={traffic}
            bundledDay={info?.bundled_date ?? null}
            onClose={close}
            onSwitch={(enabled) => setEnabled(row.model, enabled)}
            onShowDecisions={() =>
              navigate(store, {
                view: 'live',
                query: withToggledValue('', 'model', row.model.id, true),
                selected: null,
              })
            }
            onAddKey={() => navigate(store, { view: 'settings', arg: 'keys' })}
          />
        ) : open === CATALOG && info ? (
          <CatalogPanel info={info} refreshing={catalog.refreshing} onClose={close} onRefresh={refresh} />
        ) : null}
      </div>
    </div>
  );
}

function CatalogState({ catalog }: { readonly catalog: Catalog }) {
  if (catalog.problem === null)
    return <div className="loading-bar" role="progressbar" aria-label="Reading the catalog" />;
  return <NotRead title="The catalog could not be read" problem={catalog.problem} onAgain={catalog.reload} />;
}

function NoMatch({ held, onClear }: { readonly held: number; readonly onClear: () => void }) {
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-16 text-center" data-testid="models-none">
      <h2 className="font-semibold text-title">None of {formatCount(held)} models fits the filters</h2>
      <Button variant="primary" onClick={onClear}>
        Clear the filters
      </Button>
    </div>
  );
}

function readFilter(params: Readonly<Record<string, string>>): ModelFilter {
  return {
    search: params.search ?? '',
    bucket: BUCKETS.find((bucket) => bucket === params.bucket) ?? null,
    provider: params.provider ?? null,
    onlyEnabled: params.on === '1',
    onlyCallable: params.key === '1',
  };
}

function filterParams(filter: ModelFilter): Record<string, string | null> {
  return {
    search: filter.search,
    bucket: filter.bucket,
    provider: filter.provider,
    on: filter.onlyEnabled ? '1' : null,
    key: filter.onlyCallable ? '1' : null,
  };
}

const OFFERED = 30;

function modelCommands(catalog: Catalog, select: (id: string) => void): readonly ViewCommand[] {
  const matching = (text: string) =>
    (catalog.models ?? []).filter(({ id }) => id.includes(text.trim().toLowerCase())).slice(0, OFFERED);
  const find = (text: string) => catalog.models?.find(({ id }) => id === text.trim());
  return [
    viewCommand('model.open', (text) => select(text.trim()), {
      input: { placeholder: 'Model id', options: (text) => matching(text).map(({ id }) => ({ value: id, label: id })) },
    }),
    viewCommand(
      'model.switch',
      (text) => {
        const model = find(text);
        if (model) catalog.setEnabled(model, !model.enabled);
      },
      {
        input: {
          placeholder: 'Model id',
          options: (text) =>
            matching(text).map(({ id, enabled }) => ({ value: id, label: `${id} (${enabled ? 'on' : 'off'})` })),
        },
      },
    ),
    viewCommand('model.add', () => select(NEW_MODEL)),
    viewCommand('model.refresh', () => catalog.refresh(false)),
  ];
}
