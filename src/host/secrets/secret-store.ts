import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeimdallError, type Logger } from '../../core/index.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE, readPrivateFile } from '../files/private-file.ts';
import { watchFiles } from '../files/watch-files.ts';
import { decryptText, encryptText } from './encrypted-text.ts';
import { type KeySealer, makeVaultKey, readVaultKey, type VaultKey } from './vault-key.ts';

const KEY_FILE = 'vault-key.json';
const SECRETS_FILE = 'secrets.json';

const accountSchema = z.object({
  /** Null after the sign-in ended. */
  refresh_token: z.string().min(1).nullable(),
  scopes: z.array(z.string()),
  /** Unix time in milliseconds. */
  signed_in_ms: z.number(),
  /** Why the sign-in ended, for people; null while it lasts. */
  ended: z.string().nullable(),
});
const secretsSchema = z.object({
  /** API keys by provider. */
  keys: z.record(z.string(), z.string().min(1)),
  /** Signed-in accounts by provider. */
  accounts: z.record(z.string(), accountSchema),
});

export type StoredAccount = z.infer<typeof accountSchema>;
export type Secrets = z.infer<typeof secretsSchema>;

const NOTHING: Secrets = { keys: {}, accounts: {} };

export interface SecretStoreOptions {
  readonly dataFolder: string;
  /** The operating system's key store where it is at hand; null: the key is in a file of mode 0600. */
  readonly sealer: KeySealer | null;
  readonly logger: Logger;
  /** Called after the secrets changed, by this process or another. */
  readonly onChange: () => void;
}

/**
 * API keys and sign-ins, encrypted (AES-256-GCM) in one file of the data folder. What cannot be read counts as not
 * there, and `notice()` says why; it is never written over but after an explicit change, and then kept beside.
 */
export class SecretStore {
  readonly #options: SecretStoreOptions;
  readonly #keyPath: string;
  readonly #path: string;
  #secrets: Secrets = NOTHING;
  #heldBy: VaultKey['heldBy'];
  #notice: string | null = null;
  /** The file is there and was not understood. */
  #damaged = false;
  /** Writes queue up here. */
  #writing: Promise<unknown> = Promise.resolve();
  #stopWatching: (() => void) | null = null;

  constructor(options: SecretStoreOptions) {
    this.#options = options;
    this.#keyPath = join(options.dataFolder, KEY_FILE);
    this.#path = join(options.dataFolder, SECRETS_FILE);
    this.#heldBy = options.sealer === null ? 'file' : 'os';
    this.#load();
  }

  get secrets(): Secrets {
    return this.#secrets;
  }

  /** What keeps the key of the secrets, or would. */
  get heldBy(): VaultKey['heldBy'] {
    return this.#heldBy;
  }

  /** Why stored secrets are not used, in a sentence; null when all is well. */
  notice(): string | null {
    return this.#notice;
  }

  /**
   * Changes the secrets as they are on disk now.
   *
   * @throws {HeimdallError} `secrets_unavailable` when they cannot be written; nothing is changed then.
   */
  update(change: (secrets: Secrets) => Secrets): Promise<void> {
    const write = this.#writing.then(() => this.#write(change));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  /** Follows what other processes change, until `close`. */
  startWatching(): void {
    const { dataFolder, logger } = this.#options;
    this.#stopWatching = watchFiles(dataFolder, [KEY_FILE, SECRETS_FILE], () => this.#reload(), logger);
  }

  close(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  #reload(): void {
    const before = JSON.stringify([this.#secrets, this.#notice]);
    this.#load();
    if (JSON.stringify([this.#secrets, this.#notice]) !== before) this.#options.onChange();
  }

  #load(): void {
    const before = this.#notice;
    this.#secrets = NOTHING;
    this.#notice = null;
    this.#damaged = false;
    try {
      const key = readVaultKey(this.#keyPath, this.#options.sealer);
      if (key !== null) this.#heldBy = key.heldBy;
      const file = readPrivateFile(this.#path, 'encrypted keys');
      if (file !== null) this.#secrets = this.#open(file, key);
    } catch (error) {
      this.#notice = HeimdallError.from(error).message;
      if (this.#notice !== before) this.#options.logger.error('stored secrets not used', { reason: this.#notice });
    }
  }

  /** @throws {HeimdallError} `secrets_unavailable`. */
  #open(file: string, key: VaultKey | null): Secrets {
    const text = key === null ? null : decryptText(file, key.key);
    if (text !== null) {
      // A cause would quote a secret.
      const parsed = secretsSchema.safeParse(JSON.parse(text));
      if (parsed.success) return parsed.data;
    }
    this.#damaged = true;
    throw new HeimdallError(
      'secrets_unavailable',
      `${this.#path} is damaged or was made with another key, so its keys and sign-ins are not used. ` +
        'Add the keys again and sign in again.',
    );
  }

  async #write(change: (secrets: Secrets) => Secrets): Promise<void> {
    this.#load();
    if (this.#notice !== null && !this.#damaged) throw new HeimdallError('secrets_unavailable', this.#notice);
    const changed = change(this.#secrets);
    if (changed === this.#secrets) return;
    const { key, heldBy } = await makeOrReadKey(this.#keyPath, this.#options.sealer);
    try {
      if (this.#damaged) await rename(this.#path, `${this.#path}.damaged`);
      await writeFileAtomically(this.#path, encryptText(JSON.stringify(changed), key), PRIVATE_MODE);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new HeimdallError(
        'secrets_unavailable',
        `${this.#path} cannot be written (${reason}). Nothing was changed.`,
      );
    }
    this.#heldBy = heldBy;
    this.#secrets = changed;
    this.#notice = null;
    this.#damaged = false;
    this.#options.onChange();
  }
}

async function makeOrReadKey(path: string, sealer: KeySealer | null): Promise<VaultKey> {
  return readVaultKey(path, sealer) ?? makeVaultKey(path, sealer);
}
