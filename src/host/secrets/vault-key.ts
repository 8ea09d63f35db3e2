import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import { z } from 'zod';
import { HeimdallError } from '../../core/index.ts';
import { PRIVATE_MODE, readPrivateFile } from '../files/private-file.ts';

/** Something of the user's session that keeps a key, such as the operating system's key store. */
export interface KeySealer {
  /** @returns the sealed text as base64. */
  seal(text: string): string;
  /** Throws when it was sealed by somebody else. */
  unseal(sealed: string): string;
}

const keySchema = z.object({ version: z.literal(1), held_by: z.enum(['os', 'file']), key: z.string().min(1) });
const KEY_BYTES = 32;
const START_OVER = 'Remove it, then add the keys and sign in again.';

/** The key that stored secrets are encrypted with. */
export interface VaultKey {
  readonly key: Buffer;
  /** `os`: sealed by the operating system for this user. `file`: in a file that only its owner may read. */
  readonly heldBy: 'os' | 'file';
}

/**
 * Reads the key.
 *
 * @param sealer Null where the operating system's key store is not at hand: on a headless host.
 * @returns null when there is none yet.
 * @throws {HeimdallError} `secrets_unavailable` when it cannot be used; never quotes it.
 */
export function readVaultKey(path: string, sealer: KeySealer | null): VaultKey | null {
  const text = readPrivateFile(path, 'the key of the stored secrets');
  if (text === null) return null;
  let stored: z.infer<typeof keySchema>;
  try {
    stored = keySchema.parse(JSON.parse(text));
  } catch {
    throw unavailable(`${path} is damaged, so the stored keys and sign-ins cannot be read. ${START_OVER}`);
  }
  if (stored.held_by === 'file') return toKey(stored.key, 'file', path);
  if (sealer === null) {
    throw unavailable(
      `The secrets of this data folder were stored by the window and only it can read them. Use the window's console, ` +
        'environment variables, or another data folder.',
    );
  }
  let opened: string;
  try {
    opened = sealer.unseal(stored.key);
  } catch {
    throw unavailable(
      `The operating system does not open ${path}: another user or another computer made it. ${START_OVER}`,
    );
  }
  return toKey(opened, 'os', path);
}

/**
 * Makes a key, unless another process was quicker.
 *
 * @throws {HeimdallError} `secrets_unavailable`.
 */
export async function makeVaultKey(path: string, sealer: KeySealer | null): Promise<VaultKey> {
  const key = randomBytes(KEY_BYTES).toString('base64');
  const stored = {
    version: 1,
    held_by: sealer === null ? 'file' : 'os',
    key: sealer === null ? key : sealer.seal(key),
  };
  try {
    await writeOnce(path, `${JSON.stringify(stored)}\n`);
  } catch (error) {
    throw unavailable(`${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}).`);
  }
  const made = readVaultKey(path, sealer);
  if (made === null) throw unavailable(`${path} is gone.`);
  return made;
}

/** Makes a file whole or not at all, and leaves one alone that is there already. */
async function writeOnce(path: string, text: string): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', PRIVATE_MODE);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    // Unlike a rename, a link does not replace the file of a process that was quicker.
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

function toKey(base64: string, heldBy: VaultKey['heldBy'], path: string): VaultKey {
  const key = Buffer.from(base64, 'base64');
  if (key.length !== KEY_BYTES) {
    throw unavailable(`${path} is damaged, so the stored keys and sign-ins cannot be read. ${START_OVER}`);
  }
  return { key, heldBy };
}

function unavailable(message: string): HeimdallError {
  return new HeimdallError('secrets_unavailable', message);
}
