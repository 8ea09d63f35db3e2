import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Artifact, HeimdallError, type KernelBackend, loadArtifact } from '../core/index.ts';
import { sha256Hex } from './config-revision.ts';

/**
 * Reads and verifies an artifact folder: what a router decides from. Some 50 MB and a tenth of a second.
 *
 * @param folder By default the one that comes with the package.
 * @param backend Who does the arithmetic; `wasm` falls back to `js` where it cannot be had. Both give the same bits.
 * @throws {HeimdallError} `artifact_missing`, `artifact_digest_mismatch`, `artifact_invalid` or
 *   `artifact_golden_mismatch`; the message names file, folder and fix. Nothing of a bad artifact is used.
 */
export function openArtifact(folder: string = bundledArtifact(), backend?: KernelBackend): Promise<Artifact> {
  return namingFolder(folder, () => loadArtifact((path) => readFile(join(folder, path)), sha256Hex, backend));
}

/** Two levels up, from the sources as from the build. */
function bundledArtifact(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'artifacts');
}

/** What helps against an artifact that was refused. */
const FIXES: ReadonlyMap<HeimdallError['code'], string> = new Map([
  ['artifact_missing', 'Name the folder that has the manifest.json, and copy all of it.'],
  ['artifact_digest_mismatch', 'Copy the artifact again from where it was made.'],
  ['artifact_untrusted', 'Get it from whom you trust, or add the key of whoever made it to tuning.trusted_keys.'],
  ['artifact_invalid', 'Make it again with the training of this version of Heimdall.'],
  ['artifact_golden_mismatch', 'Make it again with the training of this version of Heimdall.'],
]);

/** @throws {HeimdallError} What `open` throws, its message with the fix and the folder. */
export async function namingFolder<T>(folder: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    const { code, message, context } = HeimdallError.from(error);
    const fix = FIXES.get(code);
    const text = `${message}${fix === undefined ? '' : ` ${fix}`} (artifact in ${folder})`;
    throw new HeimdallError(code, text, { cause: error, context });
  }
}
