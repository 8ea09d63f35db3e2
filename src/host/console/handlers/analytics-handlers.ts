import { effortSchema } from '../../../shared/decision.ts';
import { cacheOverview } from '../../analytics/cache-overview.ts';
import { latencyProfile } from '../../analytics/latency-profile.ts';
import { mapPoints } from '../../analytics/map-points.ts';
import { savingsReport } from '../../analytics/savings-report.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

/** Counts and sums over recorded decisions. */
export function analyticsHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'latency.profile' | 'savings.report' | 'map.points' | 'cache.overview'> {
  const { log, clock, routing, price } = parts;
  const quality = (model: string, effort: string | null, cluster: number | null) => {
    const known = effortSchema.safeParse(effort);
    const row = routing.artifact.quality.row(model, known.success ? known.data : null);
    return row === undefined ? null : ((cluster === null ? undefined : row.q[cluster]) ?? row.prior);
  };
  return {
    'latency.profile': (input) => latencyProfile(log, input, clock.now()),
    'savings.report': (input) => savingsReport(log, input, { price, quality }, clock.now()),
    'map.points': (input) => mapPoints(log, input, routing.artifact, clock.now()),
    'cache.overview': (input) => cacheOverview(log, input, clock.now()),
  };
}
