import type { Attributes, Meter } from '@opentelemetry/api';
import { isFromCache } from '../../shared/decision.ts';
import type { FinishedRequest } from './finished-request.ts';
import { DURATION_BOUNDS, FIRST_CHUNK_BOUNDS, operationName, providerName, TOKEN_BOUNDS } from './gen-ai.ts';

/** Decisions take microseconds, Heimdall's own share of a request a millisecond. Seconds. */
const OWN_BOUNDS = [5e-6, 1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.5];

/** Names that callers give themselves are not ours to bound: those after so many count as `other`. */
const MAX_APPS = 100;

/** What is read when somebody looks. */
export interface Gauges {
  readonly version: string;
  artifactVersion(): string;
  inFlight(): number;
  /** Providers, models and keys that are not asked for a while. */
  pauses(): number;
  cachedDecisions(): number;
  /** Unwritten records, and whether the log is in memory alone. */
  logInMemory(): boolean;
}

/** Makes Heimdall's instruments. @returns What counts a request. */
export function createInstruments(meter: Meter, gauges: Gauges): (request: FinishedRequest) => void {
  const decisions = meter.createCounter('heimdall.decisions', {
    description: 'Decisions, by bucket, chosen model, mode and state of the decision cache.',
  });
  const decisionDuration = meter.createHistogram('heimdall.decision.duration', {
    description: 'Time that a decision took.',
    unit: 's',
    advice: { explicitBucketBoundaries: OWN_BOUNDS },
  });
  const requests = meter.createCounter('heimdall.requests', {
    description: 'Requests that ended, by dialect, app, status and error code.',
  });
  const overhead = meter.createHistogram('heimdall.request.overhead', {
    description: "Heimdall's own share of a request, before the provider was called.",
    unit: 's',
    advice: { explicitBucketBoundaries: OWN_BOUNDS },
  });
  const attempts = meter.createCounter('heimdall.attempts', {
    description: 'Calls of providers, by provider, model and error code; more than one a request are fallbacks.',
  });
  const cost = meter.createCounter('heimdall.cost.usd', {
    description: 'Dollars for the tokens that providers counted, by provider and model.',
  });
  const saved = meter.createCounter('heimdall.saved.usd', {
    description: 'Dollars that answers from the response cache had cost when they were given first.',
  });
  const responseCache = meter.createCounter('heimdall.response_cache.requests', {
    description: 'Requests that the response cache had to do with, by what it had.',
  });
  const operationDuration = meter.createHistogram('gen_ai.client.operation.duration', {
    description: 'GenAI operation duration.',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BOUNDS },
  });
  const firstChunk = meter.createHistogram('gen_ai.client.operation.time_to_first_chunk', {
    description: 'Time from the request to the first chunk of a stream.',
    unit: 's',
    advice: { explicitBucketBoundaries: FIRST_CHUNK_BOUNDS },
  });
  const tokens = meter.createHistogram('gen_ai.client.token.usage', {
    description: 'Number of input and output tokens used.',
    unit: '{token}',
    advice: { explicitBucketBoundaries: TOKEN_BOUNDS },
  });
  watchGauges(meter, gauges);
  const apps = new Set<string>();

  function appLabel(app: string | null): string {
    if (app === null) return '';
    if (apps.size < MAX_APPS) apps.add(app);
    return apps.has(app) ? app : 'other';
  }

  return ({ decision, outcome, app, dialect }) => {
    const { bucket, model, mode, cache } = decision;
    decisions.add(1, { bucket, model, mode, cache: cache.state });
    decisionDuration.record(decision.timings_us.total / 1e6, { cache: cache.state });
    requests.add(1, {
      dialect,
      app: appLabel(app),
      status: outcome.status,
      ...(outcome.error_code === null ? {} : { error: outcome.error_code }),
    });
    if (outcome.overhead_ms !== null) overhead.record(outcome.overhead_ms / 1_000, { dialect });
    for (const { provider, model: asked, error } of outcome.attempts) {
      attempts.add(1, { provider, model: asked, ...(error === null ? {} : { error }) });
    }
    if (outcome.response_cache !== 'off') responseCache.add(1, { state: outcome.response_cache });
    if (outcome.saved_usd !== null) saved.add(outcome.saved_usd);
    const { served_model: served, served_provider: provider } = outcome;
    if (served === null || provider === null || outcome.simulated || isFromCache(outcome.response_cache)) return;
    if (outcome.cost_usd !== null) cost.add(outcome.cost_usd, { provider, model: served });
    const asked: Attributes = {
      'gen_ai.operation.name': operationName(dialect),
      'gen_ai.provider.name': providerName(provider),
      'gen_ai.request.model': served,
    };
    if (outcome.total_ms !== null) {
      const failed = outcome.error_code === null ? {} : { 'error.type': outcome.error_code };
      operationDuration.record(ownShareOff(outcome.total_ms, outcome.overhead_ms), { ...asked, ...failed });
    }
    if (outcome.streamed && outcome.ttft_ms !== null) {
      firstChunk.record(ownShareOff(outcome.ttft_ms, outcome.overhead_ms), asked);
    }
    // Estimates are not usage.
    if (!outcome.usage_reported) return;
    for (const [type, count] of [
      ['input', outcome.input_tokens],
      ['output', outcome.output_tokens],
    ] as const) {
      if (count !== null) tokens.record(count, { ...asked, 'gen_ai.token.type': type });
    }
  };
}

/** Seconds of the provider. */
function ownShareOff(ms: number, overheadMs: number | null): number {
  return Math.max(0, ms - (overheadMs ?? 0)) / 1_000;
}

function watchGauges(meter: Meter, gauges: Gauges): void {
  const watch = (name: string, description: string, read: () => number, unit?: string): void => {
    const options = unit === undefined ? { description } : { description, unit };
    meter.createObservableGauge(name, options).addCallback((result) => result.observe(read()));
  };
  watch('heimdall.requests.in_flight', 'Requests that are being answered.', () => gauges.inFlight());
  watch('heimdall.pauses', 'Providers, models and keys that failed and are not asked for a while.', () =>
    gauges.pauses(),
  );
  watch('heimdall.decision_cache.entries', 'Cached decisions.', () => gauges.cachedDecisions());
  watch('heimdall.log.in_memory', '1 while the decision log cannot be written to the disk.', () =>
    gauges.logInMemory() ? 1 : 0,
  );
  watch('process.memory.usage', 'Memory of the process.', () => process.memoryUsage.rss(), 'By');
  meter
    .createObservableGauge('heimdall.build_info', { description: 'Always 1; the version and the artifact in force.' })
    .addCallback((result) => result.observe(1, { version: gauges.version, artifact: gauges.artifactVersion() }));
}
