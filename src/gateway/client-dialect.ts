import type { IncomingHttpHeaders } from 'node:http';
import type { DialectName } from './dialects/canonical.ts';
import type { ClientDialect } from './dialects/dialect.ts';
import { legacyCompletionsClient } from './dialects/legacy-completions.ts';
import { CLIENT_DIALECTS } from './dialects/registry.ts';
import type { MatchedPath, RouteName } from './http/request-path.ts';

const BY_ROUTE: Readonly<Partial<Record<RouteName, DialectName>>> = {
  messages: 'anthropic',
  'count-tokens': 'anthropic',
  'gemini-generate': 'gemini',
  'gemini-count-tokens': 'gemini',
  'gemini-embed': 'gemini',
  'gemini-batch-embed': 'gemini',
  responses: 'openai-responses',
  'responses-input-tokens': 'openai-responses',
  'stored-response': 'openai-responses',
  'stored-response-input': 'openai-responses',
  'stored-response-cancel': 'openai-responses',
};

/**
 * The dialect that a caller speaks, and so gets its errors in: by the path, even one that is not served; and where two
 * APIs share a path, by the headers that only one of them has.
 */
export function clientDialect(path: string, match: MatchedPath | null, headers: IncomingHttpHeaders): ClientDialect {
  if (match?.route === 'completions') return legacyCompletionsClient;
  return CLIENT_DIALECTS[dialectName(path, match, headers)];
}

function dialectName(path: string, match: MatchedPath | null, headers: IncomingHttpHeaders): DialectName {
  const known = match === null ? undefined : BY_ROUTE[match.route];
  if (known !== undefined) return known;
  if (match?.google === true || /\/v1(?:beta|alpha)\//.test(path)) return 'gemini';
  if (match !== null && match.route !== 'models' && match.route !== 'model') return 'openai-chat';
  if (/\/messages\b|\/complete$/.test(path)) return 'anthropic';
  if (/\/responses\b/.test(path)) return 'openai-responses';
  if (headers['anthropic-version'] !== undefined) return 'anthropic';
  if (headers['x-api-key'] !== undefined && headers.authorization === undefined) return 'anthropic';
  return headers['x-goog-api-key'] === undefined ? 'openai-chat' : 'gemini';
}
