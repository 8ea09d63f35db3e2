/** Ed25519 keys (RFC 8032) of those who make artifacts. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open } from 'node:fs/promises';
import { HeimdallError } from '../../core/index.ts';
import { PRIVATE_MODE, readPrivateFile } from '../files/private-file.ts';

const PREFIX = 'ed25519:';

/** A public key as settings and signature files have it: `ed25519:` and the 32 bytes in base64. */
export function publicKeyText(key: KeyObject): string {
  const { x = '' } = key.export({ format: 'jwk' });
  return `${PREFIX}${Buffer.from(x, 'base64url').toString('base64')}`;
}

/** @param text As `publicKeyText` writes it; the settings and the signature file have checked its form. */
export function publicKeyOf(text: string): KeyObject {
  const x = Buffer.from(text.slice(PREFIX.length), 'base64').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

/** Short enough to be read aloud: the first 16 hex digits of the SHA-256 of a public key's text. */
export function keyId(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('hex').slice(0, 16);
}

/**
 * Makes a key pair and writes its private half into a new file that only its owner may read (PKCS #8, PEM).
 *
 * @returns the public half.
 * @throws {HeimdallError} `request_invalid` when the file is there already, or cannot be written.
 */
export async function writeNewKey(path: string): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  try {
    // 'wx': a key that is overwritten is lost, and so is all that it signed.
    const file = await open(path, 'wx', PRIVATE_MODE);
    try {
      await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code = 'unknown reason' } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'is there already, and no key is overwritten' : `cannot be written (${code})`;
    throw new HeimdallError('request_invalid', `${path} ${why}. Name another file.`, { cause: error });
  }
  return publicKeyText(publicKey);
}

/**
 * Reads a private key.
 *
 * @throws {HeimdallError} `request_invalid` when there is none, or it is of another kind; `config_invalid` when others can
 *   read the file. No message holds anything of the key.
 */
export function readPrivateKey(path: string): KeyObject {
  const text = readPrivateFile(path, 'a private key');
  if (text === null) throw new HeimdallError('request_invalid', `There is no file ${path}.`);
  const key = parseKey(text);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new HeimdallError('request_invalid', `${path} is no private Ed25519 key: heimdall artifact keygen makes one.`);
}

function parseKey(text: string): KeyObject | null {
  try {
    return createPrivateKey(text);
  } catch {
    // The cause may quote the file.
    return null;
  }
}
