import { type AuthInfo, type Clock, HeimdallError, type Logger, type MaybePromise } from '../../core/index.ts';
import type { CredentialSource } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { SecretStore, StoredAccount } from '../secrets/secret-store.ts';
import { AccessTokens } from './access-tokens.ts';
import { googleClient, type OauthClient } from './oauth-client.ts';
import { beginSignIn, type SignIn } from './sign-in.ts';
import { StoredGrant } from './stored-grant.ts';
import { revokeToken, type TokenSet } from './token-endpoint.ts';

export interface GoogleAccountOptions {
  readonly store: SecretStore;
  readonly settings: () => Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when a sign-in begins to wait or ends without a result; what is stored says so itself. */
  readonly onWaiting?: () => void;
}

/** What the console and the command line show. */
export interface AccountStatus {
  readonly state: 'signed-out' | 'waiting' | 'signed-in';
  /** Unix time in milliseconds; null when nobody is signed in. */
  readonly since_ms: number | null;
  readonly scopes: readonly string[];
  /** Why the last sign-in ended or did not complete; null when nothing went wrong. */
  readonly problem: string | null;
}

/** A sign-in that has begun. */
export interface PendingSignIn {
  /** To be opened in a browser on this machine. */
  readonly url: string;
  /** The account is signed in. Rejects with HeimdallError `sign_in_failed` and the like. */
  readonly done: Promise<void>;
  cancel(): void;
}

/** The Google account that is signed in. Its refresh token is stored encrypted; access tokens are in memory only. */
export class GoogleAccount implements CredentialSource {
  readonly name = 'Google sign-in';
  readonly #options: GoogleAccountOptions;
  readonly #stored: StoredGrant;
  readonly #tokens: AccessTokens;
  #waiting: SignIn | null = null;
  #failure: string | null = null;

  constructor(options: GoogleAccountOptions) {
    this.#options = options;
    const { store, settings, clock, logger } = options;
    this.#stored = new StoredGrant(store, 'google', logger);
    this.#tokens = new AccessTokens({
      stored: this.#stored,
      client: () => this.#client(),
      userProject: () => settings().auth_adapters.google_oauth?.user_project ?? null,
      clock,
      logger,
    });
  }

  get remedy(): string {
    return this.#tokens.remedy;
  }

  get preferred(): boolean {
    return this.#options.settings().auth_adapters.google_oauth?.prefer === true;
  }

  get isSignedIn(): boolean {
    return this.#stored.isSignedIn;
  }

  usable(): boolean {
    return this.#tokens.usable();
  }

  current(): MaybePromise<AuthInfo> {
    return this.#tokens.current();
  }

  renew(refused: AuthInfo): Promise<AuthInfo | null> {
    return this.#tokens.renew(refused);
  }

  refused(): void {
    this.#tokens.refused();
  }

  status(): AccountStatus {
    const { account, isSignedIn } = this.#stored;
    return {
      state: this.#waiting !== null ? 'waiting' : isSignedIn ? 'signed-in' : 'signed-out',
      since_ms: isSignedIn ? (account?.signed_in_ms ?? null) : null,
      scopes: isSignedIn ? (account?.scopes ?? []) : [],
      problem: this.#failure ?? account?.ended ?? null,
    };
  }

  /**
   * Starts a sign-in; one that is still waiting ends.
   *
   * @param timeoutMs How long it waits for the user.
   * @throws {HeimdallError} `config_invalid` without a client; `sign_in_failed`.
   */
  async signIn(timeoutMs: number): Promise<PendingSignIn> {
    const client = this.#client();
    this.cancelSignIn();
    const signIn = await beginSignIn(client, timeoutMs);
    this.#waiting = signIn;
    this.#failure = null;
    this.#options.onWaiting?.();
    const done = this.#finish(signIn, client);
    // Whoever asked for the address alone learns of it from the status.
    done.catch(() => undefined);
    return { url: signIn.url, done, cancel: () => signIn.cancel() };
  }

  /**
   * Signs out here and at the authorization server.
   *
   * @returns false when it could not be ended at the authorization server; here it has ended in any case.
   * @throws {HeimdallError} `secrets_unavailable`.
   */
  async signOut(): Promise<boolean> {
    this.cancelSignIn();
    const token = this.#tokens.refreshToken();
    await this.#stored.remove();
    this.#tokens.forget();
    this.#failure = null;
    if (token === null) return true;
    try {
      return await revokeToken(this.#client(), token);
    } catch {
      return false;
    }
  }

  cancelSignIn(): void {
    this.#waiting?.cancel();
    this.#waiting = null;
  }

  async #finish(signIn: SignIn, client: OauthClient): Promise<void> {
    try {
      const tokens = await signIn.done;
      await this.#accept(tokens, client);
      this.#options.logger.info('signed in', { provider: 'google' });
    } catch (cause) {
      const { message } = HeimdallError.from(cause);
      if (this.#waiting === signIn) this.#failure = message;
      this.#options.logger.warn('sign-in did not complete', { provider: 'google', reason: message });
      throw cause;
    } finally {
      if (this.#waiting === signIn) this.#waiting = null;
      this.#options.onWaiting?.();
    }
  }

  async #accept(tokens: TokenSet, client: OauthClient): Promise<void> {
    if (tokens.refreshToken === null) {
      throw new HeimdallError(
        'sign_in_failed',
        'The authorization server gave no refresh token. Allow offline access for this client and these scopes.',
      );
    }
    const account: StoredAccount = {
      refresh_token: tokens.refreshToken,
      scopes: [...(tokens.scopes ?? client.scopes)],
      signed_in_ms: this.#options.clock.now(),
      ended: null,
    };
    await this.#stored.put(account);
    this.#tokens.begin(tokens, account);
  }

  #client(): OauthClient {
    return googleClient(this.#options.settings(), this.#options.env);
  }
}
