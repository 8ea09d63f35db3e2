import { HeimdallError } from '../errors.ts';
import type { AuthAdapter, AuthInfo, RequestHeaders } from './auth-adapter.ts';
import { builtInAuthAdapters } from './built-in-adapters.ts';

/** The auth adapters that exist by name: the built-in three and custom ones. */
export interface AuthRegistry {
  readonly names: readonly string[];
  /**
   * Adds a custom adapter.
   *
   * @throws {HeimdallError} `config_invalid` if the name is taken.
   */
  register(adapter: AuthAdapter): void;
  /**
   * The credential that a request brings: the first enabled adapter that detects its kind, in the given order.
   *
   * @throws {HeimdallError} `auth_adapter_failed`; its message holds the adapter's name, not the token.
   */
  detect(headers: RequestHeaders, enabled: readonly string[]): AuthInfo | null;
}

export function createAuthRegistry(): AuthRegistry {
  const adapters = new Map<string, AuthAdapter>(builtInAuthAdapters.map((adapter) => [adapter.name, adapter]));
  return {
    get names() {
      return [...adapters.keys()];
    },
    register(adapter) {
      if (adapters.has(adapter.name)) {
        throw new HeimdallError('config_invalid', `There is already an auth adapter named "${adapter.name}".`);
      }
      adapters.set(adapter.name, adapter);
    },
    detect(headers, enabled) {
      for (const name of enabled) {
        const adapter = adapters.get(name);
        if (adapter === undefined) continue;
        try {
          if (adapter.detect(headers)) return adapter.extract(headers);
        } catch {
          // The cause is left out: what an adapter throws may quote the header.
          throw new HeimdallError('auth_adapter_failed', `The auth adapter "${name}" failed on this request.`);
        }
      }
      return null;
    },
  };
}
