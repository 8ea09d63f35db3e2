import type { ConsoleParts, Handlers } from './handlers.ts';

type Names = 'response_cache.stats' | 'response_cache.entries' | 'response_cache.clear' | 'response_cache.purge';

/** The response cache. */
export function responseCacheHandlers({ responseCache, hub }: ConsoleParts): Pick<Handlers, Names> {
  return {
    'response_cache.stats': async () => {
      const stats = await responseCache.stats();
      return { ...stats, near_misses: [...stats.near_misses] };
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
