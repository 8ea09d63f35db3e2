import type { AuthAdapter } from './auth-adapter.ts';
import { bearerToken } from './credential-headers.ts';

/** Google OAuth access tokens: `Authorization: Bearer ya29.…` of a caller, or those of the account signed in here. */
export const googleOauthAdapter: AuthAdapter = {
  name: 'google-oauth',
  detect: (headers) => bearerToken(headers)?.startsWith('ya29.') === true,
  extract: (headers) => ({
    adapter: 'google-oauth',
    type: 'oauth',
    provider: 'google',
    token: bearerToken(headers) ?? '',
  }),
  apply: ({ token, metadata }) => ({
    authorization: `Bearer ${token}`,
    // The project that pays; a caller's own names it in this header, too, and that is passed on.
    ...(metadata?.user_project === undefined ? {} : { 'x-goog-user-project': metadata.user_project }),
  }),
};
