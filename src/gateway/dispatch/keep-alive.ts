/** What a client of a stream can be sent while there is nothing to say. */
import type { IncomingHttpHeaders } from 'node:http';
import type { DialectName } from '../dialects/canonical.ts';

/** Milliseconds of silence before a client of a stream is told that the answer is still coming. */
export const DEFAULT_KEEP_ALIVE_MS = 15_000;

/** An SSE comment: clients skip it. */
const COMMENT = ': keep-alive\n\n';
/** An empty line ends an event; where there is none it means nothing. */
const EMPTY_LINE = '\n';
/** How Google's own SDKs say which they are: `google-genai-sdk/2.32.0 gl-node/v20.20.2`. */
const GOOGLE_SDK = /\bgoogle-genai-sdk\/(\d{1,4})\.[\w.+-]{0,40} gl-(node|python|go)\//;

/**
 * What to send to a client, or null for one that could not read anything. Clients of Google's API have parsers of their
 * own: the SDKs for Python and Go take a comment for broken JSON but skip empty lines. So does the one for JavaScript
 * from version 2 on, while older ones stop at either. Of others nothing is known.
 */
export function keepAliveFor(dialect: DialectName, headers: IncomingHttpHeaders): string | null {
  if (dialect !== 'gemini') return COMMENT;
  const [, major, language] = GOOGLE_SDK.exec(String(headers['x-goog-api-client'] ?? '')) ?? [];
  if (major === undefined) return null;
  return language === 'node' && Number(major) < 2 ? null : EMPTY_LINE;
}
