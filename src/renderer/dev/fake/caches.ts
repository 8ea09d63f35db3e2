import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import type { FakeArea } from './fake-host.ts';

/** That no answer was ever kept or looked for. */
export const EMPTY_RESPONSE_CACHE: ConsoleOutput<'response_cache.stats'> = {
  enabled: false,
  mode: 'exact',
  threshold: 0.92,
  embedder: 'minilm',
  ttl_seconds: 3_600,
  max_entries: 10_000,
  max_bytes: 64 * 1024 ** 2,
  entries: 0,
  bytes: 0,
  evictions: 0,
  hits_exact: 0,
  hits_semantic: 0,
  misses: 0,
  stored: 0,
  saved_usd: 0,
  saved_ms: 0,
  near_misses: [],
};

/** Both caches: that of answers is empty, since none is given. */
export function fakeCaches(): FakeArea<'response_cache'> & Pick<FakeArea<'cache'>, 'cache.stats' | 'cache.clear'> {
  let entries = 120;
  let stats = EMPTY_RESPONSE_CACHE;
  return {
    'cache.stats': () => ({
      enabled: true,
      entries,
      max_entries: 10_000,
      ttl_seconds: 300,
      hits: 90,
      misses: 700,
      evictions: 0,
    }),
    'cache.clear': () => {
      const cleared = entries;
      entries = 0;
      return { cleared };
    },
    'response_cache.stats': () => stats,
    'response_cache.entries': () => ({ entries: [], total: 0 }),
    'response_cache.set': (changes) => {
      const { enabled = stats.enabled, mode = stats.mode } = changes;
      const { ttl_seconds = stats.ttl_seconds, max_bytes = stats.max_bytes } = changes;
      stats = { ...stats, enabled, mode, ttl_seconds, max_bytes };
      return stats;
    },
    'response_cache.clear': () => ({ cleared: 0 }),
    'response_cache.purge': () => ({ purged: false }),
  };
}
