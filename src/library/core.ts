/**
 * `heimdall/core`: the router in a Node program of your own, without endpoint, log or console.
 *
 * @packageDocumentation
 * @example
 * import { createRouter, openArtifact, promptRequest } from 'heimdall/core';
 *
 * const router = createRouter({ artifact: await openArtifact(), providers: ['openai', 'openrouter'] });
 * const { decision } = await router.decide(promptRequest('Prove that there are infinitely many primes.'));
 * console.log(decision.bucket, decision.model, router.explain(decision, null).summary);
 */
export type {
  Artifact,
  AuthAdapter,
  AuthInfo,
  CatalogModel,
  ChatMessage,
  ChatRequest,
  Contribution,
  Embedder,
  Embedding,
  Explanation,
  Extension,
  HookAnswer,
  KernelBackend,
  LatencySnapshot,
  Logger,
  MaybePromise,
  ModelCatalog,
  RequestHeaders,
  Rerouted,
  Role,
  Routing,
  RoutingOverrides,
  SessionReference,
  SessionState,
  SessionStore,
} from '../core/index.ts';
export { HeimdallError, promptRequest } from '../core/index.ts';
export {
  alphaScore,
  bestCandidate,
  crossingAlpha,
  type Scorable,
  type WinnerSegment,
  winnerSegments,
} from '../shared/alpha-score.ts';
export { bucketByThresholds, type Thresholds } from '../shared/bucket-rule.ts';
export { type Bucket, type Candidate, type Decision, emptyOutcome, type Outcome } from '../shared/decision.ts';
export type { ErrorCode } from '../shared/error-codes.ts';
export type { SettingsInput } from '../shared/settings-schema.ts';
export { createRouter, type LibraryRouter, type RouterOptions, type RouterSetup } from './create-router.ts';
export { openArtifact } from './open-artifact.ts';
