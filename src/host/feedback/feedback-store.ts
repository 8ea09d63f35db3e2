import { randomUUID } from 'node:crypto';
import { type Logger, noFeedback, type QualityFeedback, type Rating, sumRatings } from '../../core/index.ts';
import { type KeptRating, RatingFile, type Shares } from './rating-file.ts';

/** Ratings in force: the newest. What is older is forgotten, so that models may change. */
export const MAX_RATINGS = 10_000;
/** How often ratings are put in force and written at most: each time, cached decisions become invalid. Milliseconds. */
const PUBLISH_MS = 1_000;

/** Resets that can be taken back. */
const MAX_UNDO = 20;

/** A rating with what it says under the artifact in force. */
export interface ListedRating {
  readonly decisionId: string;
  readonly rating: KeptRating;
  /** Null when its clusters are another artifact's, and have no counterpart. */
  readonly clusters: Shares['clusters'] | null;
}

/** What became of the ratings in force when another artifact was. */
export interface CarriedRatings {
  readonly carried: number;
  /** Of these, some of their clusters have no counterpart. */
  readonly partly: number;
  /** None of their clusters has one: they wait until their artifact is in force again. */
  readonly left: number;
}

/** Whether a rating is part of an artifact's quality table. */
export type IsLearnt = (rating: KeptRating) => boolean;

export interface FeedbackOptions {
  readonly path: string;
  /** Version of the artifact in force. */
  readonly artifactVersion: string;
  /** What its table has learnt already, so that it does not count twice; absent: nothing. */
  readonly isLearnt?: IsLearnt;
  readonly logger: Logger;
}

/**
 * Ratings by decision: one each. Kept in a file, which holds no text; a file that cannot be read or written costs the
 * ratings, never a request. Ratings are put in force in snapshots, as observed latency is: between two of them decisions
 * stay reproducible.
 */
export class FeedbackStore {
  readonly #file: RatingFile;
  readonly #ratings = new Map<string, KeptRating>();
  /** What resets took, by their id, oldest first. */
  readonly #taken = new Map<string, ReadonlyMap<string, KeptRating>>();
  #artifactVersion: string;
  #isLearnt: IsLearnt;
  #revision = 0;
  #published: QualityFeedback = noFeedback;
  #timer: NodeJS.Timeout | null = null;
  #waiting = false;
  #saving: Promise<void> = Promise.resolve();

  constructor({ path, logger, artifactVersion, isLearnt = () => false }: FeedbackOptions) {
    this.#file = new RatingFile(path, logger);
    this.#artifactVersion = artifactVersion;
    this.#isLearnt = isLearnt;
    this.#load();
  }

  /** What the scorer reads. */
  get published(): QualityFeedback {
    return this.#published;
  }

  of(decisionId: string): KeptRating | null {
    return this.#ratings.get(decisionId) ?? null;
  }

  /** Every rating, newest last. */
  list(): ListedRating[] {
    return [...this.#ratings].map(([decisionId, rating]) => ({
      decisionId,
      rating,
      clusters: sharesUnder(rating, this.#artifactVersion)?.clusters ?? null,
    }));
  }

  /** Those that are about clusters of the artifact in force, and that its table has not learnt yet. */
  current(): (KeptRating & { readonly decisionId: string })[] {
    return Array.from(this.#counting(), ([decisionId, rating, shares]) => ({ ...rating, ...shares, decisionId }));
  }

  /**
   * Goes over to the clusters of another artifact, at once. What cannot be carried over stays in the file, with the
   * artifact that it is about.
   *
   * @param match For each cluster so far its counterpart, or null.
   * @param isLearnt What its table has learnt already.
   */
  useArtifact(version: string, match: readonly (number | null)[], isLearnt: IsLearnt = () => false): CarriedRatings {
    const counts = { carried: 0, partly: 0, left: 0 };
    for (const [id, rating] of this.#ratings) {
      const before = sharesUnder(rating, this.#artifactVersion);
      if (before === null) continue;
      const after = sharesUnder(rating, version)?.clusters ?? counterparts(before, match);
      if (after.length === 0) counts.left++;
      else {
        counts.carried++;
        if (after.length < before.clusters.length) counts.partly++;
        if (rating.artifact !== version) {
          this.#ratings.set(id, { ...rating, carried: { artifact: version, clusters: after } });
        }
      }
    }
    this.#artifactVersion = version;
    this.#isLearnt = isLearnt;
    // Nothing was rated: there is nothing to put in force, and no file to begin.
    if (this.#ratings.size > 0) this.#publish();
    return counts;
  }

  /** Puts a rating in the place of an earlier one of the same decision; null takes that away. */
  rate(decisionId: string, rating: Omit<KeptRating, 'artifact'> | null): void {
    this.#ratings.delete(decisionId);
    if (rating !== null) this.#ratings.set(decisionId, { ...rating, artifact: this.#artifactVersion });
    const [oldest] = this.#ratings.keys();
    if (this.#ratings.size > MAX_RATINGS && oldest !== undefined) this.#ratings.delete(oldest);
    this.#changed();
  }

  /**
   * Forgets ratings, or what they say of a cluster of the artifact in force, so that it can be taken back. A rating that
   * says nothing of any cluster any more is gone.
   *
   * @param what Of a rating: all of it, the id of a cluster, or null for nothing.
   * @returns how many were changed, and the name under which `undo` has them.
   */
  reset(what: (listed: ListedRating) => 'all' | number | null): { removed: number; undo: string } {
    const taken = new Map<string, KeptRating>();
    for (const listed of this.list()) {
      const { decisionId, rating } = listed;
      const part = what(listed);
      if (part === null) continue;
      taken.set(decisionId, rating);
      const left = part === 'all' ? null : withoutCluster(rating, this.#artifactVersion, part);
      if (left === null) this.#ratings.delete(decisionId);
      else this.#ratings.set(decisionId, left);
    }
    const undo = randomUUID();
    this.#taken.set(undo, taken);
    const [oldest] = this.#taken.keys();
    if (this.#taken.size > MAX_UNDO && oldest !== undefined) this.#taken.delete(oldest);
    if (taken.size > 0) this.#changed();
    return { removed: taken.size, undo };
  }

  /**
   * Brings back what a reset took. A decision that was rated anew since keeps its newer rating.
   *
   * @returns how many came back; null when there is no such reset, or no longer.
   */
  undo(reset: string): number | null {
    const taken = this.#taken.get(reset);
    if (taken === undefined) return null;
    this.#taken.delete(reset);
    const back = [...taken].filter(([id, before]) => (this.of(id) ?? before).at_ms === before.at_ms);
    const all = new Map([...this.#ratings, ...back]);
    this.#ratings.clear();
    const inOrder = [...all].sort(([, one], [, other]) => one.at_ms - other.at_ms);
    for (const [id, rating] of inOrder.slice(-MAX_RATINGS)) this.#ratings.set(id, rating);
    if (back.length > 0) this.#changed();
    return back.length;
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
    this.#saving = this.#saving.then(() => this.#file.write(this.#revision, this.#ratings));
  }

  #sum(): void {
    this.#published = sumRatings(this.#said(), `f${this.#revision}`);
  }

  *#said(): Iterable<Rating> {
    for (const [, { model, effort, score }, { clusters }] of this.#counting()) yield { model, effort, score, clusters };
  }

  /** The ratings of `current`, with their clusters. */
  *#counting(): Iterable<readonly [decisionId: string, rating: KeptRating, shares: Shares]> {
    for (const [decisionId, rating] of this.#ratings) {
      const shares = sharesUnder(rating, this.#artifactVersion);
      if (shares !== null && !this.#isLearnt(rating)) yield [decisionId, rating, shares];
    }
  }

  #load(): void {
    const kept = this.#file.read();
    if (kept === null) return;
    this.#revision = kept.revision;
    for (const [decisionId, rating] of kept.ratings) this.#ratings.set(decisionId, rating);
    this.#sum();
  }
}

/** The clusters of a rating in an artifact; null when it says nothing about that one. */
function sharesUnder({ artifact, clusters, carried }: KeptRating, version: string): Shares | null {
  if (artifact === version) return { artifact, clusters };
  return carried?.artifact === version ? carried : null;
}

/** The rating without what it says of one cluster of an artifact; null when nothing is left of it there. */
function withoutCluster(rating: KeptRating, version: string, cluster: number): KeptRating | null {
  const shares = sharesUnder(rating, version);
  const clusters = (shares?.clusters ?? []).filter(({ id }) => id !== cluster);
  if (clusters.length === 0) return null;
  return rating.artifact === version
    ? { ...rating, clusters }
    : { ...rating, carried: { artifact: version, clusters } };
}

function counterparts({ clusters }: Shares, match: readonly (number | null)[]): Shares['clusters'] {
  return clusters.flatMap(({ id, weight }) => {
    const other = match[id] ?? null;
    return other === null ? [] : [{ id: other, weight }];
  });
}
