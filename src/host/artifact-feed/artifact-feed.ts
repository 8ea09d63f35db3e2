import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HeimdallError, type Logger } from '../../core/index.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { readOwnFile } from '../files/read-own-file.ts';
import { downloadArtifact, pruneDownloads, readOffer } from './download-artifact.ts';

const takenSchema = z.object({ url: z.string(), digest: z.string() });

export interface ArtifactFeedOptions {
  /** Folder for downloaded artifacts, and for what is remembered. */
  readonly folder: string;
  /** Of the settings in force. */
  readonly settings: () => { readonly artifact_url: string | null; readonly reload_seconds: number };
  /** Version in force. */
  readonly version: () => string;
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
    const { artifact_url: url, reload_seconds: seconds } = this.#options.settings();
    const followed = url === null ? null : `${seconds} ${url}`;
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
    const { folder, fetch, logger, use, version } = this.#options;
    const file = join(folder, 'taken.json');
    const address = { url, fetch, signal };
    const offer = await readOffer(address);
    const taken = readOwnFile(file, takenSchema, 'what was taken from tuning.artifact_url', logger);
    if (taken?.url === url && taken.digest === offer.digest) return;
    if (offer.manifest.artifact_version !== version()) {
      await mkdir(folder, { recursive: true });
      const downloaded = await downloadArtifact(address, offer, folder);
      signal.throwIfAborted();
      await use(downloaded);
      await pruneDownloads(folder, downloaded);
      logger.info('another artifact was taken from its address', { version: offer.manifest.artifact_version });
    }
    await mkdir(folder, { recursive: true });
    await writeFileAtomically(file, JSON.stringify({ url, digest: offer.digest }));
  }

  #say(problem: string | null): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem !== null) this.#options.logger.warn(problem);
    this.#options.onProblem();
  }
}
