import { stringify } from 'yaml';
import { HeimdallError } from '../../../core/index.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import {
  BUILT_IN_PROFILES,
  findProfile,
  penaltiesWith,
  type Thresholds,
  type TuningProfile,
  thresholdsOf,
} from '../../../shared/profiles.ts';
import type { ConfigChange } from '../../config/config-store.ts';
import { describeChange, describeImport, importChange } from '../../tuning/profile-import.ts';
import { applyTuning, stepTuning, type TuningChanges, tuningValues } from '../../tuning/tuning-writer.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

type Tuning = ConsoleOutput<'tuning.get'>;
type Profiles = ConsoleOutput<'profiles.list'>;

/** Settings that change choices. */
export function tuningHandlers(
  parts: ConsoleParts,
): Pick<Handlers, Extract<keyof Handlers, `tuning.${string}` | `profiles.${string}`>> {
  const { config, history } = parts;

  async function apply(changes: TuningChanges, label: string): Promise<Tuning> {
    await applyTuning(parts, changes, () => label);
    return tuningOf(parts);
  }

  async function step(by: -1 | 1): Promise<Tuning> {
    await stepTuning(parts, by);
    return tuningOf(parts);
  }

  const weights = (own: TuningProfile['penalties']) => penaltiesWith(tuningValues(parts).penalties, own);

  async function edit(...changes: ConfigChange[]): Promise<Profiles> {
    await config.edit(changes);
    return listProfiles(parts);
  }

  return {
    'tuning.get': () => tuningOf(parts),
    'tuning.history': () => history.describe(),
    'tuning.export': () => ({ yaml: exportYaml(parts) }),
    'tuning.apply': ({ alpha, thresholds, penalties }) =>
      apply(
        {
          ...(alpha === undefined ? {} : { alpha }),
          ...(thresholds === undefined ? {} : { thresholds }),
          ...(penalties === undefined ? {} : { penalties: weights(penalties) }),
        },
        alpha === undefined ? 'changed' : `alpha ${alpha}`,
      ),
    'tuning.undo': () => step(-1),
    'tuning.redo': () => step(1),
    'profiles.list': () => listProfiles(parts),
    'profiles.save': ({ name, alpha, thresholds, penalties }) => {
      refuseBuiltIn(name);
      return edit({ path: ['profiles', name], value: { alpha, thresholds, penalties } });
    },
    'profiles.delete': ({ name }) => {
      refuseBuiltIn(name);
      const { profiles, apps } = config.current().settings;
      if (!Object.hasOwn(profiles, name)) throw unknownProfile(name);
      const [user] = Object.entries(apps).find(([, profile]) => profile === name) ?? [];
      if (user !== undefined) {
        throw new HeimdallError('request_invalid', `The app ${user} uses the profile ${name}: give it another first.`);
      }
      return edit({ path: ['profiles', name], value: undefined });
    },
    'profiles.apply': ({ name }) => {
      const profile = findProfile(config.current().settings.profiles, name);
      if (profile === null) throw unknownProfile(name);
      const { alpha, penalties } = profile;
      return apply(
        {
          alpha,
          thresholds: thresholdsOf(profile, tuningValues(parts).thresholds, null),
          ...(penalties === null ? {} : { penalties: weights(penalties) }),
        },
        `profile ${name}`,
      );
    },
    'profiles.read': (input) => describeImport(input, config.current().settings),
    'profiles.import': (input) => {
      const change = importChange(input, config.current().settings);
      return apply({ ...change.common, profiles: change.profiles }, describeChange(change));
    },
    'profiles.assign': ({ app, profile }) => {
      if (profile !== null && findProfile(config.current().settings.profiles, profile) === null) {
        throw unknownProfile(profile);
      }
      return edit({ path: ['apps', app], value: profile ?? undefined });
    },
  };
}

function tuningOf(parts: ConsoleParts): Tuning {
  const { alpha, thresholds, penalties } = tuningValues(parts);
  const inForce = { alpha, thresholds: thresholds ?? trainedThresholds(parts), penalties };
  const profile = listProfiles(parts).profiles.find(
    (each) =>
      each.alpha === alpha &&
      (each.thresholds === null || JSON.stringify(each.thresholds) === JSON.stringify(inForce.thresholds)) &&
      JSON.stringify(penaltiesWith(penalties, each.penalties)) === JSON.stringify(penalties),
  );
  return { ...inForce, profile: profile?.name ?? null, artifact_version: parts.routing.artifact.version };
}

function trainedThresholds({ routing }: ConsoleParts): Thresholds {
  return routing.artifact.manifest.thresholds;
}

/** The user's own first. */
function listProfiles(parts: ConsoleParts): Profiles {
  const { profiles, apps } = parts.config.current().settings;
  const named = (all: Readonly<Record<string, TuningProfile>>, built_in: boolean) =>
    Object.entries(all).map(([name, profile]) => ({
      name,
      built_in,
      alpha: profile.alpha,
      thresholds: thresholdsOf(profile, null, trainedThresholds(parts)),
      penalties: profile.penalties,
    }));
  return { profiles: [...named(profiles, false), ...named(BUILT_IN_PROFILES, true)], apps };
}

function exportYaml(parts: ConsoleParts): string {
  const { profiles, apps } = parts.config.current().settings;
  const { alpha, thresholds, penalties } = tuningValues(parts);
  return stringify({
    router: { alpha, thresholds, penalties },
    ...(Object.keys(profiles).length === 0 ? {} : { profiles }),
    ...(Object.keys(apps).length === 0 ? {} : { apps }),
  });
}

function refuseBuiltIn(name: string): void {
  if (!Object.hasOwn(BUILT_IN_PROFILES, name)) return;
  throw new HeimdallError('request_invalid', `${name} is built in. Save yours under another name.`);
}

function unknownProfile(name: string): HeimdallError {
  return new HeimdallError('not_found', `There is no profile ${name}.`);
}
