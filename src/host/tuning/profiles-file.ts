import { HeimdallError } from '../../core/index.ts';
import { parseSettings, type Settings, type SettingsIssue } from '../../shared/settings-schema.ts';
import { describeProblem, problemOf } from '../config/check-config.ts';
import { readYaml, type YamlDocument } from '../files/yaml-document.ts';

/** A profile of the user's own. */
export type OwnProfile = Settings['profiles'][string];

/** Values for all apps without a profile; what is absent the file does not say. */
export interface CommonTuning extends Partial<Pick<Settings['router'], 'alpha' | 'thresholds'>> {
  readonly penalties?: OwnProfile['penalties'];
}

/** A part of a file as it was checked: its value, or what is wrong with it in words. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The tuning that a text has. */
export interface ProfilesFile {
  readonly common: Checked<CommonTuning> | null;
  /** By name, as they are in the file. Names are not checked: they may be changed. */
  readonly profiles: ReadonlyMap<string, Checked<OwnProfile>>;
  /** Name of a profile by that of an app; whether there is such a profile is not checked here. */
  readonly apps: ReadonlyMap<string, Checked<string>>;
  /** Keys that were not read. */
  readonly ignored: readonly string[];
}

const COMMON = ['alpha', 'thresholds', 'penalties'] as const;

/**
 * Reads the tuning of a text: a `heimdall.yaml`, a part of one, or the same as JSON. Each part is checked by the schema of
 * the settings, and for itself, so that what is wrong with one does not hold up another.
 *
 * @param source Where the text is from, for messages.
 * @throws {HeimdallError} `config_unreadable` when the text is not YAML, `config_invalid` when it has no tuning.
 */
export function readProfilesFile(text: string, source: string): ProfilesFile {
  const yaml = readYaml(text, source, 'config_unreadable');
  const root = mapping(yaml, yaml.value, []) ?? {};
  const { router: routerValue, profiles, apps, ...others } = root;
  const router = mapping(yaml, routerValue, ['router']) ?? {};
  const common = Object.fromEntries(
    COMMON.filter((key) => Object.hasOwn(router, key)).map((key) => [key, router[key]]),
  );
  const file: ProfilesFile = {
    common: Object.keys(common).length === 0 ? null : checkCommon(yaml, common),
    profiles: each(mapping(yaml, profiles, ['profiles']), (name, value) => checkProfile(yaml, name, value)),
    apps: each(mapping(yaml, apps, ['apps']), (app, value) => checkApp(yaml, app, value)),
    ignored: [
      ...Object.keys(others),
      ...Object.keys(router)
        .filter((key) => !COMMON.includes(key as (typeof COMMON)[number]))
        .map((key) => `router.${key}`),
    ],
  };
  if (file.common === null && file.profiles.size === 0 && file.apps.size === 0) {
    const found = file.ignored.length === 0 ? 'nothing' : `only ${file.ignored.slice(0, 5).join(', ')}`;
    throw new HeimdallError(
      'config_invalid',
      `${source} has no tuning: it has ${found}. Profiles are under \`profiles:\`, those of apps under \`apps:\`, the values for all others under \`router:\`, as in a heimdall.yaml.`,
    );
  }
  return file;
}

/** The value is what is in the file and no more: the schema would fill in the rest. */
function checkCommon(yaml: YamlDocument, common: Readonly<Record<string, unknown>>): Checked<CommonTuning> {
  return check(yaml, { router: common }, () => common as CommonTuning);
}

function checkProfile(yaml: YamlDocument, name: string, value: unknown): Checked<OwnProfile> {
  // Under a name that is right, whatever its own.
  const result = parseSettings({ profiles: { profile: value } });
  if (result.ok) return { ok: true, value: result.settings.profiles.profile as OwnProfile };
  return wrong(
    yaml,
    result.issues.map((issue) => {
      const path = ['profiles', name, ...issue.path.slice(2)];
      return { ...issue, path, key: path.join('.') };
    }),
  );
}

function checkApp(yaml: YamlDocument, app: string, value: unknown): Checked<string> {
  // A profile of that name stands in for the one that is looked for later.
  const profiles = typeof value === 'string' ? { [value]: { alpha: 0 } } : {};
  return check(yaml, { profiles, apps: { [app]: value } }, (settings) => settings.apps[app] as string);
}

function check<T>(yaml: YamlDocument, part: unknown, value: (settings: Settings) => T): Checked<T> {
  const result = parseSettings(part);
  return result.ok ? { ok: true, value: value(result.settings) } : wrong(yaml, result.issues);
}

function wrong(yaml: YamlDocument, issues: readonly SettingsIssue[]): Checked<never> {
  return { ok: false, problems: issues.map((issue) => describeProblem(problemOf(issue, yaml))) };
}

/** @throws {HeimdallError} `config_invalid` where there is something else. */
function mapping(yaml: YamlDocument, value: unknown, path: readonly string[]): Record<string, unknown> | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  const what = path.length === 0 ? 'the whole text' : `${path.join('.')} (line ${yaml.lineOf(path) ?? 1})`;
  throw new HeimdallError('config_invalid', `${what} must hold \`name: value\` pairs, as a heimdall.yaml does.`);
}

function each<T>(
  section: Readonly<Record<string, unknown>> | null,
  read: (name: string, value: unknown) => Checked<T>,
): ReadonlyMap<string, Checked<T>> {
  return new Map(Object.entries(section ?? {}).map(([name, value]) => [name, read(name, value)]));
}
