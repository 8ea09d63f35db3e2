/** Candidate targets with everything that scoring needs of them, resolved once per artifact and configuration. */
import { BUCKETS, type Bucket, type Effort, type NearestCluster, type Target } from '../../shared/decision.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { type CatalogModel, catalogPrice, type ModelCatalog, priceOfOffer } from '../catalog/model-catalog.ts';
import type { ModelPrice } from '../catalog/request-cost.ts';
import type { ExtraModel, RouterConfig } from '../router.ts';
import { expectedTokens, type QualityRow } from './quality-table.ts';

/** Expected answer length where the artifact has none, in tokens by effort. */
const DEFAULT_OUTPUT_TOKENS: Readonly<Record<Effort | 'default', number>> = {
  none: 500,
  minimal: 700,
  low: 1_200,
  medium: 3_000,
  high: 6_000,
  xhigh: 9_000,
  max: 12_000,
  default: 800,
};

export interface ModelFacts {
  readonly contextTokens: number;
  readonly tools: boolean;
  readonly vision: boolean;
  readonly json: boolean;
}

export interface TargetOffer {
  readonly provider: string;
  readonly price: ModelPrice | null;
  /** ISO day since which the provider no longer lists the model; null while it does. */
  readonly gone: string | null;
}

export interface RoutingTarget {
  readonly model: string;
  readonly author: string;
  readonly effort: Effort | null;
  readonly facts: ModelFacts;
  /** Of its first offer. */
  readonly price: ModelPrice | null;
  /** Who serves it, in order of preference. */
  readonly offers: readonly TargetOffer[];
  /** The user has switched it off. */
  readonly disabled: boolean;
  readonly quality: QualityRow | undefined;
  /** Whose quality stands in for its own; null when that is its own, or nothing is known. */
  readonly qualityOf: string | null;
}

/** Expected answer of a target to a prompt near these clusters, reasoning included, in tokens. */
export function expectedOutputTokens({ quality, effort }: RoutingTarget, nearest: readonly NearestCluster[]): number {
  return quality === undefined ? DEFAULT_OUTPUT_TOKENS[effort ?? 'default'] : expectedTokens(quality, nearest);
}

export interface RoutingTargets {
  readonly byBucket: Readonly<Record<Bucket, readonly RoutingTarget[]>>;
  /** Every distinct target of the three buckets: what cost is normalised over. */
  readonly all: readonly RoutingTarget[];
  /** Largest context among the cheap and mid candidates, in tokens. */
  readonly cheapMidContext: number;
  /** Largest context of all, in tokens; at least 1. */
  readonly largestContext: number;
  readonly thresholds: { readonly cheap: number; readonly hard: number };
}

export function resolveRoutingTargets(artifact: Artifact, config: RouterConfig): RoutingTargets {
  const wanted = candidateLists(artifact, config);
  const known = new Map<string, RoutingTarget>();
  const resolve = ({ model, effort }: Target): RoutingTarget[] => {
    const key = `${model}@${effort ?? ''}`;
    let target = known.get(key);
    if (target === undefined) {
      target = resolveTarget(artifact, config, model, effort);
      if (target === undefined) return [];
      known.set(key, target);
    }
    return [target];
  };
  const byBucket = {
    cheap: wanted.cheap.flatMap(resolve),
    mid: wanted.mid.flatMap(resolve),
    hard: wanted.hard.flatMap(resolve),
  };
  const all = [...known.values()];
  return {
    byBucket,
    all,
    cheapMidContext: largestContext([...byBucket.cheap, ...byBucket.mid], 0),
    largestContext: largestContext(all, 1),
    thresholds: config.settings.router.thresholds ?? artifact.manifest.thresholds,
  };
}

/** Who is a candidate where: by the settings or else by the artifact, then the user's own models that say so. */
export function candidateLists(artifact: Artifact, config: RouterConfig): Readonly<Record<Bucket, readonly Target[]>> {
  const { router } = config.settings;
  const trained = artifact.manifest.routing.candidates;
  const own = [...config.extraModels.values()];
  const listOf = (bucket: Bucket): readonly Target[] => {
    const listed = router[`${bucket}_candidates`] ?? trained[bucket];
    const joining = own.filter(
      ({ id, buckets = [] }) => buckets.includes(bucket) && !listed.some(({ model }) => model === id),
    );
    const all = [...listed, ...joining.map(({ id }): Target => ({ model: id, effort: null }))];
    return all.map((target) => withEffort(artifact, config, bucket, target));
  };
  return { cheap: listOf('cheap'), mid: listOf('mid'), hard: listOf('hard') };
}

/** A candidate that names no effort has that of its bucket, if the catalog says that the model takes it. */
function withEffort(artifact: Artifact, config: RouterConfig, bucket: Bucket, target: Target): Target {
  const { effort } = config.settings.router.bucket_defaults[bucket];
  if (target.effort !== null || effort === null || config.extraModels.has(target.model)) return target;
  const efforts = catalogInForce(artifact, config).find(target.model)?.capabilities.efforts;
  return efforts?.includes(effort) ? { ...target, effort } : target;
}

function largestContext(targets: readonly RoutingTarget[], least: number): number {
  return Math.max(least, ...targets.map(({ facts }) => facts.contextTokens));
}

/** Candidates of the configuration that no catalog and no provider knows, for an error at load time. */
export function unknownCandidates(artifact: Artifact, config: RouterConfig): { bucket: Bucket; model: string }[] {
  const { router } = config.settings;
  const lists = { cheap: router.cheap_candidates, mid: router.mid_candidates, hard: router.hard_candidates };
  return BUCKETS.flatMap((bucket) =>
    (lists[bucket] ?? [])
      .filter(({ model, effort }) => resolveTarget(artifact, config, model, effort) === undefined)
      .map(({ model }) => ({ bucket, model })),
  );
}

/** A target by model name, from the user's own models first and then the catalog; undefined when nobody knows it. */
export function resolveTarget(
  artifact: Artifact,
  config: RouterConfig,
  name: string,
  effort: Effort | null,
): RoutingTarget | undefined {
  const extra = config.extraModels.get(name);
  if (extra !== undefined) return fromExtra(artifact, extra, effort, isDisabled(config, extra.id));
  const { extraModels, extraNames } = config;
  const model = catalogInForce(artifact, config).find(name);
  if (model !== undefined) return fromCatalog(artifact, model, effort, isDisabled(config, model.id));
  const named = extraModels.get(extraNames?.get(name) ?? '');
  return named === undefined ? undefined : fromExtra(artifact, named, effort, isDisabled(config, named.id));
}

/** The live catalog, or the one that came with the artifact. */
function catalogInForce(artifact: Artifact, config: RouterConfig): ModelCatalog {
  return config.catalog ?? artifact.catalog;
}

function isDisabled(config: RouterConfig, id: string): boolean {
  return config.disabledModels?.has(id) ?? false;
}

function fromCatalog(artifact: Artifact, model: CatalogModel, effort: Effort | null, disabled: boolean): RoutingTarget {
  const quality = artifact.quality.row(model.id, effort);
  return {
    model: model.id,
    author: model.author,
    effort,
    facts: {
      // A provider that does not say refuses by itself what is too long for it.
      contextTokens: model.context_tokens ?? Number.MAX_SAFE_INTEGER,
      tools: model.capabilities.tools,
      vision: model.capabilities.vision,
      json: model.capabilities.json_schema,
    },
    price: catalogPrice(model.price),
    offers: model.offers.map((offer) => ({
      provider: offer.provider,
      price: catalogPrice(priceOfOffer(model, offer)),
      gone: offer.gone ?? null,
    })),
    disabled,
    quality,
    qualityOf: null,
  };
}

function fromExtra(artifact: Artifact, extra: ExtraModel, effort: Effort | null, disabled: boolean): RoutingTarget {
  const { row: quality, like } = ownQuality(artifact, extra, effort);
  const price =
    extra.inputUsdPerMtok === null || extra.outputUsdPerMtok === null
      ? null
      : { inputUsdPerMtok: extra.inputUsdPerMtok, outputUsdPerMtok: extra.outputUsdPerMtok };
  return {
    model: extra.id,
    author: extra.provider,
    effort,
    facts: {
      contextTokens: extra.contextTokens ?? Number.MAX_SAFE_INTEGER,
      // What a user's own server can do is not known unless it said so: let it refuse by itself.
      tools: extra.tools ?? true,
      vision: extra.vision ?? true,
      json: extra.json ?? true,
    },
    price,
    offers: [{ provider: extra.provider, price, gone: null }],
    disabled,
    quality,
    qualityOf: like,
  };
}

/** What is expected of a model of the user's own: what the artifact knows of it, else of the model that it is likened to. */
export function ownQuality(
  artifact: Artifact,
  { id, qualityLike }: ExtraModel,
  effort: Effort | null,
): { readonly row: QualityRow | undefined; readonly like: string | null } {
  const own = artifact.quality.row(id, effort);
  if (own !== undefined || qualityLike === undefined) return { row: own, like: null };
  const row = artifact.quality.row(qualityLike, effort);
  return { row, like: row === undefined ? null : qualityLike };
}
