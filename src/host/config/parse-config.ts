import { basename } from 'node:path';
import { HeimdallError } from '../../core/index.ts';
import { parseSettings, type Settings, type SettingsIssue } from '../../shared/settings-schema.ts';
import { readYaml, type YamlDocument } from '../files/yaml-document.ts';

/** Issues beyond this many are counted, not listed: a message must stay readable. */
const MAX_LISTED_ISSUES = 5;

/** A configuration text that is in order. */
export interface ParsedConfig {
  readonly settings: Settings;
}

/**
 * Reads the text of a `heimdall.yaml`.
 *
 * @param path Only for messages.
 * @throws {HeimdallError} `config_unreadable` with the line when the text is not YAML; `config_invalid` naming every
 *   wrong key with its line, its value and what would be right.
 */
export function parseConfig(text: string, path: string): ParsedConfig {
  const yaml = readYaml(text, path, 'config_unreadable');
  const result = parseSettings(yaml.value);
  if (result.ok) return { settings: result.settings };
  const listed = result.issues.slice(0, MAX_LISTED_ISSUES).map((issue) => describeIssue(issue, yaml));
  const more = result.issues.length - listed.length;
  const message = `${basename(path)}: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  throw new HeimdallError('config_invalid', message, { context: { path, key: result.issues[0]?.key ?? '' } });
}

/** Key, line, value and what would be right: `router.alpha (line 3) is 2: Too big`. */
export function describeIssue(issue: SettingsIssue, yaml: YamlDocument): string {
  const line = yaml.lineOf(issue.path);
  const where = line === null ? '' : ` (line ${line})`;
  const value = issue.value === undefined ? '' : ` is ${issue.value}`;
  return `${issue.key}${where}${value}: ${issue.message}`;
}
