import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { HeimdallError, type Logger, tokenReference, USER_KEY_PREFIX } from '../../core/index.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE, readPrivateFile } from '../files/private-file.ts';
import { watchFiles } from '../files/watch-files.ts';
import { type LastUse, LastUses } from './last-uses.ts';

const FILE = 'user-keys.json';
const USES_FILE = 'user-key-uses.json';
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

type StoredKey = z.infer<typeof keySchema>;

/** A key that was issued, without what it could be told by. */
export type UserKey = Omit<StoredKey, 'sha256'> & {
  /** Null for a key that was never used. */
  readonly last_use: LastUse | null;
};

/** Whose a key is. */
export interface KeyOwner {
  /** Null for Heimdall itself. */
  readonly app: string | null;
}

interface ActiveKey {
  readonly owner: KeyOwner;
  readonly digest: Buffer;
  /** The digest in words, under which uses are noted; null for Heimdall's own key, whose are not. */
  readonly sha256: string | null;
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
  readonly #uses: LastUses;
  readonly #onUse: ((sha256: string, use: LastUse) => void) | null;
  #keys: readonly StoredKey[] = [];
  #active: readonly ActiveKey[] = [];
  #notice: string | null = null;
  #writing: Promise<unknown> = Promise.resolve();
  #stopWatching: (() => void) | null = null;

  /**
   * @param now Unix time in milliseconds.
   * @param onUse Told of every use instead of keeping it, where another process writes the file.
   */
  constructor(
    dataFolder: string,
    logger: Logger,
    now: () => number,
    onUse: ((sha256: string, use: LastUse) => void) | null = null,
  ) {
    this.#onUse = onUse;
    this.#folder = dataFolder;
    this.#path = join(dataFolder, FILE);
    this.#logger = logger;
    this.#now = now;
    this.#uses = new LastUses(join(dataFolder, USES_FILE), logger);
    this.#load();
  }

  /** Why no key is valid, in a sentence; null when the file is in order. */
  notice(): string | null {
    return this.#notice;
  }

  /** Every key that was issued, revoked ones too. */
  list(): readonly UserKey[] {
    return this.#keys.map(({ sha256, ...key }) => ({ ...key, last_use: this.#uses.of(sha256) }));
  }

  /**
   * Whose a key is; null when it is not valid. Every key takes the same time to compare. A valid one counts as used.
   *
   * @param caller The name that the caller gives itself; null when it gives none.
   */
  check(key: string, caller: string | null): KeyOwner | null {
    const digest = digestOf(key);
    let found: ActiveKey | null = null;
    for (const known of this.#active) if (timingSafeEqual(known.digest, digest)) found = known;
    if (found === null) return null;
    if (found.sha256 !== null) this.noteUse(found.sha256, { at_ms: this.#now(), caller });
    return found.owner;
  }

  /** Keeps when a key was used and by whom. */
  noteUse(sha256: string, use: LastUse): void {
    if (this.#onUse === null) this.#uses.note(sha256, use);
    else this.#onUse(sha256, use);
  }

  /**
   * Issues a key. It is given out here and never again.
   *
   * @throws {HeimdallError} `request_invalid` when the name is not good or in use; `secrets_unavailable`.
   */
  async create(name: string): Promise<{ readonly name: string; readonly key: string }> {
    const good = goodName(name);
    const key = USER_KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
    await this.#change((keys) => {
      refuseTaken(keys, good);
      const entry: StoredKey = {
        name: good,
        sha256: digestOf(key).toString('hex'),
        reference: tokenReference(key),
        created_ms: this.#now(),
        revoked_ms: null,
      };
      return [...keys, entry];
    });
    return { name: good, key };
  }

  /** @throws {HeimdallError} `not_found` when there is no valid key of that name; `secrets_unavailable`. */
  async revoke(name: string): Promise<void> {
    await this.#replace(name, (known) => ({ ...known, revoked_ms: this.#now() }));
  }

  /**
   * Gives a valid key another name: requests that bring it are recorded under that from now on.
   *
   * @returns the name as it is kept.
   * @throws {HeimdallError} `not_found` when there is no valid key of that name; `request_invalid` when the new one is
   *   not good or in use; `secrets_unavailable`.
   */
  async rename(name: string, newName: string): Promise<string> {
    const good = goodName(newName);
    await this.#replace(name, (known, keys) => {
      if (good !== name) refuseTaken(keys, good);
      return { ...known, name: good };
    });
    return good;
  }

  /** Follows what other processes change, until `close`. `onChange` is told of every change, its own too. */
  startWatching(onChange: () => void): void {
    const changed = () => {
      this.#load();
      onChange();
    };
    this.#stopWatching = watchFiles(this.#folder, [FILE], changed, this.#logger);
  }

  /** Resolves when the times of the last uses are on disk. */
  async close(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = null;
    await this.#uses.close();
  }

  /** Puts another entry in the place of the valid one of that name. */
  #replace(name: string, by: (known: StoredKey, keys: readonly StoredKey[]) => StoredKey): Promise<void> {
    return this.#change((keys) => {
      const known = validKey(keys, name);
      if (known === undefined) {
        throw new HeimdallError('not_found', `There is no valid key named "${name.slice(0, 64)}".`);
      }
      const replacement = by(known, keys);
      return keys.map((key) => (key === known ? replacement : key));
    });
  }

  #change(change: (keys: readonly StoredKey[]) => readonly StoredKey[]): Promise<void> {
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

  #parse(text: string): readonly StoredKey[] {
    try {
      return fileSchema.parse(JSON.parse(text)).keys;
    } catch {
      throw new HeimdallError('config_invalid', `${this.#path} is not in order. Restore it, or remove it.`);
    }
  }

  #use(keys: readonly StoredKey[]): void {
    this.#keys = keys;
    const valid = keys.filter(({ revoked_ms }) => revoked_ms === null);
    this.#active = [
      { owner: { app: null }, digest: digestOf(this.ownKey), sha256: null },
      ...valid.map(({ name, sha256 }) => ({ owner: { app: name }, digest: Buffer.from(sha256, 'hex'), sha256 })),
    ];
  }
}

function validKey(keys: readonly StoredKey[], name: string): StoredKey | undefined {
  return keys.find((known) => known.name === name && known.revoked_ms === null);
}

function goodName(name: string): string {
  const parsed = nameSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new HeimdallError('request_invalid', 'name: a key needs a name of 1 to 64 printable characters.');
}

function refuseTaken(keys: readonly StoredKey[], name: string): void {
  if (validKey(keys, name) === undefined) return;
  throw new HeimdallError(
    'request_invalid',
    `name: there is a key named "${name}" already. Revoke it first, or choose another name.`,
  );
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
