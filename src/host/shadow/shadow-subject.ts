import { isAbsolute } from 'node:path';
import { type Artifact, HeimdallError, type RouterConfig, unknownCandidates } from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import { findProfile, penaltiesWith, type TuningProfile, thresholdsOf } from '../../shared/profiles.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { openArtifact } from '../routing/load-artifact-folder.ts';

type StartInput = ConsoleParsedInput<'shadow.start'>;
type Described = NonNullable<ConsoleOutput<'shadow.status'>['of']>;

/** What the shadow decides with: another artifact, another tuning, or both. */
export class ShadowSubject {
  readonly #input: StartInput;
  /** Null: the one in force. */
  readonly artifact: Artifact | null;
  #derived: { readonly from: RouterConfig; readonly config: RouterConfig } | null = null;

  private constructor(input: StartInput, artifact: Artifact | null) {
    this.#input = input;
    this.artifact = artifact;
  }

  /**
   * @param live The configuration in force.
   * @throws {HeimdallError} `not_found` for a profile that is not there; `request_invalid` for a path that is not
   *   whole, `artifact_*` when there is no good artifact, or one that has no model to choose.
   */
  static async open(input: StartInput, live: RouterConfig): Promise<ShadowSubject> {
    const { artifact_dir: folder } = input;
    if (folder !== undefined && !isAbsolute(folder)) {
      throw new HeimdallError('request_invalid', 'artifact_dir must be the whole path of a folder, from the root on.');
    }
    const { trusted_keys: trusted } = live.settings.tuning;
    const subject = new ShadowSubject(input, folder === undefined ? null : await openArtifact(folder, { trusted }));
    const config = subject.config(live);
    if (config === null) throw new HeimdallError('not_found', `There is no profile ${input.profile}.`);
    const { artifact } = subject;
    if (artifact !== null) refuseWithoutModels(artifact, config);
    return subject;
  }

  /** The live configuration with the subject's tuning; null when its profile is gone. The same value for the same one. */
  config(live: RouterConfig): RouterConfig | null {
    if (this.#derived?.from === live) return this.#derived.config;
    const tuning = this.#tuning(live.settings);
    if (tuning === null) return null;
    // Its own memory of decisions would only cost memory: what is asked twice is compared twice.
    const settings = { ...live.settings, enable_caching: false, router: { ...live.settings.router, ...tuning } };
    const config = { ...live, settings };
    this.#derived = { from: live, config };
    return config;
  }

  /** Nothing to compare: its artifact is in force now, and it has no tuning of its own. */
  isNoOtherThan(inForce: Artifact): boolean {
    const { artifact_dir: _folder, ...tuning } = this.#input;
    return this.artifact?.version === inForce.version && Object.values(tuning).every((value) => value === undefined);
  }

  describe(config: RouterConfig, inForce: Artifact): Described {
    const { profile = null, artifact_dir = null } = this.#input;
    const { version } = this.artifact ?? inForce;
    const { alpha, thresholds, penalties } = this.#input;
    const own = [
      ...(alpha === undefined ? [] : [`alpha ${alpha}`]),
      ...(thresholds === undefined ? [] : [`thresholds ${thresholds.cheap} and ${thresholds.hard}`]),
      ...(penalties === undefined ? [] : ['other penalties']),
    ];
    const parts = [
      ...(profile === null ? [] : [`profile ${profile}`]),
      ...(artifact_dir === null ? [] : [`artifact ${version}`]),
      ...own,
    ];
    return {
      label: parts.join(', '),
      profile,
      artifact_dir,
      artifact_version: version,
      alpha: config.settings.router.alpha,
    };
  }

  #tuning({ profiles, router }: Settings): Pick<Settings['router'], 'alpha' | 'thresholds' | 'penalties'> | null {
    const { profile: name, alpha, thresholds, penalties } = this.#input;
    const profile: TuningProfile | null = name === undefined ? null : findProfile(profiles, name);
    if (name !== undefined && profile === null) return null;
    const weights = penaltiesWith(router.penalties, profile?.penalties ?? null);
    return {
      alpha: alpha ?? profile?.alpha ?? router.alpha,
      thresholds: thresholds ?? thresholdsOf(profile, router.thresholds, null),
      penalties: { ...router.penalties, ...penaltiesWith(weights, penalties ?? null) },
    };
  }
}

/** What a comparison means depends on these; the catalog may change under it. */
export function tuningFingerprint({ settings }: RouterConfig): string {
  const { router, profiles, apps, embedder } = settings;
  return JSON.stringify([router, profiles, apps, embedder]);
}

/** An artifact may be whole and yet choose among models that nobody here knows. */
function refuseWithoutModels(artifact: Artifact, config: RouterConfig): void {
  const { router } = config.settings;
  const { candidates } = artifact.manifest.routing;
  for (const bucket of ['cheap', 'mid', 'hard'] as const) {
    const wanted = router[`${bucket}_candidates`] ?? candidates[bucket];
    // `unknownCandidates` reads the lists of the settings, so that the artifact's go in there.
    const named = {
      ...config,
      settings: { ...config.settings, router: { ...router, [`${bucket}_candidates`]: wanted } },
    };
    const unknown = unknownCandidates(artifact, named).filter((entry) => entry.bucket === bucket);
    if (wanted.length > 0 && unknown.length === wanted.length) {
      throw new HeimdallError(
        'artifact_invalid',
        `The artifact ${artifact.version} has no model for ${bucket} that the catalog knows.`,
      );
    }
  }
}
