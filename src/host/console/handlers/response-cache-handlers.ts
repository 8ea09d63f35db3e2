import type { ConsoleParts, Handlers } from './handlers.ts';

type Names =
  | 'response_cache.stats'
  | 'response_cache.entries'
  | 'response_cache.set'
  | 'response_cache.clear'
  | 'response_cache.purge';

/** The response cache. */
export function responseCacheHandlers({ responseCache, config, hub }: ConsoleParts): Pick<Handlers, Names> {
  const stats = async () => {
    const told = await responseCache.stats();
    return { ...told, near_misses: [...told.near_misses] };
  };
  return {
    'response_cache.stats': stats,
    'response_cache.set': async (changes) => {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      if (given.length > 0)
        await config.edit(given.map(([name, value]) => ({ path: ['response_cache', name], value })));
      if (changes.enabled === false) await responseCache.clear();
      hub.changed('cache');
      return stats();
    },
    'response_cache.entries': async ({ offset, limit }) => {
      const entries = await responseCache.entries(offset, limit);
      return { entries, total: (await responseCache.stats()).entries };
    },
    'response_cache.clear': async () => {
      const cleared = await responseCache.clear();
      hub.changed('cache');
      return { cleared };
    },
    'response_cache.purge': async ({ id }) => {
      const purged = await responseCache.purge(id);
      hub.changed('cache');
      return { purged };
    },
  };
}
