/** Models: those that the records' candidates name, all priced alike. */
import type { CatalogModelView } from '../../../shared/catalog.ts';
import type { FormModel } from '../../../shared/console/own-models-contract.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { DecisionRecord } from '../../../shared/decision.ts';
import { catalogModel } from '../catalog-model.ts';
import { type FakeArea, type FakeHost, FakeRefusal } from './fake-host.ts';

const CREATED = '2026-11-23';

interface OwnModel {
  readonly provider: string;
  readonly model: FormModel;
}

export function fakeCatalog(host: FakeHost): FakeArea<'catalog' | 'models'> {
  const off = new Set<string>();
  let own: readonly OwnModel[] = [];
  const list = (): CatalogModelView[] => {
    const ids = new Set(host.records.flatMap(({ decision }) => decision.candidates.map(({ model }) => model)));
    return [
      ...own.map(({ model: { id } }) => catalogModel(id, { origin: 'settings', enabled: !off.has(id) })),
      ...[...ids].sort().map((id) => catalogModel(id, { enabled: !off.has(id) })),
    ];
  };
  const info = (): ConsoleOutput<'catalog.info'> => ({
    version: 'bundled',
    created_ms: Date.parse(CREATED),
    origin: 'bundled',
    bundled_date: CREATED,
    models: list().length,
    refreshing: false,
    next_refresh_ms: null,
    sources: [],
    servers: [],
    diffs: [],
    notices: [],
  });
  return {
    'catalog.list': () => ({ models: list() }),
    'catalog.info': info,
    // No source is read: nothing is new.
    'catalog.refresh': info,
    'catalog.set_enabled': ({ model, enabled }) => {
      if (enabled) off.delete(model);
      else off.add(model);
      const changed = list().find(({ id }) => id === model);
      if (changed === undefined) throw new FakeRefusal('not_found', `There is no model ${model}.`);
      return changed;
    },
    'models.health': () => healthOf(host.records),
    'models.own': () => ({
      providers: [{ name: 'ollama', base_url: 'http://127.0.0.1:11434/v1', configured: true }],
      models: [...own],
      known: list().map(({ id }) => id),
    }),
    'models.save': ({ provider, model, replaces }) => {
      const kept = own.filter((one) => one.provider !== replaces?.provider || one.model.id !== replaces.id);
      own = [...kept, { provider, model }];
      return catalogModel(model.id, { origin: 'settings' });
    },
    'models.remove': ({ provider, id }) => {
      const before = own.length;
      own = own.filter((one) => one.provider !== provider || one.model.id !== id);
      return { removed: own.length < before };
    },
  };
}

/** Nothing is paused: nobody is called. */
function healthOf(records: readonly DecisionRecord[]): ConsoleOutput<'models.health'> {
  const real = records.filter(({ sample, outcome }) => !sample && !outcome.simulated);
  const models = new Map<string, { calls: number; failed: number }>();
  for (const { outcome } of real) {
    for (const { model, error } of outcome.attempts) {
      const { calls, failed } = models.get(model) ?? { calls: 0, failed: 0 };
      models.set(model, { calls: calls + 1, failed: failed + (error === null ? 0 : 1) });
    }
  }
  return {
    looked_at: real.length,
    models: [...models].map(([id, counts]) => ({ id, ...counts, first_byte: null })),
    pauses: [],
  };
}
