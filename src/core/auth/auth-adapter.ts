import type { DecisionAuth } from '../../shared/decision.ts';

/** Request headers with lower-case names, as node:http gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A credential that a caller brought. `token` stays in memory for dispatch and never enters a decision or a log. */
export interface AuthInfo {
  /** Name of the adapter that found it. */
  readonly adapter: string;
  readonly type: 'api-key' | 'oauth' | 'local';
  /** Provider that the credential is for; null when it is only for this endpoint. */
  readonly provider: string | null;
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly expiresAt?: number;
  readonly scopes?: readonly string[];
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * Recognises one kind of credential. Adapters run in the configured order and the first that detects its kind wins.
 * Both functions are pure and fast: they see headers only and call nobody.
 */
export interface AuthAdapter {
  readonly name: string;
  detect(headers: RequestHeaders): boolean;
  /** Called only after `detect` was true. */
  extract(headers: RequestHeaders): AuthInfo;
}

/** The part of a credential that a decision may hold: class and a short reference, never the token. */
export function describeAuth(auth: AuthInfo | null): DecisionAuth {
  if (auth === null) return { adapter: 'none', provider: null, credential_class: 'none', reference: null };
  return {
    adapter: auth.adapter,
    provider: auth.provider,
    credential_class: auth.type,
    reference: auth.type === 'local' ? null : tokenReference(auth.token),
  };
}

/** `..` and the last three characters; nothing of a token too short to hide in. */
export function tokenReference(token: string): string {
  return token.length >= 16 ? `..${token.slice(-3)}` : '..';
}
