import { HeimdallError, type Logger } from '../../core/index.ts';
import type { SecretStore, StoredAccount } from '../secrets/secret-store.ts';

/** The account of one provider in the secret store. */
export class StoredGrant {
  readonly #store: SecretStore;
  readonly #provider: string;
  readonly #logger: Logger;

  constructor(store: SecretStore, provider: string, logger: Logger) {
    this.#store = store;
    this.#provider = provider;
    this.#logger = logger;
  }

  /** Null when nobody ever signed in, or signed out. */
  get account(): StoredAccount | null {
    return this.#store.secrets.accounts[this.#provider] ?? null;
  }

  get isSignedIn(): boolean {
    return this.account !== null && this.account.refresh_token !== null;
  }

  /** @throws {HeimdallError} `secrets_unavailable`. */
  put(account: StoredAccount): Promise<void> {
    return this.#store.update((secrets) => ({
      ...secrets,
      accounts: { ...secrets.accounts, [this.#provider]: account },
    }));
  }

  /** @throws {HeimdallError} `secrets_unavailable`. */
  remove(): Promise<void> {
    return this.#store.update((secrets) => {
      const { [this.#provider]: _gone, ...others } = secrets.accounts;
      return { ...secrets, accounts: others };
    });
  }

  /** Changes the account, unless it was signed out or changed elsewhere meanwhile. False when it could not be stored. */
  async change(before: StoredAccount, changes: Partial<StoredAccount>): Promise<boolean> {
    try {
      await this.#store.update((secrets) => {
        const now = secrets.accounts[this.#provider];
        if (now?.signed_in_ms !== before.signed_in_ms || now.refresh_token !== before.refresh_token) return secrets;
        return { ...secrets, accounts: { ...secrets.accounts, [this.#provider]: { ...now, ...changes } } };
      });
      return true;
    } catch (error) {
      this.#logger.error('sign-in not stored', { reason: HeimdallError.from(error).message });
      return false;
    }
  }
}
