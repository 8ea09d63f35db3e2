import { type Decision, isFromCache, type Outcome } from '../shared/decision.ts';
import { penaltiesWith, profileOfApp, thresholdsOf } from '../shared/profiles.ts';
import {
  MemorySessionStore,
  type SessionLimits,
  type SessionReference,
  type SessionState,
} from './affinity/session-store.ts';
import { sessionKeyPart, stateAfter, viewSession } from './affinity/session-view.ts';
import { type AuthInfo, describeAuth, type RequestHeaders } from './auth/auth-adapter.ts';
import { createAuthRegistry } from './auth/auth-registry.ts';
import { decisionKey } from './cache/decision-key.ts';
import { buildDecision, buildFeatures, describeSession } from './deciding/build-decision.ts';
import { type ConfigInForce, followConfig } from './deciding/config-in-force.ts';
import { FeatureRows } from './deciding/feature-rows.ts';
import { type Arrival, emptyTimings, type PendingRequest, revisionOf } from './deciding/pending-request.ts';
import { createFeatureExtractor, type PromptFeatures } from './features/extract-features.ts';
import { createPromptReader } from './features/prompt-reader.ts';
import { promptText } from './features/prompt-text.ts';
import { estimateRequestTokens, estimateTokens } from './features/token-estimate.ts';
import { LatencyStats } from './learning/latency-stats.ts';
import { noFeedback, type QualityFeedback } from './learning/quality-feedback.ts';
import type { PreHookContext } from './plugin/plugin.ts';
import { createPluginChain } from './plugin/plugin-chain.ts';
import type { ChatRequest, RoutingOverrides } from './request/chat-request.ts';
import { parseModelIntent } from './request/model-intent.ts';
import type { Router, RouterConfig, Routing } from './router.ts';
import type { RouterOptions } from './router-options.ts';
import { nearestClusters } from './scoring/clusters.ts';
import type { RequestNeeds } from './scoring/eligibility.ts';
import { explainDecision } from './scoring/explain-decision.ts';
import { rerouteDecision } from './scoring/reroute-decision.ts';
import { scoreAfterDecision } from './scoring/score-after-decision.ts';
import type { ScoringInput } from './scoring/score-candidates.ts';
import { selectInSession, warmPrefix } from './scoring/select-in-session.ts';
import { chooseBucket } from './triage/choose-bucket.ts';
import { calibrate, GAIN_OUTPUT, OUTPUT_COUNT, predictRaw } from './triage/forest.ts';
import type { MaybePromise } from './types.ts';

const DEFAULT_EMBEDDING_CACHE = 2_000;
const DECIDED_ELSEWHERE = 'another host decided this: its decision was in the shared cache';

/** Builds the router for one artifact. */
export function createRouter(options: RouterOptions): Router {
  const { artifact, clock, ids } = options;
  const auth = options.auth ?? createAuthRegistry();
  const plugins = createPluginChain(options.plugins ?? [], options.logger, options.deadline);
  const embedder = options.embedder ?? artifact.embedder;
  const extractor = createFeatureExtractor(artifact.embedder, artifact.clusters, artifact.words, () =>
    clock.monotonicMs(),
  );
  const latencyStats = options.latencyStats ?? new LatencyStats();
  const latencyInForce = options.latency ?? (() => latencyStats.published);
  const configInForce = followConfig(artifact, options.config, clock);
  const rows = new FeatureRows(artifact, extractor, clock);
  const prompts = createPromptReader({
    extractor,
    embedder,
    clock,
    cacheSize: options.embeddingCacheSize ?? DEFAULT_EMBEDDING_CACHE,
    deadline: options.deadline,
  });
  const sessions = options.sessions ?? new MemorySessionStore(clock, () => sessionLimits(options.config()));
  const raw = new Float64Array(OUTPUT_COUNT);

  function detect(headers: RequestHeaders, { settings }: RouterConfig, dialect: string | null): AuthInfo | null {
    if (!settings.enable_auth) return null;
    return auth.detect(headers, settings.auth_adapters.enabled, { nowMs: clock.now(), dialect });
  }

  function decide(
    request: ChatRequest,
    headers: RequestHeaders = {},
    overrides: RoutingOverrides = {},
    dialect: string | null = null,
    session: SessionReference | null = null,
  ): MaybePromise<Routing> {
    const started = clock.monotonicMs();
    const timings = emptyTimings();
    const inForce = configInForce();
    const { config } = inForce;
    const credential = detect(headers, config, dialect);
    const authenticated = clock.monotonicMs();
    timings.auth = (authenticated - started) * 1_000;
    const reference = config.settings.router.affinity.enabled ? session : null;
    const arrival: Arrival = { request, auth: credential, inForce, reference, timings, started };
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
    const { request, auth: credential, inForce, timings } = arrival;
    const { config, decisions } = inForce;
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
    const keyParts = {
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
    };
    const key = decisionKey(keyParts);
    // Written out: a spread costs microseconds here.
    const pending: PendingRequest = {
      request,
      auth: credential,
      inForce,
      reference: arrival.reference,
      timings,
      started: arrival.started,
      overrides,
      session,
      intent: parseModelIntent(overrides.model ?? request.model),
      prompt,
      images,
      alpha,
      profile,
      key,
      sharedKey: null,
      revision,
      feedback,
      notes,
    };
    const cached = settings.enable_caching ? decisions.get(key) : undefined;
    timings.cache = (clock.monotonicMs() - cacheStarted) * 1_000;
    if (cached !== undefined) return decidedBefore(pending, cached);

    const shared = settings.enable_caching ? (options.sharedDecisions?.() ?? null) : null;
    if (shared === null) return decideAnew(pending);
    // Each process observes latency for itself and counts its snapshots: between processes they say nothing.
    const revisionOfAll = revisionOf(config.revision, 0, feedback.revision);
    const sharedKey = {
      artifactVersion: artifact.version,
      configRevision: revisionOfAll,
      hash: decisionKey({ ...keyParts, configRevision: `${revisionOfAll} ${profile?.name ?? ''}` }),
    };
    return shared.get(sharedKey).then((found) => {
      timings.cache = (clock.monotonicMs() - cacheStarted) * 1_000;
      if (found === undefined) return decideAnew({ ...pending, sharedKey });
      const known = { ...found, notes: [...found.notes, DECIDED_ELSEWHERE] };
      decisions.set(key, known);
      return decidedBefore(pending, known);
    });
  }

  /** A decision that was made for a request like this one. */
  function decidedBefore(pending: PendingRequest, cached: Decision): Routing {
    const { auth: credential, session, timings, inForce } = pending;
    timings.total = (clock.monotonicMs() - pending.started) * 1_000;
    const decision: Decision = {
      ...cached,
      id: ids(),
      created_ms: clock.now(),
      auth: describeAuth(credential),
      cache: { state: 'hit', key: pending.key },
      session: describeSession(session, cached.session.state === 'locked'),
      timings_us: timings,
    };
    return routingOf(decision, credential, pending.request, inForce, pending.feedback);
  }

  function decideAnew(pending: PendingRequest): MaybePromise<Routing> {
    const { auth: credential, notes, prompt, timings } = pending;
    const { settings } = pending.inForce.config;
    if (credential?.problem !== undefined) {
      notes.push(`the credential of the request was not used: ${credential.problem.message}`);
    }
    const { feature_timeout: budget, embedding_timeout: ofEmbedder } = settings;
    const extracted = prompts.read(prompt, Math.min(budget, ofEmbedder ?? budget), timings, notes);
    return extracted instanceof Promise
      ? extracted.then((features) => finish(pending, features))
      : finish(pending, extracted);
  }

  function finish(pending: PendingRequest, prompt: PromptFeatures): Routing {
    const { request, inForce, timings, notes, intent, overrides } = pending;
    const { config, targets } = inForce;
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
    const thresholds = thresholdsOf(pending.profile, targets.thresholds, artifact.manifest.thresholds);
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

    const features = buildFeatures(artifact, pending, {
      prompt,
      requestTokens: needs.requestTokens,
      largestContext: targets.largestContext,
      wantedEmbedder: embedder.id,
      nearest,
      embeddingOffset: extractor.embeddingOffset,
      custom,
    });
    const ended = clock.monotonicMs();
    timings.scoring = (ended - triaged) * 1_000;
    timings.total = (ended - pending.started) * 1_000;
    const decision = buildDecision(ids(), clock.now(), artifact, pending, {
      probabilities,
      rawScores: { cheap: raw[0] as number, mid: raw[1] as number, hard: raw[2] as number },
      expectedGain: raw[GAIN_OUTPUT] as number,
      thresholds,
      penalties: scoring.penalties,
      selection,
      features,
    });
    rows.keep(pending.key, prompt.row);
    // A decision made on the fallback embedding is not kept: the next one may do better.
    if (config.settings.enable_caching && !features.embedding_fallback) {
      inForce.decisions.set(pending.key, decision);
      // Other notes are about this request or by plugins, which may note what they like.
      const isForAll = notes.length === selection.notes.length;
      if (pending.sharedKey !== null && isForAll) options.sharedDecisions?.()?.set(pending.sharedKey, decision);
    }
    return routingOf(decision, pending.auth, request, inForce, pending.feedback);
  }

  function routingOf(
    decision: Decision,
    auth: AuthInfo | null,
    request: ChatRequest,
    { config, targets }: ConfigInForce,
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

  return {
    decide,
    authenticate: (headers, dialect = null) => detect(headers, configInForce().config, dialect),
    explain: (decision, prompt) => explainDecision(artifact, decision, rows.nearest(decision, prompt)),
    reroute: (decision, bucket, penalties) => {
      const { config, targets } = configInForce();
      const feedback = options.feedback?.() ?? noFeedback;
      return rerouteDecision(decision, bucket, penalties, { targets, config, latency: latencyInForce(), feedback });
    },
    featureRow: (decision, prompt) => rows.exact(decision, prompt),
    async recordOutcome(decision, outcome: Outcome) {
      const cached = isFromCache(outcome.response_cache);
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
      latencyStats.publish();
    },
    latency: latencyInForce,
    cacheStats: () => configInForce().decisions.stats(),
    clearCache: () => configInForce().decisions.clear(),
  };
}

function withoutToken(auth: AuthInfo | null): PreHookContext['auth'] {
  return auth === null ? null : { adapter: auth.adapter, type: auth.type, provider: auth.provider };
}

function sessionLimits({ settings }: RouterConfig): SessionLimits {
  const { max_sessions: maxSessions, ttl_seconds: ttlS } = settings.router.affinity;
  return { maxSessions, ttlMs: ttlS * 1_000 };
}
