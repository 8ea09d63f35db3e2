import { HeimdallError } from '../../core/index.ts';
import { createProxiedFetch, type Fetch } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';

/** This app as an authorization server knows it, and where that server is. */
export interface OauthClient {
  readonly clientId: string;
  readonly clientSecret: string | null;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl: string | null;
  readonly scopes: readonly string[];
  /** Goes through the proxy where there is one. */
  readonly fetch: Fetch;
}

/**
 * The client of Google's that the user configured. Heimdall ships none of its own.
 *
 * @throws {HeimdallError} `config_invalid` when there is none, or when its secret is not set.
 */
export function googleClient(settings: Settings, env: Readonly<Record<string, string | undefined>>): OauthClient {
  const google = settings.auth_adapters.google_oauth;
  if (google === null) {
    throw new HeimdallError(
      'config_invalid',
      'Signing in at Google needs an OAuth client of your own: set auth_adapters.google_oauth.client_id (docs/auth.md says how to get one).',
    );
  }
  const variable = google.client_secret_env;
  const secret = variable === null ? null : (env[variable]?.trim() ?? '');
  if (secret === '') {
    throw new HeimdallError(
      'config_invalid',
      `auth_adapters.google_oauth.client_secret_env names ${variable}, which is not set.`,
    );
  }
  return {
    clientId: google.client_id,
    clientSecret: secret,
    authorizationUrl: google.authorization_url,
    tokenUrl: google.token_url,
    revokeUrl: google.revoke_url,
    scopes: google.scopes,
    fetch: createProxiedFetch({ env }),
  };
}
