import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HeimdallError } from '../../core/index.ts';
import { type CheckedConfig, type ConfigProblem, checkConfig, NO_ENVIRONMENT } from './check-config.ts';
import { defaultConfigPath, readConfigText } from './config-store.ts';
import { type EnvironmentOverride, overrideOf, readEnvironmentSettings } from './environment-overrides.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Which settings a command is about. */
export interface ConfigPlace {
  readonly dataFolder: string;
  /** Instead of `HEIMDALL_CONFIG` or the file in the data folder. */
  readonly configPath?: string | undefined;
  readonly env: Environment;
}

/** What `heimdall config check` says. */
export interface ConfigReport {
  readonly ok: boolean;
  /** Null when there is none, and the defaults and the environment alone are in force. */
  readonly file: string | null;
  readonly problems: readonly ConfigProblem[];
}

/** A value in force. */
export interface SettingInForce {
  readonly key: string;
  readonly value: unknown;
  readonly from: 'default' | 'file' | 'environment';
  /** `heimdall.yaml:3`, or the name of a variable; null for a default. */
  readonly where: string | null;
}

/** The file that the settings of a place are in, there or not. */
export function configPathOf({ dataFolder, configPath, env }: ConfigPlace): string {
  return resolve(configPath ?? env.HEIMDALL_CONFIG ?? defaultConfigPath(dataFolder));
}

/** Checks one file for itself. */
export function checkFile(path: string): ConfigReport {
  const problems = problemsOf(() => {
    const text = readConfigText(path);
    if (text === null) throw new HeimdallError('config_unreadable', `${path} is not there.`);
    return checkConfig(text, path, NO_ENVIRONMENT);
  });
  return { ok: problems.length === 0, file: path, problems };
}

/** Checks what would be in force: the file of the place, if there is one, and the environment. */
export function checkPlace(place: ConfigPlace): ConfigReport {
  const problems = problemsOf(() => readPlace(place));
  const path = configPathOf(place);
  return { ok: problems.length === 0, file: existsSync(path) ? path : null, problems };
}

/**
 * Every setting in force with where it is from, in the order of the schema.
 *
 * @throws {HeimdallError} `config_invalid` when they are not in order.
 */
export function settingsInForce(place: ConfigPlace): SettingInForce[] {
  const { settings, yaml } = readPlace(place);
  if (settings === null || yaml === null) {
    throw new HeimdallError('config_invalid', 'The settings are not in order: heimdall config check says why.');
  }
  const path = configPathOf(place);
  const { overrides } = readEnvironmentSettings(place.env);
  return leaves(settings).map(([keys, value]) => {
    const key = keys.join('.');
    const variable = fromEnvironment(overrides, keys);
    if (variable !== undefined) return { key, value, from: 'environment', where: variable };
    if (!yaml.document.hasIn(keys)) return { key, value, from: 'default', where: null };
    return { key, value, from: 'file', where: `${path}:${yaml.lineOf(keys) ?? 1}` };
  });
}

/** What a section's variable leaves out is a default. */
function fromEnvironment(overrides: readonly EnvironmentOverride[], keys: readonly string[]): string | undefined {
  const found = overrideOf(overrides, keys);
  if (found === undefined) return undefined;
  let value = found.value;
  for (const key of keys.slice(found.path.length)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return found.variable;
}

function readPlace(place: ConfigPlace): CheckedConfig {
  const path = configPathOf(place);
  return checkConfig(readConfigText(path) ?? '', path, readEnvironmentSettings(place.env));
}

function problemsOf(check: () => CheckedConfig): readonly ConfigProblem[] {
  try {
    return check().problems;
  } catch (error) {
    const { message } = HeimdallError.from(error);
    const fix = 'Correct the path, or give yourself the right to read it.';
    return [{ key: null, line: null, variable: null, value: null, message, fix }];
  }
}

function leaves(value: object, path: readonly string[] = []): (readonly [readonly string[], unknown])[] {
  return Object.entries(value).flatMap(([key, child]) => {
    const keys = [...path, key];
    const isSection =
      typeof child === 'object' && child !== null && !Array.isArray(child) && Object.keys(child).length > 0;
    return isSection ? leaves(child as object, keys) : [[keys, child] as const];
  });
}
