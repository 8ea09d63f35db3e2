import type {
  Candidate,
  Decision,
  DecisionFeatures,
  DecisionSession,
  Outcome,
  StageTimings,
} from '../shared/decision.ts';
import { penaltiesWith, profileOfApp } from '../shared/profiles.ts';
import {
  MemorySessionStore,
  type SessionLimits,
  type SessionReference,
  type SessionState,
  type SessionStore,
} from './affinity/session-store.ts';
import { type SessionView, sessionKeyPart, stateAfter, viewSession } from './affinity/session-view.ts';
import type { Artifact } from './artifacts/load-artifact.ts';
import { type AuthInfo, describeAuth, type RequestHeaders } from './auth/auth-adapter.ts';
import { type AuthRegistry, createAuthRegistry } from './auth/auth-registry.ts';
import { decisionKey } from './cache/decision-key.ts';
import { LruCache } from './cache/lru-cache.ts';
import type { Embedder } from './features/embedding/embedder.ts';
import { createFeatureExtractor, type PromptFeatures } from './features/extract-features.ts';
import { SURFACE_FEATURE_NAMES } from './features/feature-schema.ts';
import { createPromptReader } from './features/prompt-reader.ts';
import { promptText } from './features/prompt-text.ts';
import { estimateRequestTokens, estimateTokens, TOKEN_METHOD } from './features/token-estimate.ts';
import { type LatencySnapshot, LatencyStats, noLatency } from './learning/latency-stats.ts';
import { noFeedback, type QualityFeedback } from './learning/quality-feedback.ts';
import type { Plugin, PreHookContext } from './plugin/plugin.ts';
import { createPluginChain, type Deadline } from './plugin/plugin-chain.ts';
import type { Clock, IdSource, Logger } from './ports.ts';
import type { ChatRequest, RoutingOverrides } from './request/chat-request.ts';
import { type ModelIntent, parseModelIntent } from './request/model-intent.ts';
import type { Router, RouterConfig, Routing } from './router.ts';
import { nearestClusters } from './scoring/clusters.ts';
import type { RequestNeeds } from './scoring/eligibility.ts';
import { explainDecision } from './scoring/explain-decision.ts';
import { rerouteDecision } from './scoring/reroute-decision.ts';
import { type RoutingTargets, resolveRoutingTargets } from './scoring/routing-targets.ts';
import { scoreAfterDecision } from './scoring/score-after-decision.ts';
import type { ScoringInput } from './scoring/score-candidates.ts';
import { selectInSession, warmPrefix } from './scoring/select-in-session.ts';
import { chooseBucket } from './triage/choose-bucket.ts';
import { calibrate, predictRaw } from './triage/forest.ts';
import type { MaybePromise } from './types.ts';

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
  /** Ratings in force, read at each decision; by default none. */
  readonly feedback?: () => QualityFeedback;
  /** Instead of what this router observed: the latency that another one has in force. Read at each decision. */
  readonly latency?: () => LatencySnapshot;
}

/** Feature rows kept for explanations. */
const KEPT_ROWS = 2_000;
const DEFAULT_EMBEDDING_CACHE = 2_000;
const KEPT_ROWS_TTL_MS = 3_600_000;

/** A request as it came in. */
interface Arrival {
  readonly request: ChatRequest;
  readonly auth: AuthInfo | null;
  readonly config: RouterConfig;
  readonly reference: SessionReference | null;
  readonly timings: StageTimings;
  readonly started: number;
}

/** A request on its way through the stages. */
interface Pending extends Arrival {
  readonly overrides: RoutingOverrides;
  readonly session: SessionView;
  readonly intent: ModelIntent;
  readonly prompt: string;
  readonly images: number;
  readonly alpha: number;
  readonly profile: ReturnType<typeof profileOfApp>;
  readonly key: string;
  readonly revision: string;
  readonly feedback: QualityFeedback;
  readonly notes: string[];
}

/** Builds the router for one artifact. */
export function createRouter(options: RouterOptions): Router {
  const { artifact, clock, ids } = options;
  const auth = options.auth ?? createAuthRegistry();
  const plugins = createPluginChain(options.plugins ?? [], options.logger, options.deadline);
  const embedder = options.embedder ?? artifact.embedder;
  const extractor = createFeatureExtractor(artifact.embedder, artifact.clusters, () => clock.monotonicMs());
  const latencyStats = new LatencyStats();
  let published = noLatency;
  const latencyInForce = options.latency ?? (() => published);
  let cachedConfig: RouterConfig | undefined;
  let targets: RoutingTargets;
  let decisions: LruCache<Decision>;
  const rows = new LruCache<Float32Array>({ maxEntries: KEPT_ROWS, ttlMs: KEPT_ROWS_TTL_MS, clock });
  const prompts = createPromptReader({
    extractor,
    embedder,
    clock,
    cacheSize: options.embeddingCacheSize ?? DEFAULT_EMBEDDING_CACHE,
    deadline: options.deadline,
  });
  const sessions = options.sessions ?? new MemorySessionStore(clock, () => sessionLimits(options.config()));
  const raw = new Float64Array(3);

  function configInForce(): RouterConfig {
    const config = options.config();
    if (config !== cachedConfig) {
      const { max_cache_size, cache_ttl } = config.settings;
      const before = cachedConfig?.settings;
      if (before === undefined || before.max_cache_size !== max_cache_size || before.cache_ttl !== cache_ttl) {
        decisions = new LruCache({ maxEntries: max_cache_size, ttlMs: cache_ttl * 1_000, clock });
      }
      targets = resolveRoutingTargets(artifact, config);
      cachedConfig = config;
    }
    return config;
  }

  function detect(headers: RequestHeaders, { settings }: RouterConfig, dialect: string | null): AuthInfo | null {
    if (!settings.enable_auth) return null;
    return auth.detect(headers, settings.auth_adapters.enabled, { nowMs: clock.now(), dialect });
  }

  function decide(
    request: ChatRequest,
    headers: RequestHeaders,
    overrides: RoutingOverrides = {},
    dialect: string | null = null,
    session: SessionReference | null = null,
  ): MaybePromise<Routing> {
    const started = clock.monotonicMs();
    const timings = emptyTimings();
    const config = configInForce();
    const credential = detect(headers, config, dialect);
    const authenticated = clock.monotonicMs();
    timings.auth = (authenticated - started) * 1_000;
    const reference = config.settings.router.affinity.enabled ? session : null;
    const arrival: Arrival = { request, auth: credential, config, reference, timings, started };
    if (!plugins.hasPreHooks) return remember(arrival, overrides, []);

    const { hook_timeout: budgetMs } = config.settings;
    const hooked = plugins.runPreHooks({ request, overrides, auth: withoutToken(credential) }, budgetMs);
    const afterHooks = ({ overrides: steered, notes, answer }: Awaited<typeof hooked>): MaybePromise<Routing> => {
      timings.hooks = (clock.monotonicMs() - authenticated) * 1_000;
      const routing = remember(arrival, steered, [...notes]);
      if (answer === undefined) return routing;
      return routing instanceof Promise ? routing.then((value) => ({ ...value, answer })) : { ...routing, answer };
    };
    return hooked instanceof Promise ? hooked.then(afterHooks) : afterHooks(hooked);
  }

  function remember(arrival: Arrival, overrides: RoutingOverrides, notes: string[]): MaybePromise<Routing> {
    const { reference } = arrival;
    const known = reference === null ? undefined : sessions.get(reference.key);
    if (!(known instanceof Promise)) return begin(arrival, overrides, notes, known);
    // A store that fails costs a cache at most, never the request.
    return known.then(
      (state) => begin(arrival, overrides, notes, state),
      () => begin(arrival, overrides, notes, undefined),
    );
  }

  function begin(
    arrival: Arrival,
    overrides: RoutingOverrides,
    notes: string[],
    known: SessionState | undefined,
  ): MaybePromise<Routing> {
    const cacheStarted = clock.monotonicMs();
    const { request, auth: credential, config, timings, started } = arrival;
    const { settings } = config;
    const session = viewSession(arrival.reference, known, request, clock.now());
    const prompt = promptText(request);
    let images = 0;
    for (const message of request.messages) images += message.images;
    const latency = latencyInForce();
    const feedback = options.feedback?.() ?? noFeedback;
    const revision = revisionOf(config.revision, latency.revision, feedback.revision);
    const profile = overrides.app === undefined ? null : profileOfApp(settings, overrides.app);
    const alpha = overrides.alpha ?? profile?.alpha ?? settings.router.alpha;
    const described = describeAuth(credential);
    const key = decisionKey({
      request,
      prompt,
      requestTokens: estimateRequestTokens(request, prompt, estimateTokens(prompt)),
      images,
      alpha,
      bucketOverride: overrides.bucket,
      modelOverride: overrides.model,
      auth: described,
      artifactVersion: artifact.version,
      // What a profile says is part of the revision; which one is in force is not.
      configRevision: profile === null ? revision : `${revision} ${profile.name}`,
      session: sessionKeyPart(session),
    });
    const cached = settings.enable_caching ? decisions.get(key) : undefined;
    timings.cache = (clock.monotonicMs() - cacheStarted) * 1_000;
    if (cached !== undefined) {
      timings.total = (clock.monotonicMs() - started) * 1_000;
      const decision: Decision = {
        ...cached,
        id: ids(),
        created_ms: clock.now(),
        auth: described,
        cache: { state: 'hit', key },
        session: describeSession(session, cached.session.state === 'locked'),
        timings_us: timings,
      };
      return routingOf(decision, credential, request, config, feedback);
    }

    if (credential?.problem !== undefined) {
      notes.push(`the credential of the request was not used: ${credential.problem.message}`);
    }
    const intent = parseModelIntent(overrides.model ?? request.model);
    // Written out: a spread costs microseconds here.
    const pending: Pending = {
      request,
      auth: credential,
      config,
      reference: arrival.reference,
      timings,
      started,
      overrides,
      session,
      intent,
      prompt,
      images,
      alpha,
      profile,
      key,
      revision,
      feedback,
      notes,
    };
    const extracted = prompts.read(prompt, settings.feature_timeout, timings, notes);
    return extracted instanceof Promise
      ? extracted.then((features) => finish(pending, features))
      : finish(pending, extracted);
  }

  function finish(pending: Pending, prompt: PromptFeatures): Routing {
    const { request, config, timings, notes, intent, overrides } = pending;
    timings.features = timings.tokenize + timings.embed + timings.signals + timings.clusters;
    const triageStarted = clock.monotonicMs();
    predictRaw(artifact.forest, prompt.row, raw);
    const [cheap, mid, hard] = calibrate(artifact.forest, raw);
    const needs: RequestNeeds = {
      requestTokens: estimateRequestTokens(request, pending.prompt, prompt.tokens),
      tools: request.tools > 0,
      images: pending.images > 0,
      json: request.jsonMode,
    };
    const probabilities = { cheap, mid, hard };
    const thresholds = pending.profile?.thresholds ?? targets.thresholds;
    const rule = chooseBucket({
      probabilities,
      thresholds,
      requestTokens: needs.requestTokens,
      cheapMidContext: targets.cheapMidContext,
      override: overrides.bucket ?? (intent.mode === 'bucket' ? intent.bucket : undefined),
    });
    const triaged = clock.monotonicMs();
    timings.triage = (triaged - triageStarted) * 1_000;

    const nearest = nearestClusters(
      artifact.clusters,
      prompt.row,
      extractor.clusterOffset,
      config.settings.router.top_p,
    );
    const custom = plugins.customFeatures(request, pending.prompt, notes);
    const scoring: ScoringInput = {
      targets,
      config,
      auth: pending.auth,
      needs,
      nearest,
      alpha: pending.alpha,
      penalties: penaltiesWith(config.settings.router.penalties, pending.profile?.penalties ?? null),
      maxOutputTokens: request.maxOutputTokens,
      latency: latencyInForce(),
      feedback: pending.feedback,
      customPenalty: plugins.hasPenalties
        ? (context) => plugins.penalty({ ...context, customFeatures: custom }, notes)
        : null,
      warm: warmPrefix(pending.session, targets, artifact, config),
      warmMayJoin: intent.mode === 'auto' && overrides.bucket === undefined,
    };
    const selection = selectInSession(artifact, intent, rule, scoring, pending.session);
    notes.push(...selection.notes);

    const features: DecisionFeatures = {
      request_tokens: needs.requestTokens,
      token_method: TOKEN_METHOD,
      prompt_tokens: prompt.tokens,
      embedded_tokens: prompt.embeddedTokens,
      has_code: prompt.signals.hasCode,
      has_math: prompt.signals.hasMath,
      ngram_entropy: prompt.signals.ngramEntropy,
      context_ratio: needs.requestTokens / largestContext(targets),
      turns: request.messages.length,
      tools: request.tools,
      images: pending.images,
      json_mode: request.jsonMode,
      embedder: prompt.embedder,
      embedding_fallback: prompt.embedder !== embedder.id,
      clusters: nearest,
      map_xy: artifact.clusters.project(prompt.row.subarray(extractor.embeddingOffset)),
      surface: Object.fromEntries(SURFACE_FEATURE_NAMES.map((name, index) => [name, prompt.row[index] as number])),
      custom,
    };
    const choice = selection.candidates[0] as Candidate;
    const runnerUp = selection.candidates[1];
    const ended = clock.monotonicMs();
    timings.scoring = (ended - triaged) * 1_000;
    timings.total = (ended - pending.started) * 1_000;
    const decision: Decision = {
      id: ids(),
      created_ms: clock.now(),
      mode: intent.mode,
      requested_model: request.model,
      bucket: selection.bucket,
      model: choice.model,
      effort: choice.effort,
      provider: choice.provider,
      bucket_probabilities: probabilities,
      raw_scores: { cheap: raw[0] as number, mid: raw[1] as number, hard: raw[2] as number },
      thresholds,
      guardrails: selection.guardrails,
      alpha: pending.alpha,
      profile: pending.profile?.name ?? null,
      penalty_weights: scoring.penalties,
      top_p: config.settings.router.top_p,
      candidates: selection.candidates,
      excluded: selection.excluded,
      margin: runnerUp === undefined || selection.locked ? null : choice.score - runnerUp.score,
      features,
      auth: describeAuth(pending.auth),
      cache: { state: config.settings.enable_caching ? 'miss' : 'off', key: pending.key },
      session: describeSession(pending.session, selection.locked),
      timings_us: timings,
      artifact_version: artifact.version,
      config_revision: pending.revision,
      notes,
    };
    rows.set(pending.key, prompt.row);
    // A decision made on the fallback embedding is not kept: the next one may do better.
    if (config.settings.enable_caching && !features.embedding_fallback) decisions.set(pending.key, decision);
    return routingOf(decision, pending.auth, request, config, pending.feedback);
  }

  function routingOf(
    decision: Decision,
    auth: AuthInfo | null,
    request: ChatRequest,
    config: RouterConfig,
    feedback: QualityFeedback,
  ): Routing {
    const scoring = { targets, config, auth, latency: latencyInForce(), feedback };
    return { decision, auth, candidatesOf: (bucket) => scoreAfterDecision(bucket, decision, request, scoring) };
  }

  function rememberAnswer(decision: Decision, outcome: Outcome): MaybePromise<void> {
    const { key } = decision.session;
    if (key === '') return;
    const update = (before: SessionState | undefined): void => {
      const state = stateAfter(decision, outcome, before, clock.now());
      if (state !== null) sessions.set(key, state);
    };
    const before = sessions.get(key);
    return before instanceof Promise ? before.then(update, () => update(undefined)) : update(before);
  }

  configInForce();
  return {
    decide,
    authenticate: (headers, dialect = null) => detect(headers, configInForce(), dialect),
    explain(decision, prompt) {
      let row: Float32Array | null = rows.get(decision.cache.key) ?? null;
      if (row === null && prompt !== null && decision.artifact_version === artifact.version) {
        const features = extractor.extract(prompt, artifact.embedder, emptyTimings());
        if (!(features instanceof Promise)) row = features.row;
      }
      return explainDecision(artifact, decision, row);
    },
    reroute: (decision, bucket, penalties) => {
      const config = configInForce();
      const feedback = options.feedback?.() ?? noFeedback;
      return rerouteDecision(decision, bucket, penalties, { targets, config, latency: latencyInForce(), feedback });
    },
    featureRow(decision, prompt) {
      const { artifact_version: version, features, raw_scores: scores } = decision;
      if (version !== artifact.version) return null;
      const kept = rows.get(decision.cache.key);
      if (kept !== undefined) return kept;
      if (prompt === null || features.embedder !== artifact.embedder.id) return null;
      const extracted = extractor.extract(prompt, artifact.embedder, emptyTimings());
      if (extracted instanceof Promise) return null;
      const again = new Float64Array(3);
      predictRaw(artifact.forest, extracted.row, again);
      const same = again[0] === scores.cheap && again[1] === scores.mid && again[2] === scores.hard;
      return same ? extracted.row : null;
    },
    async recordOutcome(decision, outcome: Outcome) {
      const cached = outcome.response_cache === 'hit' || outcome.response_cache === 'semantic';
      const answered = outcome.status === 'ok' && !outcome.simulated && !cached;
      if (answered && outcome.total_ms !== null && outcome.served_model !== null) {
        latencyStats.observe(outcome.served_model, outcome.total_ms);
      }
      // Before anything is waited for: the next turn may come at once.
      // A cached answer leaves no model's prompt cache warm.
      const remembered = cached ? undefined : rememberAnswer(decision, outcome);
      if (remembered instanceof Promise) await remembered;
      await plugins.runPostHooks(decision, outcome, options.config().settings.hook_timeout);
    },
    publishLatency() {
      published = latencyStats.publish();
    },
    latency: latencyInForce,
    cacheStats: () => decisions.stats(),
    clearCache: () => decisions.clear(),
  };
}

/** `revision`, `.` and the number of the latency snapshot, `.` and that of the ratings; nothing for what there is none of. */
function revisionOf(config: string, latency: number, feedback: string): string {
  if (latency === 0 && feedback === '') return config;
  return `${config}${latency === 0 ? '' : `.${latency}`}${feedback === '' ? '' : `.${feedback}`}`;
}

function withoutToken(auth: AuthInfo | null): PreHookContext['auth'] {
  return auth === null ? null : { adapter: auth.adapter, type: auth.type, provider: auth.provider };
}

function emptyTimings(): StageTimings {
  return {
    auth: 0,
    cache: 0,
    features: 0,
    tokenize: 0,
    embed: 0,
    signals: 0,
    clusters: 0,
    triage: 0,
    scoring: 0,
    hooks: 0,
    total: 0,
  };
}

function describeSession({ described }: SessionView, locked: boolean): DecisionSession {
  return locked ? { ...described, state: 'locked' } : described;
}

function sessionLimits({ settings }: RouterConfig): SessionLimits {
  const { max_sessions: maxSessions, ttl_seconds: ttlS } = settings.router.affinity;
  return { maxSessions, ttlMs: ttlS * 1_000 };
}

function largestContext(targets: RoutingTargets): number {
  let largest = 1;
  for (const target of targets.all) largest = Math.max(largest, target.facts.contextTokens);
  return largest;
}
