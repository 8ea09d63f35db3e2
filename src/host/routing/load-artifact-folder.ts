import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Artifact, HeimdallError, type Logger, loadArtifact } from '../../core/index.ts';
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
 * @throws {HeimdallError} `artifact_*` when the bundled artifact is bad: without one there is no routing.
 */
export async function loadArtifactFolder(bundled: string, own: string | null, logger: Logger): Promise<LoadedArtifact> {
  if (own !== null) {
    try {
      return { artifact: await openArtifact(own), folder: own, problem: null };
    } catch (error) {
      const { code, message } = HeimdallError.from(error);
      logger.error('the configured artifact is not used; the bundled one is', { folder: own, code, reason: message });
      const problem = `tuning.artifact_dir is not in force, the bundled artifact is: ${message}`;
      return { artifact: await openArtifact(bundled), folder: bundled, problem };
    }
  }
  return { artifact: await openArtifact(bundled), folder: bundled, problem: null };
}

/** @throws {HeimdallError} `artifact_*` when it is not whole or does not verify; the message names the folder. */
export async function openArtifact(folder: string): Promise<Artifact> {
  try {
    return await loadArtifact((path) => readFile(join(folder, path)), sha256Hex);
  } catch (error) {
    const { code, message, context } = HeimdallError.from(error);
    throw new HeimdallError(code, `${message} (artifact in ${folder})`, { cause: error, context });
  }
}
