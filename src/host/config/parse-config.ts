import { basename } from 'node:path';
import { HeimdallError } from '../../core/index.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { checkConfig, describeProblem, NO_ENVIRONMENT } from './check-config.ts';

/** Problems beyond this many are counted, not listed: a message must stay readable. */
const MAX_LISTED_PROBLEMS = 5;

/**
 * Reads the text of a `heimdall.yaml` with what the environment puts in its place.
 *
 * @param path Only for messages.
 * @throws {HeimdallError} `config_unreadable` with the line when the text is not YAML; `config_invalid` naming every
 *   wrong key with its line or variable, its value and what would be right.
 */
export function parseConfig(text: string, path: string, environment = NO_ENVIRONMENT): Settings {
  const { settings, problems } = checkConfig(text, path, environment);
  if (settings !== null) return settings;
  const [first] = problems;
  if (first === undefined || first.key === null) {
    throw new HeimdallError('config_unreadable', first?.message ?? '', { context: { path, line: first?.line ?? 0 } });
  }
  const listed = problems.slice(0, MAX_LISTED_PROBLEMS).map(describeProblem);
  const more = problems.length - listed.length;
  const source = problems.every(({ variable }) => variable !== null) ? 'environment' : basename(path);
  const message = `${source}: ${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
  throw new HeimdallError('config_invalid', message, { context: { path, key: first.key } });
}
