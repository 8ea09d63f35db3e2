import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HeimdallError } from '../../core/index.ts';
import { MAX_SIGNATURE_BYTES, SIGNATURE_FILE, type SignedManifest } from './artifact-signature.ts';

/**
 * Reads the manifest of a folder and its signatures. What is checked and what is used must be the same bytes, so that the
 * caller goes on with these.
 *
 * @throws {HeimdallError} `artifact_missing` without a manifest; `artifact_untrusted` when there are signatures that cannot
 *   be read.
 */
export async function readSignedManifest(folder: string): Promise<SignedManifest> {
  const manifest = await readFile(join(folder, 'manifest.json')).catch((cause: unknown) => {
    throw new HeimdallError('artifact_missing', 'The artifact has no readable file manifest.json.', { cause });
  });
  return { manifest, signatures: await readSignatures(join(folder, SIGNATURE_FILE)) };
}

async function readSignatures(path: string): Promise<Uint8Array | null> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_SIGNATURE_BYTES) return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new HeimdallError('artifact_untrusted', `${SIGNATURE_FILE} cannot be read.`, { cause });
  }
  throw new HeimdallError('artifact_untrusted', `${SIGNATURE_FILE} is larger than ${MAX_SIGNATURE_BYTES} bytes.`);
}
