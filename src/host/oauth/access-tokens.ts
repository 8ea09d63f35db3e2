import { type AuthInfo, type Clock, HeimdallError, type Logger, type MaybePromise } from '../../core/index.ts';
import type { StoredAccount } from '../secrets/secret-store.ts';
import type { OauthClient } from './oauth-client.ts';
import type { StoredGrant } from './stored-grant.ts';
import { refreshTokens, type TokenSet } from './token-endpoint.ts';

/** A token is renewed so long before it expires. Milliseconds. */
const EXPIRY_MARGIN_MS = 60_000;
/** A token that is refused so soon after it was issued will not get better by another one. Milliseconds. */
const FRESH_MS = 60_000;
/** After a failure the authorization server is left alone for so long. Milliseconds. */
const RETRY_PAUSE_MS = 5_000;
const LOGIN = 'Sign in again: heimdall login google.';

interface AccessToken {
  readonly auth: AuthInfo;
  /** Unix time in milliseconds. */
  readonly issuedAt: number;
  /** `signed_in_ms` of the sign-in that it is of. */
  readonly grant: number;
}

export interface AccessTokensOptions {
  readonly stored: StoredGrant;
  /** Throws HeimdallError `config_invalid` when there is none. */
  readonly client: () => OauthClient;
  /** Project that pays, or null. */
  readonly userProject: () => string | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Access tokens of a signed-in Google account: in memory only, renewed before they expire, by one request at a time. */
export class AccessTokens {
  readonly remedy = LOGIN;
  readonly #options: AccessTokensOptions;
  #access: AccessToken | null = null;
  /** A refresh token that replaced the stored one and could not be stored. */
  #unsaved: { readonly grant: number; readonly token: string } | null = null;
  #renewing: Promise<AuthInfo> | null = null;
  #failed: { readonly untilMs: number; readonly error: HeimdallError } | null = null;
  #refusedUntilMs = 0;

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  /** False while nobody is signed in, or when a token that had just been issued was refused. */
  usable(): boolean {
    return this.#options.stored.isSignedIn && this.#now() >= this.#refusedUntilMs;
  }

  current(): MaybePromise<AuthInfo> {
    return this.#valid()?.auth ?? this.#renew();
  }

  async renew({ token }: AuthInfo): Promise<AuthInfo | null> {
    const access = this.#valid();
    // Another request was refused before, and has renewed it.
    if (access !== null && access.auth.token !== token) return access.auth;
    if (access !== null && this.#now() - access.issuedAt < FRESH_MS) {
      this.refused();
      return null;
    }
    return this.#renew();
  }

  refused(): void {
    this.#refusedUntilMs = this.#now() + FRESH_MS;
  }

  /** Takes over the tokens of a new sign-in. */
  begin(tokens: TokenSet, { signed_in_ms: grant }: StoredAccount): void {
    this.forget();
    this.#keep(tokens, grant);
  }

  forget(): void {
    this.#access = null;
    this.#unsaved = null;
    this.#failed = null;
    this.#refusedUntilMs = 0;
  }

  /** The refresh token in force, or null. */
  refreshToken(): string | null {
    const { account } = this.#options.stored;
    if (account === null || account.refresh_token === null) return null;
    return this.#unsaved?.grant === account.signed_in_ms ? this.#unsaved.token : account.refresh_token;
  }

  #renew(): Promise<AuthInfo> {
    this.#renewing ??= this.#ask().finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #ask(): Promise<AuthInfo> {
    const { account } = this.#options.stored;
    const refreshToken = this.refreshToken();
    if (account === null || refreshToken === null) {
      throw new HeimdallError('auth_rejected', `${account?.ended ?? 'Nobody is signed in at Google.'} ${LOGIN}`);
    }
    if (this.#failed !== null && this.#now() < this.#failed.untilMs) throw this.#failed.error;
    try {
      const answer = await refreshTokens(this.#options.client(), refreshToken);
      if (!answer.ok) throw await this.#refusal(answer.error, account);
      const auth = this.#keep(answer.tokens, account.signed_in_ms);
      if (answer.tokens.refreshToken !== null) await this.#replace(account, answer.tokens.refreshToken);
      this.#failed = null;
      return auth;
    } catch (cause) {
      const error = HeimdallError.from(cause);
      this.#failed = { untilMs: this.#now() + RETRY_PAUSE_MS, error };
      this.#options.logger.warn('access token not renewed', { provider: 'google', reason: error.message });
      throw error;
    }
  }

  async #refusal(error: string, account: StoredAccount): Promise<HeimdallError> {
    if (error !== 'invalid_grant') {
      const check = 'Check client_id and client_secret_env of auth_adapters.google_oauth.';
      return new HeimdallError('auth_rejected', `Google refused to renew the sign-in (${error}). ${check}`);
    }
    const ended = 'The sign-in at Google has ended: it was revoked, or it expired.';
    this.forget();
    await this.#options.stored.change(account, { refresh_token: null, ended });
    return new HeimdallError('auth_rejected', `${ended} ${LOGIN}`);
  }

  /** Stores the refresh token that replaces another one. */
  async #replace(account: StoredAccount, token: string): Promise<void> {
    this.#unsaved = { grant: account.signed_in_ms, token };
    if (await this.#options.stored.change(account, { refresh_token: token })) this.#unsaved = null;
  }

  #keep({ accessToken, expiresInS }: TokenSet, grant: number): AuthInfo {
    const now = this.#now();
    const project = this.#options.userProject();
    const auth: AuthInfo = {
      adapter: 'google-oauth',
      type: 'oauth',
      provider: 'google',
      token: accessToken,
      ...(expiresInS === null ? {} : { expiresAt: now + expiresInS * 1_000 }),
      ...(project === null ? {} : { metadata: { user_project: project } }),
    };
    this.#access = { auth, issuedAt: now, grant };
    return auth;
  }

  #valid(): AccessToken | null {
    const access = this.#access;
    const { stored } = this.#options;
    if (access === null || !stored.isSignedIn || access.grant !== stored.account?.signed_in_ms) return null;
    const { expiresAt } = access.auth;
    return expiresAt !== undefined && expiresAt - EXPIRY_MARGIN_MS <= this.#now() ? null : access;
  }

  #now(): number {
    return this.#options.clock.now();
  }
}
