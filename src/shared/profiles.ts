/** Tuning profiles: named values of what the router weighs, for all requests or for those of one app. */

/** Weights of the penalties: `router.penalties`. */
export interface PenaltyWeights {
  readonly latency_sd: number;
  readonly ctx_over_80pct: number;
  readonly cold_cache: number;
}

export interface Thresholds {
  readonly cheap: number;
  readonly hard: number;
}

export interface TuningProfile {
  /** 1 = quality alone, 0 = cost alone. */
  readonly alpha: number;
  /** Null leaves those that are in force. */
  readonly thresholds: Thresholds | typeof TRAINED_THRESHOLDS | null;
  /** What is absent is as in force. */
  readonly penalties: { readonly [N in keyof PenaltyWeights]?: number | undefined } | null;
}

/** Of the artifact: those that were trained, whatever `router.thresholds` says. */
export const TRAINED_THRESHOLDS = 'trained';

/**
 * Points on the curve of expected quality over cost (artifacts/MODEL_CARD.md, "Default alpha", which says how they are
 * chosen). Below Economy the choices hardly get cheaper.
 */
export const BUILT_IN_PROFILES = {
  Quality: { alpha: 0.95, thresholds: TRAINED_THRESHOLDS, penalties: null },
  Balanced: { alpha: 0.8, thresholds: TRAINED_THRESHOLDS, penalties: null },
  Economy: { alpha: 0.65, thresholds: TRAINED_THRESHOLDS, penalties: null },
} as const satisfies Readonly<Record<string, TuningProfile>>;

/** The part of the settings that has profiles. */
export interface ProfileSettings {
  readonly profiles: Readonly<Record<string, TuningProfile>>;
  readonly apps: Readonly<Record<string, string>>;
}

/** A profile by name, the user's own before the built-in ones. */
export function findProfile(
  profiles: ProfileSettings['profiles'],
  name: string,
): (TuningProfile & { readonly name: string }) | null {
  const own = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  const profile = own ?? builtInProfile(name);
  return profile === undefined ? null : { ...profile, name };
}

function builtInProfile(name: string): TuningProfile | undefined {
  return Object.hasOwn(BUILT_IN_PROFILES, name) ? BUILT_IN_PROFILES[name as keyof typeof BUILT_IN_PROFILES] : undefined;
}

/**
 * The thresholds that a profile means: those in force where it has none of its own, or the trained ones. In the settings
 * null stands for the trained ones.
 */
export function thresholdsOf<T extends Thresholds | null>(
  profile: Pick<TuningProfile, 'thresholds'> | null,
  inForce: T,
  trained: T,
): T | Thresholds {
  const own = profile?.thresholds ?? null;
  if (own === null) return inForce;
  return own === TRAINED_THRESHOLDS ? trained : own;
}

/** The common weights with those that a profile has of its own. */
export function penaltiesWith(common: PenaltyWeights, own: TuningProfile['penalties']): PenaltyWeights {
  if (own === null) return common;
  return {
    latency_sd: own.latency_sd ?? common.latency_sd,
    ctx_over_80pct: own.ctx_over_80pct ?? common.ctx_over_80pct,
    cold_cache: own.cold_cache ?? common.cold_cache,
  };
}

/** The profile of an app; null when it has none and the common values hold. */
export function profileOfApp({ profiles, apps }: ProfileSettings, app: string): ReturnType<typeof findProfile> {
  const name = Object.hasOwn(apps, app) ? apps[app] : undefined;
  return name === undefined ? null : findProfile(profiles, name);
}
