import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Logger, noFeedback, type QualityFeedback, sumRatings } from '../../core/index.ts';
import { effortSchema } from '../../shared/decision.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';

/** Ratings in force: the newest. What is older is forgotten, so that models may change. */
const MAX_RATINGS = 10_000;
/** How often ratings are put in force and written at most: each time, cached decisions become invalid. Milliseconds. */
const PUBLISH_MS = 1_000;

const ratingSchema = z.object({
  model: z.string(),
  effort: effortSchema.nullable(),
  clusters: z.array(z.object({ id: z.number().int(), weight: z.number() })),
  score: z.number().min(0).max(1),
  /** Version of the artifact that the clusters are of. */
  artifact: z.string(),
  at_ms: z.number(),
});
export type KeptRating = z.infer<typeof ratingSchema>;

const fileSchema = z.object({
  /** Rises with every publication, also over a reset and a restart: a decision names what it was made with. */
  revision: z.number().int().min(0),
  ratings: z.array(ratingSchema.extend({ decision_id: z.string() })),
});

export interface FeedbackOptions {
  readonly path: string;
  /** Version of the artifact in force: ratings of another one's clusters wait for it to come back. */
  readonly artifactVersion: string;
  readonly logger: Logger;
}

/**
 * Ratings by decision: one each. Kept in a file, which holds no text; a file that cannot be read or written costs the
 * ratings, never a request. Ratings are put in force in snapshots, as observed latency is: between two of them decisions
 * stay reproducible.
 */
export class FeedbackStore {
  readonly #options: FeedbackOptions;
  readonly #ratings = new Map<string, KeptRating>();
  #revision = 0;
  #published: QualityFeedback = noFeedback;
  #timer: NodeJS.Timeout | null = null;
  #waiting = false;
  #saving: Promise<void> = Promise.resolve();

  constructor(options: FeedbackOptions) {
    this.#options = options;
    this.#load();
  }

  /** What the scorer reads. */
  get published(): QualityFeedback {
    return this.#published;
  }

  of(decisionId: string): KeptRating | null {
    return this.#ratings.get(decisionId) ?? null;
  }

  /** Those that are about clusters of the artifact in force. */
  current(): KeptRating[] {
    return [...this.#ratings.values()].filter(({ artifact }) => artifact === this.#options.artifactVersion);
  }

  /** Puts a rating in the place of an earlier one of the same decision; null takes that away. */
  rate(decisionId: string, rating: Omit<KeptRating, 'artifact'> | null): void {
    this.#ratings.delete(decisionId);
    if (rating !== null) this.#ratings.set(decisionId, { ...rating, artifact: this.#options.artifactVersion });
    const [oldest] = this.#ratings.keys();
    if (this.#ratings.size > MAX_RATINGS && oldest !== undefined) this.#ratings.delete(oldest);
    this.#changed();
  }

  /** @returns how many were forgotten, those of other artifacts included. */
  reset(): number {
    const { size } = this.#ratings;
    this.#ratings.clear();
    this.#changed();
    return size;
  }

  /** Resolves when the last change is on disk. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#waiting) this.#publish();
    await this.#saving;
  }

  /** The first change at once, what follows soon after together. */
  #changed(): void {
    if (this.#timer !== null) {
      this.#waiting = true;
      return;
    }
    this.#publish();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#waiting) this.#changed();
    }, PUBLISH_MS);
    this.#timer.unref();
  }

  #publish(): void {
    this.#waiting = false;
    this.#revision++;
    this.#sum();
    this.#saving = this.#saving.then(() => this.#save());
  }

  #sum(): void {
    this.#published = sumRatings(this.current(), `f${this.#revision}`);
  }

  #load(): void {
    let text: string;
    try {
      text = readFileSync(this.#options.path, 'utf8');
    } catch {
      return;
    }
    try {
      const { revision, ratings } = fileSchema.parse(JSON.parse(text));
      this.#revision = revision;
      for (const { decision_id: id, ...rating } of ratings) this.#ratings.set(id, rating);
      this.#sum();
    } catch {
      this.#options.logger.warn('the ratings cannot be read; new ones are started', { path: this.#options.path });
    }
  }

  async #save(): Promise<void> {
    const ratings = [...this.#ratings].map(([decision_id, rating]) => ({ decision_id, ...rating }));
    try {
      await writeFileAtomically(this.#options.path, JSON.stringify({ revision: this.#revision, ratings }), 0o600);
    } catch (error) {
      this.#options.logger.warn('the ratings cannot be written', {
        reason: (error as NodeJS.ErrnoException).code ?? '',
      });
    }
  }
}
