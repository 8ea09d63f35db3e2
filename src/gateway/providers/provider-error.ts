import { providerDialect } from '../dialects/registry.ts';
import { redactSecret } from '../dispatch/redact-secret.ts';
import type { ProviderConnection } from '../gateway-options.ts';

/** A sentence, not a page. */
const MAX_CHARS = 300;

/**
 * True when an error says that the credential is not known, so that other requests with it fail as well. Google says it
 * with a 400 and the reason API_KEY_INVALID (google.rpc.ErrorInfo), everybody else with a 401. A 403 may be about the
 * credential, and as well about one model, a country or the text of one request.
 */
export function refusesCredential(status: number, body: string): boolean {
  return status === 401 || (status === 400 && body.includes('API_KEY_INVALID'));
}

/** What a provider says in the body of an error, without the key that it was sent. */
export function readProviderError(connection: ProviderConnection, status: number, body: string): string {
  const { message } = providerDialect(connection, connection.dialect).readError(status, body);
  return redactSecret(message, connection.apiKey).slice(0, MAX_CHARS);
}
