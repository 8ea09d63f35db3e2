import { z } from 'zod';
import type { Logger } from '../../core/index.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { PRIVATE_MODE } from '../files/private-file.ts';
import { readOwnFile } from '../files/read-own-file.ts';

const count = z.number().int().min(0);
const daySchema = z.object({
  /** UTC, as `2026-11-23`. */
  day: z.string(),
  /** Requests that could explore, and those that did. */
  requests: count,
  explored: count,
  extra_usd: z.number().min(0),
});
export type ExplorationDay = z.infer<typeof daySchema>;

const fileSchema = z.object({
  today: daySchema,
  /** Of all days. */
  total: z.object({ since_ms: z.number(), explored: count, extra_usd: z.number().min(0) }),
});
export type ExplorationBooks = z.infer<typeof fileSchema>;

/** How much may be explored. */
export interface ExplorationLimits {
  readonly share: number;
  readonly max_extra_usd_per_day: number;
}

export interface LedgerOptions {
  readonly path: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/**
 * The books of exploration. What was explored is written down at once; requests that were not are counted in memory and
 * written with it, so that a crash can only make the share smaller. A clock that is set back begins no new day.
 */
export class ExplorationLedger {
  readonly #options: LedgerOptions;
  #books: ExplorationBooks;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: LedgerOptions) {
    this.#options = options;
    const kept = readOwnFile(options.path, fileSchema, 'the books of exploration', options.logger);
    const now = options.now();
    this.#books = kept ?? { today: emptyDay(now), total: { since_ms: now, explored: 0, extra_usd: 0 } };
  }

  /** As they are now. */
  get books(): ExplorationBooks {
    this.#turnPage();
    return this.#books;
  }

  /** Counts a request. @returns whether the share leaves room for it to explore. */
  admit({ share }: ExplorationLimits): boolean {
    this.#turnPage();
    const { today } = this.#books;
    const requests = today.requests + 1;
    this.#books = { ...this.#books, today: { ...today, requests } };
    return today.explored + 1 <= share * requests;
  }

  /** Counts an exploration, unless it would go over the day's budget. */
  spend(extraUsd: number, { max_extra_usd_per_day: most }: ExplorationLimits): boolean {
    this.#turnPage();
    const { today, total } = this.#books;
    if (!(today.extra_usd + extraUsd <= most)) return false;
    this.#books = {
      today: { ...today, explored: today.explored + 1, extra_usd: today.extra_usd + extraUsd },
      total: { ...total, explored: total.explored + 1, extra_usd: total.extra_usd + extraUsd },
    };
    this.#saving = this.#saving.then(() => this.#save());
    return true;
  }

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    if (this.#books.today.requests > 0) this.#saving = this.#saving.then(() => this.#save());
    await this.#saving;
  }

  #turnPage(): void {
    const day = emptyDay(this.#options.now());
    if (day.day > this.#books.today.day) this.#books = { ...this.#books, today: day };
  }

  async #save(): Promise<void> {
    try {
      await writeFileAtomically(this.#options.path, JSON.stringify(this.#books), PRIVATE_MODE);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? '';
      this.#options.logger.warn('the books of exploration cannot be written', { reason });
    }
  }
}

function emptyDay(now: number): ExplorationDay {
  return { day: new Date(now).toISOString().slice(0, 10), requests: 0, explored: 0, extra_usd: 0 };
}
