import { createHash } from 'node:crypto';
import { type AuthInfo, isUsableAt } from '../../core/index.ts';
import type { CredentialSource, ProviderConnection } from '../gateway-options.ts';

/** The credential to send, or why there is none. */
export type CredentialChoice =
  | { readonly kind: 'key'; readonly auth: AuthInfo; readonly ofCaller: boolean }
  /** A signed-in account, and the API key to use when its token cannot be had. */
  | { readonly kind: 'account'; readonly source: CredentialSource; readonly fallback: AuthInfo | null }
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'missing' };

/**
 * Chooses the credential for a provider: the caller's own OAuth token (who brings a subscription wants to be served by
 * it), what is stored, else the caller's key. Of what is stored the API key comes before the signed-in account, unless
 * the settings prefer the account. A caller's credential goes only to the provider that it is for, and a `local` one
 * (a placeholder for this endpoint) goes nowhere.
 *
 * @param passThrough The request goes out in the dialect that it came in.
 */
export function chooseCredential(
  connection: ProviderConnection,
  auth: AuthInfo | null,
  passThrough: boolean,
): CredentialChoice {
  const own = isUsableAt(auth, connection.name) && (passThrough || auth.passThroughOnly !== true) ? auth : null;
  if (own?.type === 'oauth') return { kind: 'key', auth: own, ofCaller: true };
  const stored = storedKey(connection);
  const { account } = connection;
  if (account !== undefined && (stored === null || (account.preferred && account.usable()))) {
    return { kind: 'account', source: account, fallback: stored };
  }
  if (stored !== null) return { kind: 'key', auth: stored, ofCaller: false };
  if (own !== null) return { kind: 'key', auth: own, ofCaller: true };
  return connection.requiresKey ? { kind: 'missing' } : { kind: 'none-needed' };
}

/** Stored keys travel as the adapter of API keys sends them. */
function storedKey({ apiKey, name }: ProviderConnection): AuthInfo | null {
  return apiKey === null || apiKey === ''
    ? null
    : { adapter: 'openai-key', type: 'api-key', provider: name, token: apiKey };
}

/** A name for a credential under which its failures are remembered. */
export function credentialName(credential: CredentialChoice): string {
  if (credential.kind === 'account') return credential.source.name;
  if (credential.kind !== 'key') return 'none';
  return createHash('sha256').update(credential.auth.token).digest('base64url').slice(0, 16);
}
