/** Tuning profiles: named values of what the router weighs, for all requests or for those of one app. */

/** Weights of the penalties: `router.penalties`. */
export interface PenaltyWeights {
  readonly latency_sd: number;
  readonly ctx_over_80pct: number;
  readonly cold_cache: number;
}

export interface TuningProfile {
  /** 1 = quality alone, 0 = cost alone. */
  readonly alpha: number;
  /** Null leaves those that are in force. */
  readonly thresholds: { readonly cheap: number; readonly hard: number } | null;
  /** What is absent is as in force. */
  readonly penalties: { readonly [N in keyof PenaltyWeights]?: number | undefined } | null;
}

/** Points on alpha: what most people mean by these words. */
export const BUILT_IN_PROFILES: Readonly<Record<string, TuningProfile>> = {
  Quality: { alpha: 0.85, thresholds: null, penalties: null },
  Balanced: { alpha: 0.6, thresholds: null, penalties: null },
  Economy: { alpha: 0.35, thresholds: null, penalties: null },
};

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
  const profile = own ?? (Object.hasOwn(BUILT_IN_PROFILES, name) ? BUILT_IN_PROFILES[name] : undefined);
  return profile === undefined ? null : { ...profile, name };
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
