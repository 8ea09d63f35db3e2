import { effortSchema } from '../../../shared/decision.ts';
import { cacheOverview } from '../../analytics/cache-overview.ts';
import { type CacheLimits, cacheWorth, decisionBytes } from '../../analytics/cache-worth.ts';
import { latencyProfile } from '../../analytics/latency-profile.ts';
import { mapPoints } from '../../analytics/map-points.ts';
import { savingsReport } from '../../analytics/savings-report.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Counts and sums over recorded decisions. */
export function analyticsHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'latency.profile' | 'savings.report' | 'map.points' | 'cache.overview' | 'cache.worth'> {
  const { log, clock, routing, price, config, responseCache } = parts;
  const quality = (model: string, effort: string | null, cluster: number | null) => {
    const known = effortSchema.safeParse(effort);
    const row = routing.artifact.quality.row(model, known.success ? known.data : null);
    return row === undefined ? null : ((cluster === null ? undefined : row.q[cluster]) ?? row.prior);
  };
  const decisionLimits = (): CacheLimits => {
    const { max_cache_size: entries, cache_ttl: ttlSeconds } = config.current().settings;
    const entryBytes = decisionBytes(log);
    return { maxBytes: entries * (entryBytes ?? 0), ttlSeconds, entryBytes };
  };
  const answerLimits = async (): Promise<CacheLimits> => {
    const { entries, bytes, max_bytes: maxBytes, ttl_seconds: ttlSeconds } = await responseCache.stats();
    return { maxBytes, ttlSeconds, entryBytes: entries === 0 ? null : bytes / entries };
  };
  return {
    'latency.profile': (input) => latencyProfile(log, input, clock.now()),
    'savings.report': (input) =>
      savingsReport(log, input, { price, quality, artifact: routing.artifact.version }, clock.now()),
    'map.points': (input) => mapPoints(log, input, routing.artifact, clock.now()),
    'cache.overview': (input) => cacheOverview(log, input, clock.now()),
    'cache.worth': async (input) => {
      const limits = input.cache === 'decisions' ? decisionLimits() : await answerLimits();
      return cacheWorth(log, input, limits, clock.now());
    },
  };
}
