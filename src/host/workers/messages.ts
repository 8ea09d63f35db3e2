/** What the process that owns log and console, and the workers in front of it, say to each other. Structured clones. */
import type { CatalogModel, ExtraModel, LruCacheStats, Rating, SessionState } from '../../core/index.ts';
import type { DecisionStart, HealthNews, ListeningAddress, SentAnswer } from '../../gateway/gateway.ts';
import type { Outcome } from '../../shared/decision.ts';
import type { LastUse } from '../user-keys/last-uses.ts';

/** What decisions depend on beside settings and artifact, which each process reads for itself. */
export interface FollowedState {
  readonly catalog: {
    readonly snapshotDate: string;
    readonly models: readonly CatalogModel[];
    readonly version: string;
    readonly disabled: readonly string[];
    readonly discovered: readonly ExtraModel[];
  } | null;
  readonly feedback: { readonly ratings: readonly Rating[]; readonly revision: string };
  readonly latency: { readonly revision: number; readonly variations: ReadonlyMap<string, number> };
  /** Something is switched on that only the owner has: it is to get every request. */
  readonly delegateAll: boolean;
}

export interface WorkerCounts {
  readonly inFlight: number;
  readonly decisions: LruCacheStats;
}

export type ToWorker =
  | {
      readonly kind: 'start';
      readonly state: FollowedState;
      /** Where the owner listens. */
      readonly socketPath: string;
      /** How many workers share limits that are meant for the whole. */
      readonly workers: number;
      readonly salt: Uint8Array;
      readonly sessions: readonly (readonly [string, SessionState])[];
      readonly health: readonly HealthNews[];
    }
  | { readonly kind: 'follow'; readonly state: FollowedState }
  | { readonly kind: 'session'; readonly key: string; readonly state: SessionState }
  | { readonly kind: 'health'; readonly news: HealthNews }
  | { readonly kind: 'clear-decisions' }
  /** To end once its running answers have, or after so long. */
  | { readonly kind: 'stop'; readonly graceMs: number };

export type FromWorker =
  /** Ready for `start`. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'listening'; readonly address: ListeningAddress }
  | { readonly kind: 'failed'; readonly message: string }
  /** The decision comes as JSON: that is quicker to read than a clone, and the log wants it anyway. */
  | { readonly kind: 'begin'; readonly start: Omit<DecisionStart, 'decision'> & { readonly decisionJson: string } }
  | { readonly kind: 'update'; readonly id: string; readonly outcome: Outcome; readonly answer: SentAnswer | null }
  | { readonly kind: 'health'; readonly news: HealthNews }
  | { readonly kind: 'key-used'; readonly sha256: string; readonly use: LastUse }
  | { readonly kind: 'counts'; readonly counts: WorkerCounts };

/** The owner's end of a worker. */
export interface WorkerHandle {
  send(message: ToWorker): void;
  onMessage(hear: (message: FromWorker) => void): void;
  /** Called once, when the process is no more. */
  onExit(hear: () => void): void;
  kill(): void;
}

/** The worker's end. */
export interface OwnerChannel {
  /** @param sent Called when it is on its way. */
  send(message: FromWorker, sent?: () => void): void;
  onMessage(hear: (message: ToWorker) => void): void;
}
