import type { LruCacheStats } from '../../../core/index.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** The decision cache. */
export function cacheHandlers(parts: ConsoleParts): Pick<Handlers, 'cache.stats' | 'cache.clear'> {
  return {
    'cache.stats': () => describeCache(parts),
    'cache.clear': () => {
      const cleared = parts.routing.router().clearCache() + (parts.workers?.cacheStats().entries ?? 0);
      parts.workers?.clearDecisions();
      parts.hub.changed('cache');
      return { cleared };
    },
  };
}

function describeCache({ config, routing, workers }: ConsoleParts): ConsoleOutput<'cache.stats'> {
  const { settings } = config.current();
  return {
    enabled: settings.enable_caching,
    max_entries: settings.max_cache_size,
    ttl_seconds: settings.cache_ttl,
    ...sumOf(routing.router().cacheStats(), workers?.cacheStats()),
  };
}

function sumOf(own: LruCacheStats, more: LruCacheStats | undefined): LruCacheStats {
  if (more === undefined) return own;
  return {
    entries: own.entries + more.entries,
    hits: own.hits + more.hits,
    misses: own.misses + more.misses,
    evictions: own.evictions + more.evictions,
  };
}
