import { createAuthRegistry } from '../../../src/core/index.ts';
import { clientDialect } from '../../../src/gateway/client-dialect.ts';
import {
  appName,
  parseOverrides,
  replayToken,
  wantsSimulator,
} from '../../../src/gateway/dialects/openai-chat/request-headers.ts';
import { CLIENT_DIALECTS } from '../../../src/gateway/dialects/registry.ts';
import { keepAliveFor } from '../../../src/gateway/dispatch/keep-alive.ts';
import { readRateLimits } from '../../../src/gateway/dispatch/rate-limits.ts';
import { matchPath, pathOf, plainQuery } from '../../../src/gateway/http/request-path.ts';
import { headerValue } from '../../../src/gateway/http/respond.ts';
import { sessionReference } from '../../../src/gateway/session-reference.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const NOW_MS = 1_700_000_000_000;
const SALT = Buffer.alloc(16);
const auth = createAuthRegistry();
const plainRequest = CLIENT_DIALECTS['openai-chat'].parse(
  Buffer.from('{"model":"heimdall/auto","messages":[{"role":"user","content":"hi"}]}'),
);

/** What stands before a body: the path, and headers of callers and upstreams. */
export const headerTargets: readonly FuzzTarget[] = [
  {
    name: 'headers',
    seeds: [
      JSON.stringify({
        authorization: 'Bearer sk-test-0123456789abcdef',
        'x-api-key': 'sk-ant-oat01-abcdef',
        'anthropic-beta': 'oauth-2025-04-20,claude-code-20250219',
        'user-agent': 'google-genai-sdk/2.32.0 gl-node/v20.20.2',
        'x-heimdall-alpha': '0.5',
        'x-heimdall-bucket': 'mid',
        'x-heimdall-session': 'abc-123',
        'x-heimdall-simulate': 'true',
        'x-app': 'notes',
        'retry-after': '12',
        'x-ratelimit-remaining-requests': '10',
        'x-ratelimit-reset-requests': '1m12.5s',
        'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:00Z',
        session_id: '0198-7',
      }),
      JSON.stringify({
        authorization: `Bearer ${['{"alg":"none"}', '{"exp":1,"iss":"https://accounts.google.com"}', 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.')}`,
        'x-goog-api-key': 'AIzaSyA-0123456789',
      }),
    ],
    run(bytes) {
      const headers = headersIn(bytes);
      appName(headers);
      replayToken(headers);
      readRateLimits(headers, NOW_MS);
      keepAliveFor('gemini', headers);
      auth.detect(headers, auth.names, { nowMs: NOW_MS, dialect: 'anthropic' });
      clientDialect('/v1/models', null, headers);
      for (const value of Object.values(headers))
        if (/[\r\n]/.test(headerValue(value))) throw new Error('a header was split');
      wantsSimulator(headers);
      parseOverrides(headers);
      sessionReference(plainRequest, headers, null, SALT);
    },
  },
  {
    name: 'path',
    seeds: [
      '/v1/chat/completions?x=1',
      '/v1beta/models/gemini-3%2Fx:streamGenerateContent?alt=sse&key=AIza',
      '/v1//responses/resp_1/input_items/',
      '/openai/v1/models/a%20b',
    ],
    run(bytes) {
      const url = bytes.toString('latin1').replaceAll(/[^\x21-\x7e]/g, '');
      matchPath(pathOf(url));
      plainQuery(url);
    },
  },
];

/** Headers as node hands them over: lower-case names, texts without control characters. */
function headersIn(bytes: Buffer): Record<string, string> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return {};
  }
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
  return Object.fromEntries(
    entries.map(([name, text]) => [
      name.toLowerCase(),
      String(JSON.stringify(text))
        .slice(0, 16_000)
        .replaceAll(/[^\x20-\x7e\x80-\xff]/g, ''),
    ]),
  );
}
