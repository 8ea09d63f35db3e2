import { z } from 'zod';
import { HeimdallError, type Logger } from '../../core/index.ts';
import { tuningHistorySchema } from '../../shared/console/tuning-contract.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { penaltySettingsSchema, thresholdsSchema } from '../../shared/settings/router-settings.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { readOwnFile } from '../files/read-own-file.ts';

type History = ConsoleOutput<'tuning.history'>;

const profileSchema = z.object({
  alpha: z.number(),
  thresholds: thresholdsSchema.nullable(),
  penalties: penaltySettingsSchema.nullable(),
});

/** What became of profiles, and which of them apps have. Null: none. */
const profilesChangeSchema = z.object({
  profiles: z.record(z.string(), z.object({ before: profileSchema.nullable(), after: profileSchema.nullable() })),
  apps: z.record(z.string(), z.object({ before: z.string().nullable(), after: z.string().nullable() })),
});
export type ProfilesChange = z.infer<typeof profilesChangeSchema>;

const entrySchema = tuningHistorySchema.shape.entries.element.extend({
  /** How it differs from the entry before in what the others do not have. */
  profiles: profilesChangeSchema.optional(),
});
type Entry = z.infer<typeof entrySchema>;

/** The values of a moment. */
export type TuningValues = Pick<Entry, 'alpha' | 'thresholds' | 'penalties' | 'artifact'>;
/** The way from one entry to the next or the one before. */
export type TuningStep = TuningValues & { readonly profiles: ProfilesChange | undefined };

/** Changes that can be taken back. */
const MAX_ENTRIES = 100;

const fileSchema = z.object({ entries: z.array(entrySchema), current: z.number().int() });

/**
 * What was tuned from the console, for undo and redo. Kept in a file, so that it survives a restart; a file that cannot
 * be read or written costs the history, never a change.
 */
export class TuningHistory {
  readonly #path: string;
  readonly #logger: Logger;
  #entries: Entry[] = [];
  #current = -1;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
    this.#load();
  }

  describe(): History {
    const { length } = this.#entries;
    return {
      entries: [...this.#entries],
      current: this.#current,
      can_undo: this.#current > 0,
      can_redo: this.#current < length - 1,
    };
  }

  /** Notes a change. What was undone before it cannot be redone any more. */
  async changed(
    before: TuningValues,
    after: TuningValues & { readonly profiles?: ProfilesChange },
    label: string,
    atMs: number,
  ): Promise<void> {
    this.#entries.length = this.#current + 1;
    // Values that came from elsewhere, such as an edit of the file, must be there to go back to.
    if (this.#current < 0 || !sameValues(this.#entries[this.#current] as Entry, before)) {
      this.#entries.push({ ...before, at_ms: atMs, label: this.#current < 0 ? 'as it was' : 'changed elsewhere' });
    }
    this.#entries.push({ ...after, at_ms: atMs, label });
    this.#entries = this.#entries.slice(-MAX_ENTRIES);
    this.#current = this.#entries.length - 1;
    await this.#save();
  }

  /**
   * What it takes to go to the entry before (-1) or the next (1).
   *
   * @throws {HeimdallError} `unavailable` when there is none.
   */
  neighbour(step: -1 | 1): TuningStep {
    const entry = this.#entries[this.#current + step];
    const inForce = this.#entries[this.#current];
    if (inForce !== undefined && entry !== undefined) {
      const { alpha, thresholds, penalties, artifact } = entry;
      const profiles = step > 0 ? entry.profiles : inForce.profiles && reversed(inForce.profiles);
      return { alpha, thresholds, penalties, artifact, profiles };
    }
    throw new HeimdallError('unavailable', step < 0 ? 'There is nothing to undo.' : 'There is nothing to redo.');
  }

  /** Call when the values of the neighbour are in force. */
  async moved(step: -1 | 1): Promise<void> {
    this.#current += step;
    await this.#save();
  }

  #load(): void {
    const kept = readOwnFile(this.#path, fileSchema, 'the tuning history', this.#logger);
    if (kept === null) return;
    this.#entries = kept.entries;
    this.#current = Math.min(kept.current, kept.entries.length - 1);
  }

  async #save(): Promise<void> {
    try {
      await writeFileAtomically(this.#path, JSON.stringify({ entries: this.#entries, current: this.#current }));
    } catch (error) {
      this.#logger.warn('the tuning history cannot be written', {
        reason: (error as NodeJS.ErrnoException).code ?? '',
      });
    }
  }
}

function reversed({ profiles, apps }: ProfilesChange): ProfilesChange {
  const swapped = <T>(changes: Readonly<Record<string, { before: T; after: T }>>) =>
    Object.fromEntries(
      Object.entries(changes).map(([name, { before, after }]) => [name, { before: after, after: before }]),
    );
  return { profiles: swapped(profiles), apps: swapped(apps) };
}

function sameValues(one: TuningValues, other: TuningValues): boolean {
  const plain = ({ alpha, thresholds, penalties }: TuningValues) =>
    JSON.stringify([
      alpha,
      thresholds === null ? null : [thresholds.cheap, thresholds.hard],
      penalties.latency_sd,
      penalties.ctx_over_80pct,
      penalties.cold_cache,
    ]);
  const sameArtifact = one.artifact === undefined || one.artifact.folder === other.artifact?.folder;
  return sameArtifact && plain(one) === plain(other);
}
