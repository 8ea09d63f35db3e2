import type { AuthAdapter, AuthInfo, RequestHeaders } from './auth-adapter.ts';
import { findToken, headerValue } from './credential-headers.ts';

/** Beginning of every key that Heimdall issues. */
export const USER_KEY_PREFIX = 'hmd_';

/** The key of this Heimdall that a request brings, in any place where a client puts its key, or undefined. */
export function userKeyOf(headers: RequestHeaders): string | undefined {
  const own = headerValue(headers, 'x-heimdall-token');
  if (own?.startsWith(USER_KEY_PREFIX)) return own;
  return findToken(headers, isUserKey);
}

/** True for the text of a key that a Heimdall issued. */
export function isUserKey(token: string): boolean {
  return token.startsWith(USER_KEY_PREFIX);
}

/**
 * Keys that Heimdall issued to apps. They are for this endpoint and go nowhere. Whether one is valid is checked at the
 * door, before anything is routed.
 */
export const userKeysAdapter: AuthAdapter = {
  name: 'user-keys',
  detect: (headers) => userKeyOf(headers) !== undefined,
  extract: (headers): AuthInfo => ({
    adapter: 'user-keys',
    type: 'local',
    provider: null,
    token: userKeyOf(headers) ?? '',
  }),
};
