import { HeimdallError } from '../../core/index.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import { BUILT_IN_PROFILES, findProfile, penaltiesWith } from '../../shared/profiles.ts';
import { profileNameSchema } from '../../shared/settings/router-settings.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import {
  type Checked,
  type CommonTuning,
  type OwnProfile,
  type ProfilesFile,
  readProfilesFile,
} from './profiles-file.ts';
import type { ProfilesChange, TuningValues } from './tuning-history.ts';

type Read = ConsoleOutput<'profiles.read'>;
type Part = Pick<Read['profiles'][number], 'state' | 'fields' | 'problems'>;
type Field = Part['fields'][number];
type Own = Pick<Settings, 'router' | 'profiles' | 'apps'>;
type Names = Readonly<Record<string, string>>;

/** What an import changes. */
export interface ImportChange {
  readonly common: Partial<Omit<TuningValues, 'artifact'>>;
  readonly profiles: ProfilesChange;
}

/**
 * What a text has beside what is here.
 *
 * @throws {HeimdallError} as `readProfilesFile`.
 */
export function describeImport({ text, source, names }: ConsoleParsedInput<'profiles.read'>, own: Own): Read {
  return describeParts(readProfilesFile(text, source), names, own);
}

function describeParts(file: ProfilesFile, names: Names, own: Own): Read {
  return {
    common: file.common === null ? null : describeCommon(file.common, own.router),
    profiles: [...file.profiles].map(([name, profile]) => {
      const as = ownValue(names, name) ?? name;
      const before = ownValue(own.profiles, as);
      const problems = [...(profile.ok ? [] : profile.problems), ...nameProblems(file, names, name)];
      if (!profile.ok || problems.length > 0) return { name, as, state: 'wrong', fields: [], problems };
      const rows = fields(before ?? own.router, profile.value).filter(({ here, file: there }) =>
        before === undefined ? there !== null : here !== there,
      );
      const state = before === undefined ? 'new' : rows.length === 0 ? 'same' : 'changed';
      return { name, as, state, fields: rows, problems };
    }),
    apps: [...file.apps].map(([app, profile]) => describeApp(file, names, own, app, profile)),
    ignored: [...file.ignored],
  };
}

/**
 * The change that takes parts of a text over.
 *
 * @throws {HeimdallError} as `readProfilesFile`; `config_invalid` when a part is wrong, `request_invalid` when it is not in
 *   the text or nothing was chosen.
 */
export function importChange(input: ConsoleParsedInput<'profiles.import'>, own: Own): ImportChange {
  const file = readProfilesFile(input.text, input.source);
  const read = describeParts(file, input.names, own);
  if (!input.common && input.profiles.length === 0 && input.apps.length === 0) {
    throw new HeimdallError('request_invalid', 'Nothing was chosen: choose a profile, an app or the common values.');
  }
  const profiles = input.profiles.map((name) => {
    const { as } = chosen(
      read.profiles.find((one) => one.name === name),
      `the profile ${name}`,
      input.source,
    );
    return [as, { before: ownValue(own.profiles, as) ?? null, after: checkedValue(file.profiles.get(name)) }] as const;
  });
  const apps = input.apps.map((app) => {
    const { here, profile } = chosen(
      read.apps.find((one) => one.app === app),
      `the app ${app}`,
      input.source,
    );
    return [app, { before: here, after: profile }] as const;
  });
  if (input.common) chosen(read.common ?? undefined, 'router', input.source);
  return {
    common: input.common && file.common !== null ? commonValues(checkedValue(file.common), own.router) : {},
    profiles: { profiles: Object.fromEntries(profiles), apps: Object.fromEntries(apps) },
  };
}

/** `imported 2 profiles, 1 app`. */
export function describeChange({ common, profiles: { profiles, apps } }: ImportChange): string {
  const count = (names: object, word: string) => {
    const { length } = Object.keys(names);
    return length === 0 ? [] : [`${length} ${word}${length === 1 ? '' : 's'}`];
  };
  const parts = [
    ...count(profiles, 'profile'),
    ...count(apps, 'app'),
    ...(Object.keys(common).length > 0 ? ['common values'] : []),
  ];
  return `imported ${parts.join(', ')}`;
}

function describeCommon(common: Checked<CommonTuning>, inForce: Settings['router']): Part {
  if (!common.ok) return { state: 'wrong', fields: [], problems: [...common.problems] };
  const after = { ...inForce, ...commonValues(common.value, inForce) };
  const rows = fields(inForce, after).filter(({ here, file }) => here !== file);
  return { state: rows.length === 0 ? 'same' : 'changed', fields: rows, problems: [] };
}

function describeApp(
  file: ProfilesFile,
  names: Names,
  own: Own,
  app: string,
  wanted: Checked<string>,
): Read['apps'][number] {
  const here = ownValue(own.apps, app) ?? null;
  if (!wanted.ok) return { app, profile: '', here, needs: null, state: 'wrong', problems: [...wanted.problems] };
  const profile = ownValue(names, wanted.value) ?? wanted.value;
  const known = findProfile(own.profiles, profile) !== null;
  if (!known && !file.profiles.has(wanted.value)) {
    const all = new Set([...Object.keys(own.profiles), ...file.profiles.keys(), ...Object.keys(BUILT_IN_PROFILES)]);
    const problem = `apps.${app}: there is no profile ${profile}. There are ${[...all].join(', ')}.`;
    return { app, profile, here, needs: null, state: 'wrong', problems: [problem] };
  }
  const state = here === null ? 'new' : here === profile ? 'same' : 'changed';
  return { app, profile, here, needs: known ? null : wanted.value, state, problems: [] };
}

function nameProblems(file: ProfilesFile, names: Names, name: string): string[] {
  const as = ownValue(names, name) ?? name;
  const checked = profileNameSchema.safeParse(as);
  if (!checked.success) return [`The name ${JSON.stringify(as)}: ${checked.error.issues[0]?.message}.`];
  if (Object.hasOwn(BUILT_IN_PROFILES, as)) return [`${as} is built in: take this one under another name.`];
  const twice = [...file.profiles.keys()].some((other) => other !== name && (ownValue(names, other) ?? other) === as);
  return twice ? [`Two profiles would be named ${as}: give one another name.`] : [];
}

/** The schema knows no name from the prototype; a file may. */
function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Penalties that the file does not name stay as they are. */
function commonValues({ penalties, ...values }: CommonTuning, inForce: Settings['router']): ImportChange['common'] {
  return { ...values, ...(penalties ? { penalties: penaltiesWith(inForce.penalties, penalties) } : {}) };
}

function chosen<T extends { readonly problems: readonly string[] }>(
  part: T | undefined,
  what: string,
  source: string,
): T {
  if (part === undefined) throw new HeimdallError('request_invalid', `${source} has not ${what}.`);
  if (part.problems.length > 0) throw new HeimdallError('config_invalid', `${source}: ${part.problems.join(' ')}`);
  return part;
}

function checkedValue<T>(part: Checked<T> | undefined): T {
  if (part?.ok !== true) throw new HeimdallError('internal', 'A part of the file was not checked.');
  return part.value;
}

/** Values side by side; null where one has none of its own. */
function fields(here: OwnProfile | Settings['router'], file: OwnProfile | Settings['router']): Field[] {
  const values = ({ alpha, thresholds, penalties }: typeof here) =>
    [
      ['alpha', alpha],
      ['thresholds.cheap', thresholds?.cheap ?? null],
      ['thresholds.hard', thresholds?.hard ?? null],
      ['penalties.latency_sd', penalties?.latency_sd ?? null],
      ['penalties.ctx_over_80pct', penalties?.ctx_over_80pct ?? null],
      ['penalties.cold_cache', penalties?.cold_cache ?? null],
    ] as const;
  const there = new Map<string, number | null>(values(file));
  return values(here).map(([field, value]) => ({ field, here: value, file: there.get(field) ?? null }));
}
