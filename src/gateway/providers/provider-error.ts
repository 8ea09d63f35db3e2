import { providerDialect } from '../dialects/registry.ts';
import { redactSecret } from '../dispatch/redact-secret.ts';
import type { ProviderConnection } from '../gateway-options.ts';

/** A sentence, not a page. */
const MAX_CHARS = 300;

/** What a provider says in the body of an error, without the key that it was sent. */
export function readProviderError(connection: ProviderConnection, status: number, body: string): string {
  const { message } = providerDialect(connection, connection.dialect).readError(status, body);
  return redactSecret(message, connection.apiKey).slice(0, MAX_CHARS);
}
