import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifact, HeimdallError, type KernelBackend, type Logger, loadArtifact } from '../../core/index.ts';
import { sha256Hex } from '../../library/config-revision.ts';
import { namingFolder } from '../../library/open-artifact.ts';
import type { TrustedKey } from '../../shared/trusted-key.ts';
import { checkTrust } from '../artifact-signing/artifact-signature.ts';
import { readSignedManifest } from '../artifact-signing/read-signed-manifest.ts';

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

export interface OpenOptions {
  readonly backend?: KernelBackend;
  /** One of these keys must have signed it; empty or absent: none needs to. */
  readonly trusted?: readonly TrustedKey[];
}

/** @throws {HeimdallError} `artifact_*` when it is not whole or does not verify; the message names file, folder and fix. */
export function openArtifact(folder: string, { backend, trusted = [] }: OpenOptions = {}): Promise<Artifact> {
  return namingFolder(folder, async () => {
    const signed = await readSignedManifest(folder);
    checkTrust(signed, trusted);
    const read = async (path: string) => (path === 'manifest.json' ? signed.manifest : readFile(join(folder, path)));
    return await loadArtifact(read, sha256Hex, backend);
  });
}
