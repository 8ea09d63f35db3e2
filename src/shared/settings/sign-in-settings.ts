/** `auth_adapters.google_oauth`: signing in with an account of a provider. */
import { z } from 'zod';

/** Tokens must not cross a network in the clear. */
const authorizationUrl = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => /^https:|^http:\/\/(?:127\.0\.0\.1|\[::1\]|localhost)(?:[:/]|$)/i.test(url),
    'must be an https: URL',
  );

export const googleOauthSettings = z.strictObject({
  client_id: z.string().min(1).describe('of an OAuth client of yours, type "desktop app"; Heimdall ships none'),
  client_secret_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
    .nullable()
    .default(null)
    .describe('environment variable with its secret'),
  authorization_url: authorizationUrl
    .default('https://accounts.google.com/o/oauth2/v2/auth')
    .describe('where one signs in'),
  token_url: authorizationUrl.default('https://oauth2.googleapis.com/token').describe('where tokens are had'),
  revoke_url: authorizationUrl
    .nullable()
    .default('https://oauth2.googleapis.com/revoke')
    .describe('where signing out is told; null: nowhere'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/))
    .min(1)
    .default([
      'https://www.googleapis.com/auth/cloud-platform',
      'https://www.googleapis.com/auth/generative-language.retriever',
    ])
    .describe('what is asked for'),
  user_project: z
    .string()
    .regex(/^[a-z0-9:.-]{1,64}$/)
    .nullable()
    .default(null)
    .describe('Google Cloud project that is billed (x-goog-user-project)'),
  prefer: z.boolean().default(false).describe('use the sign-in even where there is an API key'),
});
