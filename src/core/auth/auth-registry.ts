import { HeimdallError } from '../errors.ts';
import { anthropicOauthAdapter } from './anthropic-oauth.ts';
import type { AuthAdapter, AuthInfo, AuthTarget, RequestHeaders } from './auth-adapter.ts';
import { credentialHeaders } from './credential-headers.ts';
import { googleOauthAdapter } from './google-oauth.ts';
import { openaiKeyAdapter } from './openai-key.ts';
import { userKeysAdapter } from './user-keys.ts';

/** The circumstances in which a credential is judged. */
export interface AuthContext {
  /** Unix time in milliseconds. */
  readonly nowMs: number;
  /** Wire dialect of the caller; null when the request did not come over the wire. */
  readonly dialect: string | null;
}

/** The auth adapters that exist by name: the built-in ones and custom ones. */
export interface AuthRegistry {
  readonly names: readonly string[];
  /**
   * Puts these custom adapters in force instead of those before; the built-in ones stay.
   *
   * @throws {HeimdallError} `config_invalid` when two have one name: then nothing has changed.
   */
  use(custom: readonly AuthAdapter[]): void;
  /**
   * The credential that a request brings: the first enabled adapter that detects its kind, in the given order. One
   * that its adapter finds invalid comes with the `problem`.
   *
   * @throws {HeimdallError} `auth_adapter_failed`; its message holds the adapter's name, not the token.
   */
  detect(headers: RequestHeaders, enabled: readonly string[], context: AuthContext): AuthInfo | null;
  /**
   * The headers that carry a credential to its provider.
   *
   * @throws {HeimdallError} `auth_adapter_failed`, also when the adapter that found it is no longer in force: nobody else
   *   knows how it may travel.
   */
  apply(auth: AuthInfo, target: AuthTarget): Readonly<Record<string, string>>;
}

/** OAuth first: their tokens travel in the same header as plain keys. */
const BUILT_IN: readonly AuthAdapter[] = [anthropicOauthAdapter, googleOauthAdapter, openaiKeyAdapter, userKeysAdapter];

/** @param custom Adapters beside the built-in ones. @throws {HeimdallError} `config_invalid` when a name is taken. */
export function createAuthRegistry(custom: readonly AuthAdapter[] = []): AuthRegistry {
  let adapters = byName(custom);
  return {
    get names() {
      return [...adapters.keys()];
    },
    use(others) {
      adapters = byName(others);
    },
    detect(headers, enabled, { nowMs, dialect }) {
      for (const name of enabled) {
        const adapter = adapters.get(name);
        if (adapter === undefined) continue;
        try {
          if (!adapter.detect(headers)) continue;
          const auth = adapter.extract(headers);
          const problem = adapter.validate?.(auth, nowMs, dialect) ?? null;
          return problem === null ? auth : { ...auth, problem };
        } catch {
          throw failed(name);
        }
      }
      return null;
    },
    apply(auth, target) {
      const adapter = adapters.get(auth.adapter);
      if (adapter === undefined) throw failed(auth.adapter);
      try {
        return adapter.apply?.(auth, target) ?? credentialHeaders(auth, target);
      } catch {
        throw failed(auth.adapter);
      }
    },
  };
}

function byName(custom: readonly AuthAdapter[]): ReadonlyMap<string, AuthAdapter> {
  const adapters = new Map<string, AuthAdapter>();
  for (const adapter of [...BUILT_IN, ...custom]) {
    if (adapters.has(adapter.name)) {
      throw new HeimdallError('config_invalid', `There is already an auth adapter named "${adapter.name}".`);
    }
    adapters.set(adapter.name, adapter);
  }
  return adapters;
}

/** The cause is left out: what an adapter throws may quote the header. */
function failed(name: string): HeimdallError {
  return new HeimdallError('auth_adapter_failed', `The auth adapter "${name}" failed on this request.`);
}
