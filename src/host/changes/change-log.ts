import { z } from 'zod';
import type { Logger } from '../../core/index.ts';
import { changeSchema } from '../../shared/console/changes-contract.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { readOwnFile } from '../files/read-own-file.ts';
import { settingsChange } from './settings-change.ts';

type Change = z.output<typeof changeSchema>;

/** Changes that are kept. */
const MAX_KEPT = 500;

const fileSchema = z.object({ artifact: z.string().nullable(), changes: z.array(changeSchema) });

/**
 * When settings or the artifact changed, for the marks on charts. Kept in a file, so that it survives a restart; a file
 * that cannot be read or written costs marks, never a change.
 */
export class ChangeLog {
  readonly #path: string;
  readonly #logger: Logger;
  #artifact: string | null = null;
  #changes: Change[] = [];
  #settings: Settings;
  #saving: Promise<void> = Promise.resolve();

  /** @param settings Those in force: later ones are compared with them. */
  constructor(path: string, settings: Settings, logger: Logger) {
    this.#path = path;
    this.#settings = settings;
    this.#logger = logger;
    this.#load();
  }

  /** Call when others may be in force. */
  settingsInForce(settings: Settings, atMs: number): void {
    const change = settingsChange(this.#settings, settings);
    this.#settings = settings;
    if (change !== null) this.#add({ at_ms: atMs, ...change });
  }

  /** Call at start, and when another one came in force. The first artifact ever is no change. */
  artifactInForce(version: string, atMs: number): void {
    const before = this.#artifact;
    if (before === version) return;
    this.#artifact = version;
    if (before === null) void this.#save();
    else this.#add({ at_ms: atMs, kind: 'artifact', words: `artifact ${before} → ${version}` });
  }

  /** Those in a span of time, oldest first. */
  list(fromMs: number, toMs: number): Change[] {
    return this.#changes.filter(({ at_ms: at }) => at >= fromMs && at < toMs);
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await this.#saving;
  }

  #add(change: Change): void {
    this.#changes = [...this.#changes, change].slice(-MAX_KEPT);
    void this.#save();
  }

  #load(): void {
    const kept = readOwnFile(this.#path, fileSchema, 'the list of changes', this.#logger);
    if (kept === null) return;
    this.#artifact = kept.artifact;
    this.#changes = kept.changes;
  }

  #save(): Promise<void> {
    const text = JSON.stringify({ artifact: this.#artifact, changes: this.#changes });
    this.#saving = this.#saving
      .then(() => writeFileAtomically(this.#path, text))
      .catch((error: NodeJS.ErrnoException) => {
        this.#logger.warn('the list of changes cannot be written', { reason: error.code ?? '' });
      });
    return this.#saving;
  }
}
