import { z } from 'zod';
import type { Logger } from '../../core/index.ts';
import { effortSchema } from '../../shared/decision.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import { readOwnFile } from '../files/read-own-file.ts';

const sharesSchema = z.object({
  clusters: z.array(z.object({ id: z.number().int(), weight: z.number() })),
  /** Version of the artifact that the clusters are of. */
  artifact: z.string(),
});
/** The nearest clusters of a decision. */
export type Shares = z.infer<typeof sharesSchema>;

const ratingSchema = sharesSchema.extend({
  model: z.string(),
  effort: effortSchema.nullable(),
  score: z.number().min(0).max(1),
  at_ms: z.number(),
  /** Who gave it; null for one that was kept before this was. */
  source: z.enum(['console', 'endpoint']).nullable().default(null),
  /** The model was tried to learn what it is worth. */
  explored: z.boolean().default(false),
  /** The same in the clusters of a later artifact, as far as these mean the same. */
  carried: sharesSchema.optional(),
});
/** Never changed in place: another one takes its place. */
export type KeptRating = Readonly<z.infer<typeof ratingSchema>>;

const fileSchema = z.object({
  /** Rises with every publication, also over a reset and a restart: a decision names what it was made with. */
  revision: z.number().int().min(0),
  ratings: z.array(ratingSchema.extend({ decision_id: z.string() })),
});

/** The file of ratings, which holds no text. */
export class RatingFile {
  readonly #path: string;
  readonly #logger: Logger;
  /** As it stands in the file: ten thousand are there for each that comes in, and are not made into JSON again. */
  readonly #json = new WeakMap<KeptRating, string>();

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  /** @returns the ratings by decision, in their order; null when there is no file, or none that can be read. */
  read(): { readonly revision: number; readonly ratings: ReadonlyMap<string, KeptRating> } | null {
    const kept = readOwnFile(this.#path, fileSchema, 'the file of ratings', this.#logger);
    if (kept === null) return null;
    const ratings = kept.ratings.map(({ decision_id, ...rating }) => [decision_id, rating] as const);
    return { revision: kept.revision, ratings: new Map(ratings) };
  }

  /** Writes all of them. One that cannot be written is logged: the next one may be. */
  async write(revision: number, ratings: ReadonlyMap<string, KeptRating>): Promise<void> {
    const list = Array.from(ratings, ([decisionId, rating]) => this.#jsonOf(decisionId, rating));
    try {
      await writeFileAtomically(this.#path, `{"revision":${revision},"ratings":[${list.join(',')}]}`, 0o600);
    } catch (error) {
      this.#logger.warn('the ratings cannot be written', { reason: (error as NodeJS.ErrnoException).code ?? '' });
    }
  }

  #jsonOf(decisionId: string, rating: KeptRating): string {
    let json = this.#json.get(rating);
    if (json === undefined) {
      json = JSON.stringify({ decision_id: decisionId, ...rating });
      this.#json.set(rating, json);
    }
    return json;
  }
}
