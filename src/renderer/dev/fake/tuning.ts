import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { BUILT_IN_PROFILES, penaltiesWith } from '../../../shared/profiles.ts';
import type { FakeArea, FakeHost } from './fake-host.ts';
import { FakeRefusal } from './fake-host.ts';
import { parseFakeProfiles, readFakeProfiles } from './profile-import.ts';

type Values = Pick<ConsoleOutput<'tuning.get'>, 'alpha' | 'thresholds' | 'penalties'>;
type Profile = ConsoleOutput<'profiles.list'>['profiles'][number];

const TRAINED = { cheap: 0.62, hard: 0.58 };
export const ARTIFACT_VERSION = '2026.11.1';

/** Values, profiles and history, as the host keeps them. */
export function fakeTuning(emit: FakeHost['emit']) {
  let inForce: Values = {
    alpha: BUILT_IN_PROFILES.Balanced.alpha,
    thresholds: TRAINED,
    penalties: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
  };
  const history: Values[] = [];
  let current = -1;
  const profiles = new Map<string, Profile>();
  const apps: Record<string, string> = {};

  const listed = (): Profile[] => [
    ...profiles.values(),
    ...Object.entries(BUILT_IN_PROFILES).map(([name, { alpha, penalties }]) => ({
      name,
      built_in: true,
      alpha,
      thresholds: TRAINED,
      penalties,
    })),
  ];
  const profilesOf = (): ConsoleOutput<'profiles.list'> => ({ profiles: listed(), apps });
  const tuning = (): ConsoleOutput<'tuning.get'> => {
    const profile = listed().find(
      ({ alpha, thresholds }) =>
        alpha === inForce.alpha &&
        (thresholds === null || JSON.stringify(thresholds) === JSON.stringify(inForce.thresholds)),
    );
    return { ...inForce, profile: profile?.name ?? null, artifact_version: ARTIFACT_VERSION };
  };
  const told = (): ConsoleOutput<'tuning.get'> => {
    queueMicrotask(() => emit('changed', { what: 'tuning' }));
    return tuning();
  };
  const change = (values: Partial<Values>): ConsoleOutput<'tuning.get'> => {
    history.length = current + 1;
    if (history.length === 0) history.push(inForce);
    inForce = { ...inForce, ...values };
    history.push(inForce);
    current = history.length - 1;
    return told();
  };
  const step = (by: number): ConsoleOutput<'tuning.get'> => {
    inForce = history[current + by] ?? inForce;
    current += by;
    return told();
  };
  const handlers: FakeArea<'tuning' | 'profiles'> = {
    'tuning.get': tuning,
    'tuning.apply': ({ alpha, thresholds, penalties }) =>
      change({
        ...(alpha === undefined ? {} : { alpha }),
        ...(thresholds === undefined ? {} : { thresholds: thresholds ?? TRAINED }),
        ...(penalties === undefined ? {} : { penalties: penaltiesWith(inForce.penalties, penalties) }),
      }),
    'tuning.undo': () => step(-1),
    'tuning.redo': () => step(1),
    'tuning.history': () => ({
      entries: history.map((values, index) => ({ at_ms: 1_760_000_000_000, label: `change ${index}`, ...values })),
      current,
      can_undo: current > 0,
      can_redo: current < history.length - 1,
    }),
    'tuning.export': () => ({ yaml: `router:\n  alpha: ${inForce.alpha}\n` }),
    'profiles.list': profilesOf,
    'profiles.save': (profile) => {
      profiles.set(profile.name, { ...profile, built_in: false });
      return profilesOf();
    },
    'profiles.delete': ({ name }) => {
      profiles.delete(name);
      return profilesOf();
    },
    'profiles.apply': ({ name }) => {
      const profile = listed().find((each) => each.name === name);
      if (profile === undefined) throw new FakeRefusal('not_found', `There is no profile ${name}.`);
      return change({ alpha: profile.alpha });
    },
    'profiles.read': ({ text, source, names }) =>
      readFakeProfiles(
        parseFakeProfiles(text, source),
        { profiles: Object.fromEntries(profiles), apps, inForce },
        names,
      ),
    'profiles.import': ({ text, source, names, ...chosen }) => {
      const file = parseFakeProfiles(text, source);
      for (const name of chosen.profiles) {
        const profile = file.profiles[name];
        const as = names[name] ?? name;
        if (profile !== undefined) profiles.set(as, { ...profile, name: as, built_in: false });
      }
      for (const app of chosen.apps) {
        const wanted = file.apps[app];
        if (wanted !== undefined) apps[app] = names[wanted] ?? wanted;
      }
      return change({});
    },
    'profiles.assign': ({ app, profile }) => {
      if (profile === null) delete apps[app];
      else apps[app] = profile;
      return profilesOf();
    },
  };
  return { handlers, alpha: () => inForce.alpha };
}
