import { createHash } from 'node:crypto';
import type { AuthInfo } from '../../core/index.ts';
import type { ProviderConnection } from '../gateway-options.ts';

/** The credential to send, or why there is none. */
export type CredentialChoice =
  | {
      readonly kind: 'key';
      readonly key: string;
      readonly ofCaller: boolean;
      /** An OAuth token: some providers want it in another header than a key. */
      readonly oauth: boolean;
    }
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'missing' };

/**
 * Chooses the credential for a provider: the caller's own OAuth token (who brings a subscription wants to be served by
 * it), the stored key, else the caller's key. A caller's credential goes only to the provider that it is for, and a
 * `local` one (a placeholder for this endpoint) goes nowhere.
 */
export function chooseCredential(connection: ProviderConnection, auth: AuthInfo | null): CredentialChoice {
  const own = auth !== null && auth.type !== 'local' && auth.token !== '' && auth.provider === connection.name;
  if (own && auth.type === 'oauth') return { kind: 'key', key: auth.token, ofCaller: true, oauth: true };
  if (connection.apiKey !== null && connection.apiKey !== '') {
    return { kind: 'key', key: connection.apiKey, ofCaller: false, oauth: false };
  }
  if (own) return { kind: 'key', key: auth.token, ofCaller: true, oauth: false };
  return connection.requiresKey ? { kind: 'missing' } : { kind: 'none-needed' };
}

/** A name for a credential under which its failures are remembered. */
export function credentialName(credential: CredentialChoice): string {
  if (credential.kind !== 'key') return 'none';
  return createHash('sha256').update(credential.key).digest('base64url').slice(0, 16);
}
