import { basename } from 'node:path';
import type { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';
import { type RoutingTest, routingTestFileSchema } from '../../shared/routing-test.ts';
import { readYaml, type YamlDocument } from '../files/yaml-document.ts';

/** Issues beyond this many are counted, not listed. */
const MAX_LISTED_ISSUES = 5;

/** Tests with the document that they were read from, for changes that keep comments. */
export interface ParsedTests {
  readonly tests: readonly RoutingTest[];
  readonly document: YamlDocument['document'];
}

/**
 * Reads the text of a file of routing tests. An empty text has no tests.
 *
 * @param path Only for messages.
 * @throws {HeimdallError} `tests_invalid` naming every wrong key with its line and what would be right.
 */
export function parseTests(text: string, path: string): ParsedTests {
  const yaml = readYaml(text, path, 'tests_invalid');
  const parsed = routingTestFileSchema.safeParse(yaml.value ?? { tests: [] });
  if (parsed.success) return { tests: parsed.data.tests, document: yaml.document };
  const { issues } = parsed.error;
  const listed = issues.slice(0, MAX_LISTED_ISSUES).map((issue) => describeIssue(issue, yaml));
  const more = issues.length - listed.length;
  throw new HeimdallError(
    'tests_invalid',
    `${basename(path)}: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    { context: { path } },
  );
}

function describeIssue(issue: z.core.$ZodIssue, yaml: YamlDocument): string {
  // A key that is too much is named itself: its line is what helps.
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
  const line = yaml.lineOf(keys);
  const message = issue.code === 'unrecognized_keys' ? 'is no key that a test has' : issue.message;
  return `${keys.map(String).join('.') || 'the file'}${line === null ? '' : ` (line ${line})`}: ${message}`;
}
