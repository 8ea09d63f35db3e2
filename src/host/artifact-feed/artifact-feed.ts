import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeimdallError, type Logger } from '../../core/index.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { checkTrust } from '../artifact-signing/artifact-signature.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { readOwnFile } from '../files/read-own-file.ts';
import { downloadArtifact, pruneDownloads, readOffer, readOfferedSignatures } from './download-artifact.ts';

const takenSchema = z.object({
  url: z.string(),
  digest: z.string(),
  /** When the newest that this address ever gave was made; absent in files from before this was kept. */
  newest: z.string().optional(),
});

export interface ArtifactFeedOptions {
  /** Folder for downloaded artifacts, and for what is remembered. */
  readonly folder: string;
  /** Of the settings in force. */
  readonly settings: () => Pick<Settings['tuning'], 'artifact_url' | 'reload_seconds' | 'trusted_keys'>;
  /** In force, and when it was made; null for the bundled one, which any from the address may replace. */
  readonly inForce: () => { readonly version: string; readonly created: string | null };
  /** Verifies a folder and puts its artifact in force, or throws and changes nothing. */
  readonly use: (folder: string) => Promise<void>;
  readonly fetch: Fetch;
  readonly logger: Logger;
  /** Called when `problem` became another. */
  readonly onProblem: () => void;
}

/**
 * Follows `tuning.artifact_url`: an artifact that appears there is downloaded, verified and put in force. Each one is taken
 * once, so that going back to an earlier one lasts until there is a new one.
 */
export class ArtifactFeed {
  readonly #options: ArtifactFeedOptions;
  #followed: string | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stop: AbortController | null = null;
  #running = false;
  #problem: string | null = null;

  constructor(options: ArtifactFeedOptions) {
    this.#options = options;
  }

  /** Why the address was not followed the last time; null when it was, or there is none. */
  get problem(): string | null {
    return this.#problem;
  }

  start(): void {
    this.#running = true;
    this.configChanged();
  }

  /** Call after the configuration changed: another address is asked at once, none is asked no more. */
  configChanged(): void {
    const { artifact_url: url, reload_seconds: seconds, trusted_keys: trusted } = this.#options.settings();
    const followed = url === null ? null : JSON.stringify([url, seconds, trusted]);
    if (!this.#running || followed === this.#followed) return;
    this.#halt();
    this.#followed = followed;
    this.#say(null);
    if (url !== null) void this.#follow(url, seconds * 1_000);
  }

  close(): void {
    this.#running = false;
    this.#halt();
  }

  #halt(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stop?.abort();
    this.#stop = null;
  }

  /** Never rejects. */
  async #follow(url: string, everyMs: number): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    const problem = await this.#take(url, stop.signal).then(
      () => null,
      (error: unknown) => `tuning.artifact_url was not followed: ${HeimdallError.from(error).message}`,
    );
    if (stop.signal.aborted) return;
    this.#say(problem);
    this.#timer = setTimeout(() => void this.#follow(url, everyMs), everyMs);
    this.#timer.unref();
  }

  async #take(url: string, signal: AbortSignal): Promise<void> {
    const { folder, fetch, logger, use, settings, inForce } = this.#options;
    const file = join(folder, 'taken.json');
    const address = { url, fetch, signal };
    const offer = await readOffer(address);
    const taken = readOwnFile(file, takenSchema, 'what was taken from tuning.artifact_url', logger);
    if (taken?.url === url && taken.digest === offer.digest) return;
    // Before anything else of it is downloaded.
    const signatures = await readOfferedSignatures(address);
    checkTrust({ manifest: offer.bytes, signatures }, settings().trusted_keys);
    const { artifact_version: version, created } = offer.manifest;
    const before = taken?.url === url ? taken.newest : undefined;
    if (version !== inForce().version) {
      refuseOlder(created, [before, inForce().created]);
      await mkdir(folder, { recursive: true });
      const downloaded = await downloadArtifact(address, offer, signatures, folder);
      signal.throwIfAborted();
      await use(downloaded);
      await pruneDownloads(folder, downloaded);
      logger.info('another artifact was taken from its address', { version });
    }
    await mkdir(folder, { recursive: true });
    await writeFileAtomically(file, JSON.stringify({ url, digest: offer.digest, newest: latest(before, created) }));
  }

  #say(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem !== null) this.#options.logger.warn(problem);
    this.#options.onProblem();
  }
}

/**
 * A signature stays good for ever, so that whoever can write to the address could put an old artifact there again: nothing
 * is taken that was made before what the address gave already, or before what is in force.
 *
 * @param others When others were made; what is null or undefined does not count.
 * @throws {HeimdallError} `artifact_invalid`.
 */
function refuseOlder(created: string, others: readonly (string | null | undefined)[]): void {
  const made = Date.parse(created);
  for (const other of others) {
    const before = Date.parse(other ?? '');
    if (Number.isNaN(before) || made >= before) continue;
    throw new HeimdallError(
      'artifact_invalid',
      `The artifact there was made ${created}, before one that was taken already (${other}). To go back, use Roll back ` +
        'or heimdall artifact use; to publish an earlier one again, give it a new version and date.',
    );
  }
}

function latest(before: string | undefined, created: string): string {
  return before !== undefined && Date.parse(before) > Date.parse(created) ? before : created;
}
