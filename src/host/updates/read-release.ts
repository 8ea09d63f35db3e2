/** What an update feed says: GitHub's "latest release", or the small JSON of a feed of one's own. */
import { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';
import { parseVersion, type SemanticVersion } from './semantic-version.ts';

/** Notes that a person reads at a glance. Characters. */
const MAX_NOTES = 1_000;

/** `GET /repos/{owner}/{repo}/releases/latest` (docs.github.com/rest/releases); never a draft or a pre-release. */
const githubRelease = z
  .object({ tag_name: z.string(), html_url: z.string(), name: z.string().nullish() })
  .transform(({ tag_name, html_url, name }) => ({ version: tag_name, url: html_url, notes: name, field: 'tag_name' }));

const ownRelease = z
  .object({ version: z.string(), url: z.string(), notes: z.string().nullish() })
  .transform((release) => ({ ...release, field: 'version' }));

export interface Release {
  readonly version: string;
  readonly parsed: SemanticVersion;
  readonly notes: string | null;
  readonly url: string | null;
}

/**
 * @param host Whose answer it is, for messages.
 * @throws {HeimdallError} `provider_bad_response`; the message names what is missing or wrong.
 */
export function readRelease(body: unknown, host: string): Release {
  const parsedBody = z.union([githubRelease, ownRelease]).safeParse(body);
  if (!parsedBody.success) {
    throw wrong(`${host} answered neither tag_name and html_url, as GitHub does, nor version and url`);
  }
  const { version, url, notes, field } = parsedBody.data;
  const parsed = parseVersion(version);
  if (parsed === null) {
    throw wrong(`${host} gives ${JSON.stringify(version.slice(0, 40))} as ${field}, not a version such as 1.2.3`);
  }
  return {
    version: version.replace(/^v/, ''),
    parsed,
    notes: notes?.trim().slice(0, MAX_NOTES) || null,
    url: isPage(url) ? url : null,
  };
}

/** The link is opened in the user's browser: other schemes can start programs, and http pages can be changed on the way. */
function isPage(url: string): boolean {
  try {
    return new URL(url).protocol === 'https:';
  } catch {
    return false;
  }
}

function wrong(message: string): HeimdallError {
  return new HeimdallError('provider_bad_response', `${message}.`);
}
