import type { Decision } from '../../shared/decision.ts';
import { HOUR_MS } from '../../shared/durations.ts';
import type { Artifact } from '../artifacts/load-artifact.ts';
import { LruCache } from '../cache/lru-cache.ts';
import type { FeatureExtractor } from '../features/extract-features.ts';
import type { Clock } from '../ports.ts';
import { OUTPUT_COUNT, predictRaw } from '../triage/forest.ts';
import { emptyTimings } from './pending-request.ts';

const KEPT_ROWS = 2_000;
const TTL_MS = HOUR_MS;

/** The feature rows of recent decisions, for explanations; older ones are made again from their prompts. */
export class FeatureRows {
  readonly #artifact: Artifact;
  readonly #extractor: FeatureExtractor;
  readonly #rows: LruCache<Float32Array>;

  constructor(artifact: Artifact, extractor: FeatureExtractor, clock: Clock) {
    this.#artifact = artifact;
    this.#extractor = extractor;
    this.#rows = new LruCache({ maxEntries: KEPT_ROWS, ttlMs: TTL_MS, clock });
  }

  keep(key: string, row: Float32Array): void {
    this.#rows.set(key, row);
  }

  /** The row of a decision, or one made from its prompt, which another embedder may have seen; null without either. */
  nearest(decision: Decision, prompt: string | null): Float32Array | null {
    const kept = this.#rows.get(decision.cache.key);
    if (kept !== undefined) return kept;
    if (prompt === null || decision.artifact_version !== this.#artifact.version) return null;
    return this.#extract(prompt);
  }

  /** The row that a decision was made from, exactly; null when it is neither at hand nor can be made again. */
  exact({ artifact_version, features, raw_scores, cache }: Decision, prompt: string | null): Float32Array | null {
    if (artifact_version !== this.#artifact.version) return null;
    const kept = this.#rows.get(cache.key);
    if (kept !== undefined) return kept;
    if (prompt === null || features.embedder !== this.#artifact.embedder.id) return null;
    const row = this.#extract(prompt);
    if (row === null) return null;
    const again = new Float64Array(OUTPUT_COUNT);
    predictRaw(this.#artifact.forest, row, again);
    const same = again[0] === raw_scores.cheap && again[1] === raw_scores.mid && again[2] === raw_scores.hard;
    return same ? row : null;
  }

  #extract(prompt: string): Float32Array | null {
    const features = this.#extractor.extract(prompt, this.#artifact.embedder, emptyTimings());
    return features instanceof Promise ? null : features.row;
  }
}
