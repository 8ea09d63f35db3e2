import { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';
import type { OauthClient } from './oauth-client.ts';

const TIMEOUT_MS = 10_000;

/** RFC 6749, 5.1. */
const tokensSchema = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
});
/** RFC 6749, 5.2. Descriptions are left alone: they may quote what was sent. */
const errorSchema = z.object({ error: z.string().regex(/^[a-z_]{1,64}$/) });

export interface TokenSet {
  readonly accessToken: string;
  /** Seconds; null when the server does not say. */
  readonly expiresInS: number | null;
  /** A new one that replaces the one that was sent; null when that stays valid. */
  readonly refreshToken: string | null;
  readonly scopes: readonly string[] | null;
}

export type TokenAnswer =
  | { readonly ok: true; readonly tokens: TokenSet }
  /** The server refused: `invalid_grant`, `invalid_client` and so on. */
  | { readonly ok: false; readonly error: string };

/**
 * Gives an authorization code for tokens.
 *
 * @throws {HeimdallError} `provider_unreachable`, `provider_error`, `provider_bad_response`.
 */
export function exchangeCode(
  client: OauthClient,
  grant: { readonly code: string; readonly verifier: string; readonly redirectUri: string },
): Promise<TokenAnswer> {
  return post(client, {
    grant_type: 'authorization_code',
    code: grant.code,
    code_verifier: grant.verifier,
    redirect_uri: grant.redirectUri,
  });
}

/** @throws {HeimdallError} like `exchangeCode`. */
export function refreshTokens(client: OauthClient, refreshToken: string): Promise<TokenAnswer> {
  return post(client, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

/** Ends a grant at the server (RFC 7009). False when that did not succeed; it is then to be ended by hand. */
export async function revokeToken(client: OauthClient, token: string): Promise<boolean> {
  if (client.revokeUrl === null) return false;
  try {
    const response = await send(client, client.revokeUrl, {
      ...identity(client),
      token,
      token_type_hint: 'refresh_token',
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function post(client: OauthClient, grant: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const { host } = new URL(client.tokenUrl);
  let status: number;
  let body: unknown;
  try {
    const response = await send(client, client.tokenUrl, { ...identity(client), ...grant });
    status = response.status;
    body = await response.json().catch(() => null);
  } catch (error) {
    // Of other errors the cause is left out: it may hold the request.
    const why = HeimdallError.isInstance(error) ? ` ${error.message}` : '';
    throw new HeimdallError('provider_unreachable', `Could not reach ${host} for an access token.${why}`);
  }
  if (status >= 200 && status <= 299) {
    const tokens = tokensSchema.safeParse(body);
    if (!tokens.success)
      throw new HeimdallError('provider_bad_response', `${host} answered something that is no token.`);
    const { access_token, expires_in, refresh_token, scope } = tokens.data;
    return {
      ok: true,
      tokens: {
        accessToken: access_token,
        expiresInS: expires_in ?? null,
        refreshToken: refresh_token ?? null,
        scopes: scope?.split(' ').filter((entry) => entry !== '') ?? null,
      },
    };
  }
  const refused = errorSchema.safeParse(body);
  if (refused.success && status < 500) return { ok: false, error: refused.data.error };
  throw new HeimdallError('provider_error', `${host} answered ${status} when asked for an access token.`);
}

function identity({ clientId, clientSecret }: OauthClient): Record<string, string> {
  return { client_id: clientId, ...(clientSecret === null ? {} : { client_secret: clientSecret }) };
}

function send({ fetch }: OauthClient, url: string, form: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
    // A redirect would carry the grant elsewhere.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}
