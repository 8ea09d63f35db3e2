import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Logger } from '../../core/index.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE } from '../files/private-file.ts';

/** How often uses are written at most. What a crash loses is less than that. Milliseconds. */
const WRITE_MS = 60_000;

const useSchema = z.object({
  /** Unix time in milliseconds. */
  at_ms: z.number(),
  /** The name that the caller gives itself (`x-heimdall-app`, else of its `User-Agent`); null when it gives none. */
  caller: z.string().nullable(),
});
export type LastUse = z.infer<typeof useSchema>;

const fileSchema = z.object({ version: z.literal(1), uses: z.record(z.string(), useSchema) });

/**
 * When each key was last used and by whom, by the key's SHA-256. Noting a use costs an entry in a map; the file is
 * written by a timer, and lies beside the keys' own so that a use never touches that. A file that cannot be read or
 * written costs the times, never a request.
 */
export class LastUses {
  readonly #path: string;
  readonly #logger: Logger;
  readonly #uses: Map<string, LastUse>;
  #timer: NodeJS.Timeout | null = null;
  #saving: Promise<void> = Promise.resolve();

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
    this.#uses = new Map(Object.entries(this.#read()));
  }

  of(sha256: string): LastUse | null {
    return this.#uses.get(sha256) ?? null;
  }

  note(sha256: string, use: LastUse): void {
    this.#uses.set(sha256, use);
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => this.#write(), WRITE_MS);
    this.#timer.unref();
  }

  /** Resolves when the last use is on disk. */
  async close(): Promise<void> {
    if (this.#timer !== null) this.#write();
    await this.#saving;
  }

  #write(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#saving = this.#saving.then(() => this.#save());
  }

  #read(): Record<string, LastUse> {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return {};
    }
    try {
      return fileSchema.parse(JSON.parse(text)).uses;
    } catch {
      this.#logger.warn('the times at which app keys were used cannot be read; they begin anew', { path: this.#path });
      return {};
    }
  }

  async #save(): Promise<void> {
    const text = `${JSON.stringify({ version: 1, uses: Object.fromEntries(this.#uses) })}\n`;
    try {
      await writeFileAtomically(this.#path, text, PRIVATE_MODE);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? '';
      this.#logger.warn('the times at which app keys were used cannot be written', { reason });
    }
  }
}
