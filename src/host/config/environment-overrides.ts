/**
 * Settings from the environment: `HEIMDALL_GATEWAY__PORT=8080` is `gateway.port`. Two underscores stand between keys; the
 * value is YAML. A variable wins over the file and is checked as the file is.
 */
import { parseDocument } from 'yaml';
import { nodeAt, present, type SettingNode } from './settings-json-schema.ts';

const PREFIX = 'HEIMDALL_';

/** A setting that a variable gives. */
export interface EnvironmentOverride {
  readonly variable: string;
  /** Keys from the root. */
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface EnvironmentSettings {
  readonly overrides: readonly EnvironmentOverride[];
  /** Variables that look like settings and are none, with the reason. */
  readonly problems: readonly { readonly variable: string; readonly message: string; readonly fix: string }[];
}

/**
 * Reads the settings among variables. `HEIMDALL_` with one word that is no setting (`HEIMDALL_HOME`) is something else; with
 * two underscores it is meant as a setting, and a problem when there is none. Empty variables count as not set.
 */
export function readEnvironmentSettings(env: Readonly<Record<string, string | undefined>>): EnvironmentSettings {
  const overrides: EnvironmentOverride[] = [];
  const problems: EnvironmentSettings['problems'][number][] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || text === undefined || text.trim() === '') continue;
    const segments = variable.slice(PREFIX.length).toLowerCase().split('__');
    const path = pathOf(segments);
    const node = path === null ? null : nodeAt(path);
    if (path === null || node === null) {
      if (segments.length > 1 && segments[0] !== '') {
        const fix = 'Correct or unset it: the keys of a heimdall.yaml in capitals, with two underscores between them.';
        problems.push({ variable, message: 'there is no such setting', fix });
      }
      continue;
    }
    const value = readValue(text, node);
    if (value === undefined)
      problems.push({ variable, message: 'its value is not YAML', fix: 'Put text into quotes.' });
    else overrides.push({ variable, path, value });
  }
  // A part of a section after the section itself.
  overrides.sort((one, other) => one.path.length - other.path.length);
  return { overrides, problems };
}

/** What the file says with what the environment says in its place; the file's value stays as it is. */
export function withOverrides(file: unknown, overrides: readonly EnvironmentOverride[]): unknown {
  if (overrides.length === 0 || !(file === null || file === undefined || isSection(file))) return file;
  const merged = structuredClone(file ?? {}) as Record<string, unknown>;
  for (const { path, value } of overrides) {
    let section = merged;
    for (const key of path.slice(0, -1)) {
      if (!Object.hasOwn(section, key) || !isSection(section[key])) section[key] = {};
      section = section[key] as Record<string, unknown>;
    }
    section[path.at(-1) as string] = value;
  }
  return merged;
}

/** The variable that a setting is from, or a part of it, or the section that it is in; undefined when none. */
export function overrideOf(
  overrides: readonly EnvironmentOverride[],
  path: readonly (string | number)[],
): EnvironmentOverride | undefined {
  return overrides.findLast((one) => one.path.every((key, index) => index >= path.length || key === path[index]));
}

/** Variables have no dashes and no small letters: a name of the user's own has dashes for its underscores. */
function pathOf(segments: readonly string[]): string[] | null {
  const path: string[] = [];
  for (const segment of segments) {
    const parent = nodeAt(path);
    if (parent === null || segment === '') return null;
    const { properties = {} } = present(parent);
    path.push(Object.hasOwn(properties, segment) ? segment : segment.replaceAll('_', '-'));
  }
  return path;
}

/** Undefined when it is no YAML. Text needs no quotes where text is wanted. */
function readValue(text: string, node: SettingNode): unknown {
  const { type } = present(node);
  if (type === 'string' && text.trim() !== 'null') return text.trim();
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 50 }) as unknown);
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
