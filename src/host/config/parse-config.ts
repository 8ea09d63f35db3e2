import { basename } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { HeimdallError } from '../../core/index.ts';
import { parseSettings, type Settings, type SettingsIssue } from '../../shared/settings-schema.ts';

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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const file = basename(path);
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new HeimdallError('config_unreadable', `${file}, line ${line}, column ${col}: ${fault.message}`, {
      context: { path, line },
    });
  }
  const result = parseSettings(toValue(document, file, path));
  if (result.ok) return { settings: result.settings };
  const listed = result.issues.slice(0, MAX_LISTED_ISSUES).map((issue) => describeIssue(issue, document, lines));
  const more = result.issues.length - listed.length;
  throw new HeimdallError('config_invalid', `${file}: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`, {
    context: { path, key: result.issues[0]?.key ?? '' },
  });
}

function toValue(document: Document.Parsed, file: string, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    // Aliases to nowhere and alias bombs surface only here.
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeimdallError('config_unreadable', `${file}: ${reason}`, { context: { path } });
  }
}

function describeIssue(issue: SettingsIssue, document: Document.Parsed, lines: LineCounter): string {
  const line = lineOf(issue, document, lines);
  const where = line === null ? '' : ` (line ${line})`;
  const value = issue.value === undefined ? '' : ` is ${issue.value}`;
  return `${issue.key}${where}${value}: ${issue.message}`;
}

/** Line of the key, or of the nearest enclosing key that is in the file. */
function lineOf(issue: SettingsIssue, document: Document.Parsed, lines: LineCounter): number | null {
  const keys = issue.key === '(root)' ? [] : issue.key.split('.');
  for (let length = keys.length; length > 0; length--) {
    const path = keys.slice(0, length).map((key) => (/^\d+$/.test(key) ? Number(key) : key));
    const node = document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}
