/** The only door to the core: what gateway and host may use of it. */
export {
  MemorySessionStore,
  type SessionReference,
  type SessionState,
  type SessionStore,
} from './affinity/session-store.ts';
export {
  type Artifact,
  assembleFeatures,
  FEATURE_PATHS,
  type FeatureFiles,
  loadArtifact,
} from './artifacts/load-artifact.ts';
export {
  type CatalogData,
  type CatalogPrice,
  catalogSchema,
  type Manifest,
  manifestSchema,
} from './artifacts/manifest.ts';
export { isClaudeSubscriptionToken } from './auth/anthropic-oauth.ts';
export {
  type AuthAdapter,
  type AuthInfo,
  type AuthProblem,
  type AuthTarget,
  describeAuth,
  isUsableAt,
  type RequestHeaders,
  tokenReference,
} from './auth/auth-adapter.ts';
export { type AuthRegistry, createAuthRegistry } from './auth/auth-registry.ts';
export { USER_KEY_PREFIX, userKeyOf } from './auth/user-keys.ts';
export { LruCache, type LruCacheStats } from './cache/lru-cache.ts';
export { type CacheUse, ReuseDistances } from './cache/reuse-distances.ts';
export type { SharedDecisionKey, SharedDecisions } from './cache/shared-decisions.ts';
export { verifyDecision } from './capsule/verify-capsule.ts';
export { extraModels } from './catalog/extra-models.ts';
export {
  type CatalogModel,
  type CatalogOffer,
  catalogPrice,
  createModelCatalog,
  type ModelCatalog,
  priceOfOffer,
} from './catalog/model-catalog.ts';
export { type ModelPrice, pricesFor, requestCost } from './catalog/request-cost.ts';
export { createRouter } from './create-router.ts';
export { type ErrorContext, HeimdallError } from './errors.ts';
export { calibrationError, type Forecast, rocAuc } from './evaluation/calibration.ts';
export {
  bestWithin,
  cheapestReaching,
  type Outcomes,
  oracleChoices,
  type Point,
  pairedGain,
  paretoSet,
  pointOf,
  randomPoint,
  type SweepPoint,
} from './evaluation/outcome-metrics.ts';
export { gainCurve, type PairMetrics, pairMetrics, rankScore, type ScoredPair } from './evaluation/pair-metrics.ts';
export { decisionEvidence } from './evidence/decision-evidence.ts';
export { whyQuality } from './evidence/why-quality.ts';
export { dot, EMBEDDING_DIM, type Embedder, type Embedding } from './features/embedding/embedder.ts';
export { hashedEmbedder } from './features/embedding/hashed-embedder.ts';
export { createFeatureExtractor, type FeatureExtractor } from './features/extract-features.ts';
export type { FeatureDescription } from './features/feature-schema.ts';
export { promptText } from './features/prompt-text.ts';
export { estimateRequestTokens, estimateTokens } from './features/token-estimate.ts';
export { createIdSource } from './id-source.ts';
export type { KernelBackend } from './kernels/open-kernels.ts';
export { type Beta, betaQuantile } from './learning/beta-distribution.ts';
export {
  type Beliefs,
  drawnQuality,
  type ExplorationBudget,
  exploreDecision,
  mayExplore,
} from './learning/explore-decision.ts';
export { type LatencySnapshot, LatencyStats } from './learning/latency-stats.ts';
export {
  type ClusterEvidence,
  noFeedback,
  posteriorBeta,
  posteriorQuality,
  type QualityFeedback,
  type Rating,
  sumRatings,
  TABLE_WEIGHT,
} from './learning/quality-feedback.ts';
export { seededRandom } from './learning/seeded-random.ts';
export { definePlugin, type Extension, type ExtensionExport } from './plugin/extension.ts';
export type {
  CustomFeature,
  HookAnswer,
  PenaltyContext,
  Plugin,
  PreHookContext,
  PreHookResult,
} from './plugin/plugin.ts';
export type { ArtifactReader, Clock, IdSource, Logger, Sha256 } from './ports.ts';
export {
  type ChatMessage,
  type ChatRequest,
  promptRequest,
  type Role,
  type RoutingOverrides,
} from './request/chat-request.ts';
export { type ModelIntent, parseModelIntent, VIRTUAL_MODELS } from './request/model-intent.ts';
export { MemoryResponseStore } from './response-cache/memory-response-store.ts';
export type { KeptResponse, ResponseStore, SemanticPlace } from './response-cache/response-store.ts';
export { type GuardReason, guardReason, guardTerms } from './response-cache/semantic-guard.ts';
export type { ExtraModel, Rerouted, Router, RouterConfig, Routing } from './router.ts';
export type { RouterOptions } from './router-options.ts';
export { checkExpectation } from './routing-tests/check-expectation.ts';
export { requestOfTest, testRequestOf } from './routing-tests/routing-requests.ts';
export { SIMULATOR } from './scoring/eligibility.ts';
export { type Contribution, type Explanation, explainDecision } from './scoring/explain-decision.ts';
export { matchClusters } from './scoring/match-clusters.ts';
export { createQualityTable, expectedQuality, tableQuality } from './scoring/quality-table.ts';
export { candidateLists, ownQuality, unknownCandidates } from './scoring/routing-targets.ts';
export type { MaybePromise } from './types.ts';
