import { HeimdallError } from '../../core/index.ts';
import { parseSettings, type Settings, type SettingsIssue } from '../../shared/settings-schema.ts';
import { readYaml, type YamlDocument } from '../files/yaml-document.ts';
import { type EnvironmentSettings, overrideOf, withOverrides } from './environment-overrides.ts';
import { allowedWords, nodeAt, present } from './settings-json-schema.ts';

/** One thing that is wrong with a configuration, and what to do about it. */
export interface ConfigProblem {
  /** Dotted key, the name of a variable, or `(root)`; null where the text is no YAML. */
  readonly key: string | null;
  /** Of the file; null when it is not from there. */
  readonly line: number | null;
  /** That the value is from; null when it is from the file. */
  readonly variable: string | null;
  /** As short JSON; null when it is not there or may be secret. */
  readonly value: string | null;
  readonly message: string;
  readonly fix: string;
}

/** A configuration as it was checked. `settings` is null when there are problems. */
export interface CheckedConfig {
  readonly settings: Settings | null;
  readonly problems: readonly ConfigProblem[];
  /** Null when the text is no YAML. */
  readonly yaml: YamlDocument | null;
}

export const NO_ENVIRONMENT: EnvironmentSettings = { overrides: [], problems: [] };

/**
 * Checks the text of a `heimdall.yaml` with what the environment puts in its place, and names everything that is wrong.
 *
 * @param path Only for messages.
 */
export function checkConfig(text: string, path: string, environment = NO_ENVIRONMENT): CheckedConfig {
  let yaml: YamlDocument;
  try {
    yaml = readYaml(text, path, 'config_unreadable');
  } catch (error) {
    return { settings: null, problems: [unreadable(HeimdallError.from(error))], yaml: null };
  }
  const result = parseSettings(withOverrides(yaml.value, environment.overrides));
  const issues = result.ok ? [] : result.issues.map((issue) => problemOf(issue, yaml, environment));
  const ofVariables = environment.problems.map(({ variable, message, fix }) => ({
    ...{ key: variable, line: null, variable, value: null, message, fix },
  }));
  const problems = [...issues, ...ofVariables];
  return { settings: result.ok && problems.length === 0 ? result.settings : null, problems, yaml };
}

/** Key, where it is from, value and what is wrong: `router.alpha (line 3) is 1.4: Too big`. */
export function describeProblem({ key, line, variable, value, message }: ConfigProblem): string {
  if (key === null) return message;
  const from = variable ?? (line === null ? null : `line ${line}`);
  const where = from === null || from === key ? '' : ` (${from})`;
  return `${key}${where}${value === null ? '' : ` is ${value}`}: ${message}`;
}

function unreadable(error: HeimdallError): ConfigProblem {
  const line = typeof error.context.line === 'number' ? error.context.line : null;
  const fix = 'Correct the YAML there: mind the indentation, quotes and brackets.';
  return { key: null, line, variable: null, value: null, message: error.message, fix };
}

/** An issue of the schema with its place and a way out. */
export function problemOf(issue: SettingsIssue, yaml: YamlDocument, environment = NO_ENVIRONMENT): ConfigProblem {
  const variable = overrideOf(environment.overrides, issue.path)?.variable ?? null;
  return {
    key: issue.key,
    line: variable === null ? yaml.lineOf(issue.path) : null,
    variable,
    value: issue.value ?? null,
    message: issue.message,
    fix: fixOf(issue),
  };
}

function fixOf({ path }: SettingsIssue): string {
  const node = nodeAt(path);
  if (node !== null) return `Set it to ${allowedWords(node)}.`;
  const parent = nodeAt(path.slice(0, -1));
  const known = Object.keys(parent === null ? {} : (present(parent).properties ?? {}));
  const meant = known.find((name) => isClose(name, String(path.at(-1))));
  return meant === undefined ? `Remove it. Known here: ${known.join(', ')}.` : `Write ${meant}, or remove it.`;
}

/** One letter more, less or other, two swapped, or one is the beginning of the other. */
function isClose(name: string, written: string): boolean {
  const plain = written.toLowerCase().replaceAll('-', '_');
  if (name === plain || (plain.length > 3 && (name.startsWith(plain) || plain.startsWith(name)))) return true;
  let start = 0;
  while (start < name.length && name[start] === plain[start]) start++;
  let end = 0;
  const most = Math.min(name.length, plain.length) - start;
  while (end < most && name.at(-1 - end) === plain.at(-1 - end)) end++;
  const [left, right] = [name.slice(start, name.length - end), plain.slice(start, plain.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && left === [...right].reverse().join(''));
}
