/** The rows of the view: models of the catalog with what recorded traffic says of them, and the filters over them. */
import type { CatalogModelView } from '../../../shared/catalog.ts';
import type { Bucket } from '../../../shared/decision.ts';
import type { RecordRing } from '../../store/record-ring.ts';
import type { ModelWins, Wins } from './alpha-wins.ts';
import type { HealthView, ModelHealth } from './model-health.ts';
import { ageInDays, callableAt, isStale, priceDay } from './price-facts.ts';

/** Decisions that went to one model. */
export interface ModelTraffic {
  readonly requests: number;
  /** Of all decisions looked at, 0..1. */
  readonly share: number;
}

export interface Traffic {
  readonly byModel: ReadonlyMap<string, ModelTraffic>;
  /** Decisions looked at. */
  readonly total: number;
  /** Only sample traffic is there, so that is what was looked at. */
  readonly sample: boolean;
}

export interface ModelRow {
  readonly model: CatalogModelView;
  readonly priceDay: string | null;
  readonly priceAge: number | null;
  readonly stale: boolean;
  /** Providers with a key; empty when it cannot be called. */
  readonly callable: readonly string[];
  /** Undefined when no recorded decision went there. */
  readonly traffic: ModelTraffic | undefined;
  /** Null when it was not asked yet. */
  readonly health: ModelHealth | null;
  /** Why it is not asked now, and for how long; null when it can be. */
  readonly pause: { readonly reason: string; readonly leftMs: number } | null;
  /** Undefined when it was a candidate in no decision that was looked at. */
  readonly wins: ModelWins | undefined;
}

/** What is known of models beside the catalog. */
export interface Observed {
  readonly traffic: Traffic;
  readonly health: HealthView;
  readonly wins: Wins;
  /** As `performance.now()` counts. */
  readonly nowMs: number;
}

export interface ModelFilter {
  readonly search: string;
  readonly bucket: Bucket | null;
  readonly provider: string | null;
  readonly onlyEnabled: boolean;
  readonly onlyCallable: boolean;
}

export const NO_FILTER: ModelFilter = {
  search: '',
  bucket: null,
  provider: null,
  onlyEnabled: false,
  onlyCallable: false,
};

/** Counts the decisions that this console holds: real ones, or sample ones while there is nothing else. */
export function countTraffic(ring: RecordRing): Traffic {
  const sample = ring.sampleCount === ring.length;
  const counts = new Map<string, number>();
  let total = 0;
  for (let position = ring.start; position < ring.end; position++) {
    if (ring.isSample(position) !== sample) continue;
    total++;
    const model = ring.modelAt(position);
    counts.set(model, (counts.get(model) ?? 0) + 1);
  }
  const byModel = new Map([...counts].map(([model, requests]) => [model, { requests, share: requests / total }]));
  return { byModel, total, sample: sample && total > 0 };
}

/** @param now Unix time in milliseconds, for the age of prices. */
export function makeRows(
  models: readonly CatalogModelView[],
  { traffic, health, wins, nowMs }: Observed,
  now: number,
): readonly ModelRow[] {
  return models.map((model) => {
    const callable = callableAt(model);
    const pause = health.pauseOf(model.id, callable);
    const leftMs = pause === null ? 0 : pause.untilMs - nowMs;
    const day = model.price === null ? null : priceDay(model.price);
    return {
      model,
      priceDay: day,
      priceAge: ageInDays(day, now),
      stale: model.price !== null && isStale(model.price, now),
      callable,
      traffic: traffic.byModel.get(model.id),
      health: health.of(model.id),
      pause: pause === null || leftMs <= 0 ? null : { reason: pause.reason, leftMs },
      wins: wins.byModel.get(model.id),
    };
  });
}

/** Every word must be in the id, the name or a provider's own name for it. */
export function filterRows(rows: readonly ModelRow[], filter: ModelFilter): readonly ModelRow[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ model, callable }) => {
    if (filter.onlyEnabled && !model.enabled) return false;
    if (filter.onlyCallable && callable.length === 0) return false;
    if (filter.bucket !== null && !model.buckets.some(({ bucket }) => bucket === filter.bucket)) return false;
    if (filter.provider !== null && !model.offers.some(({ provider }) => provider === filter.provider)) return false;
    if (words.length === 0) return true;
    const text = [model.id, model.name, ...model.offers.map(({ upstream_id }) => upstream_id)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Providers that offer one of the models, by name. */
export function providersOf(models: readonly CatalogModelView[]): readonly string[] {
  return [...new Set(models.flatMap(({ offers }) => offers.map(({ provider }) => provider)))].sort();
}
