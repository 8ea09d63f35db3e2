import type { AuthInfo } from '../../core/index.ts';
import type { ProviderConnection } from '../gateway-options.ts';

/** What to send as the bearer credential, or why there is none. */
export type CredentialChoice =
  | { readonly kind: 'key'; readonly key: string; readonly ofCaller: boolean }
  | { readonly kind: 'none-needed' }
  | { readonly kind: 'missing' };

/**
 * Chooses the credential for a provider: the stored key, else the caller's own. A caller's credential goes only to the
 * provider that it is for, and a `local` one (a placeholder for this endpoint) goes nowhere.
 */
export function chooseCredential(connection: ProviderConnection, auth: AuthInfo | null): CredentialChoice {
  if (connection.apiKey !== null && connection.apiKey !== '') {
    return { kind: 'key', key: connection.apiKey, ofCaller: false };
  }
  if (auth !== null && auth.type !== 'local' && auth.token !== '' && auth.provider === connection.name) {
    return { kind: 'key', key: auth.token, ofCaller: true };
  }
  return connection.requiresKey ? { kind: 'missing' } : { kind: 'none-needed' };
}
