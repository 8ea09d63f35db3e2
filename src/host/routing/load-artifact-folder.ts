import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifact, HeimdallError, type KernelBackend, type Logger, loadArtifact } from '../../core/index.ts';
import type { TrustedKey } from '../../shared/trusted-key.ts';
import { checkTrust } from '../artifact-signing/artifact-signature.ts';
import { readSignedManifest } from '../artifact-signing/read-signed-manifest.ts';
import { sha256Hex } from '../config/config-revision.ts';

/** A verified artifact. */
export interface OpenedArtifact {
  readonly artifact: Artifact;
  /** Where it came from. */
  readonly folder: string;
}

export interface LoadedArtifact extends OpenedArtifact {
  /** Why the folder that the settings name is not in force; null when it is, or none is named. */
  readonly problem: string | null;
}

/**
 * Loads and verifies the artifact that the settings name, or the bundled one.
 *
 * @param own `tuning.artifact_dir`; when it is bad the bundled artifact is used and `problem` says why.
 * @param trusted `tuning.trusted_keys`, which `own` must be signed by; the bundled one is a part of the app.
 * @throws {HeimdallError} `artifact_*` when the bundled artifact is bad: without one there is no routing.
 */
export async function loadArtifactFolder(
  bundled: string,
  own: string | null,
  logger: Logger,
  trusted: readonly TrustedKey[] = [],
): Promise<LoadedArtifact> {
  if (own !== null) {
    try {
      return { artifact: await openArtifact(own, { trusted }), folder: own, problem: null };
    } catch (error) {
      const { code, message } = HeimdallError.from(error);
      logger.error('the configured artifact is not used; the bundled one is', { folder: own, code, reason: message });
      const problem = `tuning.artifact_dir is not in force, the bundled artifact is: ${message}`;
      return { artifact: await openArtifact(bundled), folder: bundled, problem };
    }
  }
  return { artifact: await openArtifact(bundled), folder: bundled, problem: null };
}

/** What helps against an artifact that was refused. */
const FIXES: ReadonlyMap<HeimdallError['code'], string> = new Map([
  ['artifact_missing', 'Name the folder that has the manifest.json, and copy all of it.'],
  ['artifact_digest_mismatch', 'Copy the artifact again from where it was made.'],
  ['artifact_untrusted', 'Get it from whom you trust, or add the key of whoever made it to tuning.trusted_keys.'],
  ['artifact_invalid', 'Make it again with the training of this version of Heimdall.'],
  ['artifact_golden_mismatch', 'Make it again with the training of this version of Heimdall.'],
]);

export interface OpenOptions {
  readonly backend?: KernelBackend;
  /** One of these keys must have signed it; empty or absent: none needs to. */
  readonly trusted?: readonly TrustedKey[];
}

/** @throws {HeimdallError} `artifact_*` when it is not whole or does not verify; the message names file, folder and fix. */
export async function openArtifact(folder: string, { backend, trusted = [] }: OpenOptions = {}): Promise<Artifact> {
  try {
    const signed = await readSignedManifest(folder);
    checkTrust(signed, trusted);
    const read = async (path: string) => (path === 'manifest.json' ? signed.manifest : readFile(join(folder, path)));
    return await loadArtifact(read, sha256Hex, backend);
  } catch (error) {
    const { code, message, context } = HeimdallError.from(error);
    const fix = FIXES.get(code);
    const text = `${message}${fix === undefined ? '' : ` ${fix}`} (artifact in ${folder})`;
    throw new HeimdallError(code, text, { cause: error, context });
  }
}
