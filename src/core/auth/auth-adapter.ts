import type { DecisionAuth } from '../../shared/decision.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';

/** Request headers with lower-case names, as node:http gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Why a credential that a caller brought is not used. */
export interface AuthProblem {
  readonly code: Extract<ErrorCode, 'auth_expired' | 'auth_not_usable' | 'auth_rejected'>;
  /** What is wrong and what to do about it. It is recorded and shown, so it must not hold the token. */
  readonly message: string;
}

/** A credential that a caller brought. `token` stays in memory for dispatch and never enters a decision or a log. */
export interface AuthInfo {
  /** Name of the adapter that found it. */
  readonly adapter: string;
  /** `local`: for this endpoint, and to be sent nowhere. */
  readonly type: 'api-key' | 'oauth' | 'local';
  /** Provider that the credential is for; null when it is only for this endpoint. */
  readonly provider: string | null;
  /** The secret itself. */
  readonly token: string;
  /** Unix time in milliseconds. */
  readonly expiresAt?: number;
  /** What the token may be used for, where it says so. */
  readonly scopes?: readonly string[];
  /** For `apply`: whatever else was in the headers. Not recorded. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** It may go out only with a request that is passed on in the dialect that it came in, never with a translated one. */
  readonly passThroughOnly?: boolean;
  /** Set by the registry when `validate` found something: the credential must not be sent anywhere. */
  readonly problem?: AuthProblem;
}

/** Where a credential is to be sent. */
export interface AuthTarget {
  /** Name of the provider, as in decisions. */
  readonly provider: string;
  /** Wire dialect of the call: `openai-chat`, `openai-responses`, `anthropic`, `gemini`. */
  readonly dialect: string;
}

/**
 * Recognises one kind of credential and knows how it travels. Adapters run in the configured order and the first that
 * detects its kind wins. All functions are pure and fast: they call nobody. docs/auth.md shows how to write one.
 */
export interface AuthAdapter {
  /** As `auth_adapters.enabled` names it. */
  readonly name: string;
  /** True when the headers bring this kind of credential. */
  detect(headers: RequestHeaders): boolean;
  /** Called only after `detect` was true. */
  extract(headers: RequestHeaders): AuthInfo;
  /**
   * Why the credential cannot be used: expired, of the wrong client, without the scope it needs. Null when it can.
   * The request is routed without it then, and fails with this problem when there is no other way.
   *
   * @param nowMs Unix time in milliseconds.
   * @param dialect Wire dialect of the caller; null when the request did not come over the wire.
   */
  validate?(auth: AuthInfo, nowMs: number, dialect: string | null): AuthProblem | null;
  /**
   * The headers that carry the credential to its provider, names in lower case. Without this function a key goes where
   * the provider's dialect wants it, and an OAuth token into `authorization`.
   */
  apply?(auth: AuthInfo, target: AuthTarget): Readonly<Record<string, string>>;
}

/** The part of a credential that a decision may hold: class and a short reference, never the token. */
export function describeAuth(auth: AuthInfo | null): DecisionAuth {
  if (auth === null) {
    return { adapter: 'none', provider: null, credential_class: 'none', reference: null, unused_because: null };
  }
  return {
    adapter: auth.adapter,
    provider: auth.provider,
    credential_class: auth.type,
    reference: auth.type === 'local' ? null : tokenReference(auth.token),
    unused_because: auth.problem?.message ?? null,
  };
}

/** True when a caller's credential may be sent to a provider. */
export function isUsableAt(auth: AuthInfo | null, provider: string): auth is AuthInfo {
  return (
    auth !== null &&
    auth.provider === provider &&
    auth.type !== 'local' &&
    auth.token !== '' &&
    auth.problem === undefined
  );
}

/** `..` and the last three characters; nothing of a token too short to hide in. */
export function tokenReference(token: string): string {
  return token.length >= 16 ? `..${token.slice(-3)}` : '..';
}
