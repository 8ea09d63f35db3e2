import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { BUILT_IN_PROFILES } from '../../../shared/profiles.ts';
import { FakeRefusal } from './fake-host.ts';

type Read = ConsoleOutput<'profiles.read'>;
type Profile = Pick<ConsoleOutput<'profiles.list'>['profiles'][number], 'alpha' | 'thresholds' | 'penalties'>;

/** What is in a text, or about to be replaced. */
export interface FakeProfiles {
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly apps: Readonly<Record<string, string>>;
}

/** Reads profiles as the host does, but from JSON alone, and only a wrong alpha is wrong. */
export function parseFakeProfiles(text: string, source: string): FakeProfiles {
  try {
    const { profiles = {}, apps = {} } = JSON.parse(text);
    const whole = Object.entries(profiles).map(([name, profile]) => [
      name,
      { thresholds: null, penalties: null, ...(profile as Pick<Profile, 'alpha'>) },
    ]);
    return { profiles: Object.fromEntries(whole), apps };
  } catch {
    throw new FakeRefusal('config_unreadable', `${source}, line 1: the fake host reads JSON alone`);
  }
}

export function readFakeProfiles(
  file: FakeProfiles,
  here: FakeProfiles & { readonly inForce: Pick<Profile, 'alpha'> },
  names: Readonly<Record<string, string>>,
): Read {
  const profiles = Object.entries(file.profiles).map(([name, { alpha }]): Read['profiles'][number] => {
    const as = names[name] ?? name;
    const wrong = (problem: string) => ({ name, as, state: 'wrong' as const, fields: [], problems: [problem] });
    if (Object.hasOwn(BUILT_IN_PROFILES, as)) return wrong(`${as} is built in: take this one under another name.`);
    if (!(alpha >= 0 && alpha <= 1)) return wrong(`profiles.${name}.alpha (line 1) is ${alpha}: a number from 0 to 1`);
    const before = here.profiles[as];
    const fields = [{ field: 'alpha', here: (before ?? here.inForce).alpha, file: alpha }];
    if (before?.alpha === alpha) return { name, as, state: 'same', fields: [], problems: [] };
    return { name, as, state: before === undefined ? 'new' : 'changed', fields, problems: [] };
  });
  const apps = Object.entries(file.apps).map(([app, wanted]): Read['apps'][number] => {
    const profile = names[wanted] ?? wanted;
    const before = here.apps[app] ?? null;
    const state = before === null ? 'new' : before === profile ? 'same' : 'changed';
    return { app, profile, here: before, needs: here.profiles[profile] ? null : wanted, state, problems: [] };
  });
  return { common: null, profiles, apps, ignored: [] };
}
