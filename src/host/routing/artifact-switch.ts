import { resolve } from 'node:path';
import { HeimdallError, type Logger } from '../../core/index.ts';
import type { ArtifactName } from '../../shared/console/artifact-contract.ts';
import type { TrustedKey } from '../../shared/trusted-key.ts';
import { checkTrust } from '../artifact-signing/artifact-signature.ts';
import { readSignedManifest } from '../artifact-signing/read-signed-manifest.ts';
import { type LoadedArtifact, type OpenedArtifact, openArtifact } from './load-artifact-folder.ts';

/** What `ArtifactSwitch` says after another artifact came in force. */
export interface ArtifactChange {
  readonly from: ArtifactName;
  readonly to: ArtifactName;
  /** True: the configuration file was edited. False: a console or command asked. */
  readonly byFile: boolean;
}

export interface ArtifactSwitchOptions {
  readonly bundledFolder: string;
  /** `tuning.artifact_dir` as it is now; null means the bundled one. */
  readonly wanted: () => string | null;
  /** `tuning.trusted_keys` as it is now: whose artifacts are used, beside the bundled one; empty means everybody's. */
  readonly trusted: () => readonly TrustedKey[];
  /**
   * Builds what goes with an artifact, beside what is in force.
   *
   * @returns puts it in force: at once, and without failing.
   */
  readonly prepare: (next: OpenedArtifact) => Promise<() => void>;
  readonly onChange: (change: ArtifactChange) => void;
  /** Called when `problem` became another. */
  readonly onProblem: () => void;
  readonly logger: Logger;
}

/** An artifact that is verified and built, and waits to be put in force. */
interface Ready {
  readonly dir: string | null;
  commit(): void;
}

/**
 * The artifact in force. Another one is verified completely and everything is built for it first; then it is put in force
 * between two turns of the event loop, so that no decision sees half of it. One that is bad changes nothing. Only the one
 * in force is kept here: what decides with an earlier one holds it until it has ended.
 */
export class ArtifactSwitch {
  readonly #options: ArtifactSwitchOptions;
  #current: OpenedArtifact;
  #problem: string | null;
  /** What of the settings was last acted upon. */
  #applied: string | null;
  /** The keys that were last acted upon. */
  #trusted: string;
  #ready: Ready | null = null;
  /** One after the other: each starts from what the one before left in force. */
  #queue: Promise<void> = Promise.resolve();

  /** @param first What was loaded at the start. */
  constructor(options: ArtifactSwitchOptions, first: LoadedArtifact) {
    this.#options = options;
    const { problem, ...opened } = first;
    this.#current = opened;
    this.#problem = problem;
    this.#applied = options.wanted();
    this.#trusted = JSON.stringify(options.trusted());
  }

  get current(): OpenedArtifact {
    return this.#current;
  }

  get inForce(): ArtifactName {
    const { artifact, folder } = this.#current;
    return { version: artifact.version, folder: this.settingOf(folder) };
  }

  /** The same with the time at which it was made; null for the bundled one, which is as old as the app. */
  get datedInForce(): { readonly version: string; readonly created: string | null } {
    const { version, folder } = this.inForce;
    return { version, created: folder === null ? null : this.#current.artifact.manifest.created };
  }

  get bundledFolder(): string {
    return this.#options.bundledFolder;
  }

  /** A folder as settings have it: its whole path, or null for the bundled artifact. */
  settingOf(folder: string | null): string | null {
    return folder === null || resolve(folder) === resolve(this.bundledFolder) ? null : resolve(folder);
  }

  /** Why the artifact that the settings name is not in force; null when it is. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Reads an artifact as `use` would, and changes nothing.
   *
   * @param dir Absolute path of its folder; null means the bundled one.
   * @throws {HeimdallError} `artifact_*`.
   */
  async verify(dir: string | null): Promise<OpenedArtifact> {
    const folder = dir ?? this.#options.bundledFolder;
    const trusted = this.settingOf(dir) === null ? [] : this.#options.trusted();
    const opened = { artifact: await openArtifact(folder, { trusted }), folder };
    refuseSameVersion(this.#current, opened);
    return opened;
  }

  /**
   * Puts an artifact in force.
   *
   * @param write Writes it into the settings. When that fails, nothing is changed.
   * @throws {HeimdallError} `artifact_*`, or what `write` throws.
   */
  use(dir: string | null, write: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      this.#ready = await this.#build(dir, false);
      try {
        // Puts it in force, through `settingsChanged`, in the same turn as the settings.
        await write();
        this.#ready?.commit();
      } finally {
        this.#ready = null;
      }
    });
  }

  /** Call after the settings changed. Puts in force what waits for it, or begins to load what the file names now. */
  settingsChanged(): void {
    const dir = this.#options.wanted();
    const ready = this.#ready;
    if (ready !== null && ready.dir === dir) {
      this.#ready = null;
      this.#applied = dir;
      ready.commit();
      return;
    }
    const trusted = JSON.stringify(this.#options.trusted());
    const otherKeys = trusted !== this.#trusted;
    this.#trusted = trusted;
    if (dir === this.#applied && !otherKeys) return;
    this.#applied = dir;
    const isInForce = this.settingOf(dir) === this.inForce.folder;
    void this.#inTurn(() => (otherKeys && isInForce ? this.#checkTrust(dir) : this.#follow(dir)));
  }

  /** Resolves when nothing is being loaded. */
  settled(): Promise<void> {
    return this.#queue;
  }

  async #follow(dir: string | null): Promise<void> {
    // The file was changed again meanwhile: that change has its own turn.
    if (dir !== this.#options.wanted()) return;
    try {
      const ready = await this.#build(dir, true);
      if (dir === this.#options.wanted()) ready.commit();
    } catch (error) {
      const { code, message } = HeimdallError.from(error);
      const { version } = this.#current.artifact;
      this.#options.logger.error('the configured artifact is not used; the one before stays in force', {
        folder: dir ?? this.#options.bundledFolder,
        code,
        reason: message,
      });
      this.#problem = `tuning.artifact_dir is not in force, artifact ${version} still is: ${message} Once it is right, use it again: Settings, Artifact, or heimdall artifact use.`;
      this.#options.onProblem();
    }
  }

  /** Other keys are trusted now, or fewer. What is in force was good when it came: it stays, until the next start. */
  async #checkTrust(dir: string | null): Promise<void> {
    let problem: string | null = null;
    try {
      if (this.settingOf(dir) !== null) checkTrust(await readSignedManifest(dir ?? ''), this.#options.trusted());
    } catch (error) {
      const { version } = this.#current.artifact;
      problem = `Artifact ${version} is in force, and at the next start the bundled one will be, because of tuning.trusted_keys: ${HeimdallError.from(error).message}`;
      this.#options.logger.warn('the artifact in force is not trusted any more', { version });
    }
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#options.onProblem();
  }

  async #build(dir: string | null, byFile: boolean): Promise<Ready> {
    const next = await this.verify(dir);
    const putInForce = await this.#options.prepare(next);
    const commit = () => {
      const from = this.inForce;
      this.#current = next;
      this.#problem = null;
      putInForce();
      const to = this.inForce;
      this.#options.logger.info('another artifact is in force', {
        from: from.version,
        to: to.version,
        folder: next.folder,
      });
      this.#options.onChange({ from, to, byFile });
    };
    return { dir, commit };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Decisions, ratings and caches tell artifacts apart by version, so that two must not share one. */
function refuseSameVersion(current: OpenedArtifact, next: OpenedArtifact): void {
  const { manifest, version } = next.artifact;
  if (version !== current.artifact.version) return;
  if (JSON.stringify(manifest) === JSON.stringify(current.artifact.manifest)) return;
  throw new HeimdallError(
    'artifact_invalid',
    `manifest.json: artifact_version is ${version}, as of the artifact in force, and its content is another. Give it a ` +
      `version of its own. (artifact in ${next.folder})`,
  );
}
