import type { SessionStore } from './affinity/session-store.ts';
import type { Artifact } from './artifacts/load-artifact.ts';
import type { AuthRegistry } from './auth/auth-registry.ts';
import type { SharedDecisions } from './cache/shared-decisions.ts';
import type { Embedder } from './features/embedding/embedder.ts';
import type { LatencySnapshot, LatencyStats } from './learning/latency-stats.ts';
import type { QualityFeedback } from './learning/quality-feedback.ts';
import type { Plugin } from './plugin/plugin.ts';
import type { Deadline } from './plugin/plugin-chain.ts';
import type { Clock, IdSource, Logger } from './ports.ts';
import type { RouterConfig } from './router.ts';

/** What a router is made of. */
export interface RouterOptions {
  readonly artifact: Artifact;
  /** Read at each decision, so that a changed configuration is in force at once. */
  readonly config: () => RouterConfig;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly auth?: AuthRegistry;
  readonly plugins?: readonly Plugin[];
  /** Instead of the artifact's static embedder. */
  readonly embedder?: Embedder;
  /** Settles with the promise, or with undefined after `ms`. Needed only with an asynchronous embedder or hook. */
  readonly deadline?: Deadline;
  /** Embeddings kept by prompt; 0 turns the cache off. */
  readonly embeddingCacheSize?: number;
  /** Instead of a memory of its own, so that sessions outlive the router. */
  readonly sessions?: SessionStore;
  /** Decisions of other processes, asked after a miss; null or absent: there are none. Read at each decision. */
  readonly sharedDecisions?: () => SharedDecisions | null;
  /** Instead of statistics of its own, so that observed latency outlives the router. */
  readonly latencyStats?: LatencyStats;
  /** Ratings in force, read at each decision; by default none. */
  readonly feedback?: () => QualityFeedback;
  /** Instead of what this router observed: the latency that another one has in force. Read at each decision. */
  readonly latency?: () => LatencySnapshot;
}
