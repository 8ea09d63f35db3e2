import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** The decision cache. */
export function cacheHandlers(parts: ConsoleParts): Pick<Handlers, 'cache.stats' | 'cache.clear'> {
  return {
    'cache.stats': () => describeCache(parts),
    'cache.clear': () => {
      const cleared = parts.routing.router().clearCache();
      parts.hub.changed('cache');
      return { cleared };
    },
  };
}

function describeCache({ config, routing }: ConsoleParts): ConsoleOutput<'cache.stats'> {
  const { settings } = config.current();
  return {
    enabled: settings.enable_caching,
    max_entries: settings.max_cache_size,
    ttl_seconds: settings.cache_ttl,
    ...routing.router().cacheStats(),
  };
}
