import { useCallback, useEffect, useState } from 'react';
import { toast } from 'sonner';
import type { CatalogInfo, CatalogModelView } from '../../../shared/catalog.ts';
import { useSession } from '../../store/console-context.tsx';

export interface Catalog {
  /** Null until it was read. */
  readonly models: readonly CatalogModelView[] | null;
  readonly info: CatalogInfo | null;
  readonly problem: string | null;
  readonly refreshing: boolean;
  readonly reload: () => void;
  readonly refresh: (accept: boolean) => void;
  readonly setEnabled: (model: CatalogModelView, enabled: boolean) => void;
}

/** The host's catalog, read again when it or the keys change. Switches act at once, and go back when they fail. */
export function useCatalog(): Catalog {
  const { client } = useSession();
  const [models, setModels] = useState<readonly CatalogModelView[] | null>(null);
  const [info, setInfo] = useState<CatalogInfo | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [refreshing, setRefreshing] = useState(false);

  const reload = useCallback(async () => {
    const [list, about] = await Promise.all([client.request('catalog.list'), client.request('catalog.info')]);
    if (list.ok) setModels(list.value.models);
    if (about.ok) setInfo(about.value);
    const failed = [list, about].find((result) => !result.ok);
    setProblem(failed && !failed.ok ? failed.error.message : null);
  }, [client]);

  useEffect(() => {
    void reload();
    return client.subscribe('changed', ({ what }) => {
      if (what === 'catalog' || what === 'app') void reload();
    });
  }, [client, reload]);

  const refresh = useCallback(
    async (accept: boolean) => {
      setRefreshing(true);
      const before = info?.version;
      const result = await client.request('catalog.refresh', { accept });
      setRefreshing(false);
      if (!result.ok) {
        toast.error(`The catalog was not refreshed: ${result.error.message}`);
        return;
      }
      setInfo(result.value);
      toast(refreshWords(result.value, before));
      await reload();
    },
    [client, info, reload],
  );

  const setEnabled = useCallback(
    async (model: CatalogModelView, enabled: boolean) => {
      const put = (next: CatalogModelView): void =>
        setModels((held) => held?.map((one) => (one.id === next.id ? next : one)) ?? null);
      put({ ...model, enabled });
      const result = await client.request('catalog.set_enabled', { model: model.id, enabled });
      put(result.ok ? result.value : model);
      if (!result.ok) {
        toast.error(`${model.id} was not switched: ${result.error.message}`);
        return;
      }
      toast(enabled ? `${model.id} can be chosen again` : `${model.id} is off from the next request on`, {
        id: `model-${model.id}`,
        action: { label: 'Undo', onClick: () => void setEnabled(result.value, !enabled) },
      });
    },
    [client],
  );

  return { models, info, problem, refreshing: refreshing || info?.refreshing === true, reload, refresh, setEnabled };
}

function refreshWords({ version, sources }: CatalogInfo, before: string | undefined): string {
  const read = sources.filter(({ state }) => state === 'ok' || state === 'unchanged').length;
  const failed = sources.filter(({ state }) => state === 'failed').length;
  const failures = failed === 0 ? '' : `, ${failed} could not be read`;
  if (read === 0 && failed > 0) return `No source could be read (${failed} tried); the catalog is as it was`;
  return version === before
    ? `Nothing has changed: ${read} sources read${failures}`
    : `The catalog has changed: ${read} sources read${failures}`;
}
