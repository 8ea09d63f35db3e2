import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { HeimdallError, type Logger, tokenReference, USER_KEY_PREFIX } from '../../core/index.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE, readPrivateFile } from '../files/private-file.ts';
import { watchFiles } from '../files/watch-files.ts';

const FILE = 'user-keys.json';
/** 256 bits: nobody guesses one, so a plain digest of it is enough. */
const SECRET_BYTES = 32;

/** Names end up in the log and in the console. */
const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}]+$/u);
const keySchema = z.object({
  name: nameSchema,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** `..` and the last three characters, to tell keys apart. */
  reference: z.string(),
  /** Unix time in milliseconds. */
  created_ms: z.number(),
  revoked_ms: z.number().nullable(),
});
const fileSchema = z.object({ version: z.literal(1), keys: z.array(keySchema) });

export type UserKey = z.infer<typeof keySchema>;

/** Whose a key is. */
export interface KeyOwner {
  /** Null for Heimdall itself. */
  readonly app: string | null;
}

interface ActiveKey {
  readonly owner: KeyOwner;
  readonly digest: Buffer;
}

/**
 * Keys that this Heimdall issued to apps. The file holds their SHA-256, never a key. What another process issues or
 * revokes is in force as soon as the file changes. A file that cannot be used means that no key is valid.
 */
export class UserKeyStore {
  /** For requests that Heimdall sends to its own endpoint; another one in every process. */
  readonly ownKey = USER_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
  readonly #folder: string;
  readonly #path: string;
  readonly #logger: Logger;
  readonly #now: () => number;
  #keys: readonly UserKey[] = [];
  #active: readonly ActiveKey[] = [];
  #notice: string | null = null;
  #writing: Promise<unknown> = Promise.resolve();
  #stopWatching: (() => void) | null = null;

  /** @param now Unix time in milliseconds. */
  constructor(dataFolder: string, logger: Logger, now: () => number) {
    this.#folder = dataFolder;
    this.#path = join(dataFolder, FILE);
    this.#logger = logger;
    this.#now = now;
    this.#load();
  }

  /** Why no key is valid, in a sentence; null when the file is in order. */
  notice(): string | null {
    return this.#notice;
  }

  /** Every key that was issued, revoked ones too. */
  list(): readonly UserKey[] {
    return this.#keys;
  }

  /** Whose a key is; null when it is not valid. Every key takes the same time to compare. */
  check(key: string): KeyOwner | null {
    const digest = digestOf(key);
    let found: KeyOwner | null = null;
    for (const known of this.#active) if (timingSafeEqual(known.digest, digest)) found = known.owner;
    return found;
  }

  /**
   * Issues a key. It is given out here and never again.
   *
   * @throws {HeimdallError} `request_invalid` when the name is not good or in use; `secrets_unavailable`.
   */
  async create(name: string): Promise<{ readonly name: string; readonly key: string }> {
    const parsed = nameSchema.safeParse(name);
    if (!parsed.success) {
      throw new HeimdallError('request_invalid', 'A key needs a name of 1 to 64 printable characters.');
    }
    const key = USER_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    await this.#change((keys) => {
      if (keys.some((known) => known.name === parsed.data && known.revoked_ms === null)) {
        throw new HeimdallError(
          'request_invalid',
          `There is a key named "${parsed.data}" already. Revoke it first, or choose another name.`,
        );
      }
      const entry: UserKey = {
        name: parsed.data,
        sha256: digestOf(key).toString('hex'),
        reference: tokenReference(key),
        created_ms: this.#now(),
        revoked_ms: null,
      };
      return [...keys, entry];
    });
    return { name: parsed.data, key };
  }

  /** @throws {HeimdallError} `not_found` when there is no valid key of that name; `secrets_unavailable`. */
  async revoke(name: string): Promise<void> {
    await this.#change((keys) => {
      if (!keys.some((known) => known.name === name && known.revoked_ms === null)) {
        throw new HeimdallError('not_found', `There is no valid key named "${name.slice(0, 64)}".`);
      }
      return keys.map((known) =>
        known.name === name && known.revoked_ms === null ? { ...known, revoked_ms: this.#now() } : known,
      );
    });
  }

  /** Follows what other processes change, until `close`. */
  startWatching(): void {
    this.#stopWatching = watchFiles(this.#folder, [FILE], () => this.#load(), this.#logger);
  }

  close(): void {
    this.#stopWatching?.();
    this.#stopWatching = null;
  }

  #change(change: (keys: readonly UserKey[]) => readonly UserKey[]): Promise<void> {
    const write = this.#writing.then(async () => {
      this.#load();
      if (this.#notice !== null) throw new HeimdallError('secrets_unavailable', this.#notice);
      const keys = change(this.#keys);
      try {
        const text = `${JSON.stringify({ version: 1, keys }, null, 2)}\n`;
        await writeFileAtomically(this.#path, text, PRIVATE_MODE);
      } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code ?? String(error);
        throw new HeimdallError('secrets_unavailable', `${this.#path} cannot be written (${reason}).`);
      }
      this.#use(keys);
    });
    this.#writing = write.catch(() => undefined);
    return write;
  }

  #load(): void {
    const before = this.#notice;
    this.#notice = null;
    try {
      const text = readPrivateFile(this.#path, 'keys of apps');
      this.#use(text === null ? [] : this.#parse(text));
    } catch (error) {
      this.#use([]);
      this.#notice = `${HeimdallError.from(error).message} No app key is valid until then.`;
      if (this.#notice !== before) this.#logger.error('app keys not used', { reason: this.#notice });
    }
  }

  #parse(text: string): readonly UserKey[] {
    try {
      return fileSchema.parse(JSON.parse(text)).keys;
    } catch {
      throw new HeimdallError('config_invalid', `${this.#path} is not in order. Restore it, or remove it.`);
    }
  }

  #use(keys: readonly UserKey[]): void {
    this.#keys = keys;
    const valid = keys.filter(({ revoked_ms }) => revoked_ms === null);
    this.#active = [
      { owner: { app: null }, digest: digestOf(this.ownKey) },
      ...valid.map(({ name, sha256 }) => ({ owner: { app: name }, digest: Buffer.from(sha256, 'hex') })),
    ];
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
