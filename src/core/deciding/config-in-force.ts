import type { Decision } from '../../shared/decision.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { LruCache } from '../cache/lru-cache.ts';
import type { Clock } from '../ports.ts';
import type { RouterConfig } from '../router.ts';
import { type RoutingTargets, resolveRoutingTargets } from '../scoring/routing-targets.ts';

/** A configuration with what was worked out from it once. */
export interface ConfigInForce {
  readonly config: RouterConfig;
  readonly targets: RoutingTargets;
  /** Decisions by key; it outlives a change that does not concern its size or age. */
  readonly decisions: LruCache<Decision>;
}

/** Follows a configuration: what is returned is worked out anew only when the configuration is another object. */
export function followConfig(artifact: Artifact, read: () => RouterConfig, clock: Clock): () => ConfigInForce {
  let inForce = resolve(read());

  function resolve(config: RouterConfig, before?: ConfigInForce): ConfigInForce {
    const { max_cache_size, cache_ttl } = config.settings;
    const old = before?.config.settings;
    const kept = old?.max_cache_size === max_cache_size && old.cache_ttl === cache_ttl ? before?.decisions : undefined;
    return {
      config,
      targets: resolveRoutingTargets(artifact, config),
      decisions: kept ?? new LruCache({ maxEntries: max_cache_size, ttlMs: cache_ttl * 1_000, clock }),
    };
  }

  return () => {
    const config = read();
    if (config !== inForce.config) inForce = resolve(config, inForce);
    return inForce;
  };
}
