/** A host made of arrays, behind the same client as the real one. For tests and for working on the views. */
import { winnerSegments } from '../../shared/alpha-score.ts';
import type {
  ConsoleError,
  ConsoleEvent,
  ConsoleEventName,
  ConsoleOutput,
  ConsoleParsedInput,
} from '../../shared/console-contract.ts';
import { type ConsoleRequestName, consoleRequests } from '../../shared/console-contract.ts';
import type { Bucket, DecisionRecord } from '../../shared/decision.ts';
import type { DecisionEvidence } from '../../shared/model-evidence.ts';
import { BUILT_IN_PROFILES, type PenaltyWeights } from '../../shared/profiles.ts';
import { createConsoleClient } from '../lib/console-client.ts';
import type { RendererClient } from '../lib/transport.ts';
import { fitsFilter } from './fake-filter.ts';
import { fakeMap } from './fake-map.ts';
import { generateRecord } from './generate-records.ts';

export interface FakeClient {
  readonly client: RendererClient;
  readonly records: DecisionRecord[];
  emit<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void;
  failNext(name: ConsoleRequestName, message: string): void;
  /** Answers a question from now on; over what the fake says by itself. */
  answer<N extends ConsoleRequestName>(name: N, handler: (input: ConsoleParsedInput<N>) => ConsoleOutput<N>): void;
}

interface Values {
  readonly alpha: number;
  readonly thresholds: { readonly cheap: number; readonly hard: number };
  readonly penalties: PenaltyWeights;
}

export interface FakeOptions {
  readonly records: DecisionRecord[];
  readonly simulated?: boolean;
}

const TRAINED = { cheap: 0.62, hard: 0.58 };

export function createFakeClient(options: FakeOptions): FakeClient {
  const { records } = options;
  let inForce: Values = {
    alpha: BUILT_IN_PROFILES.Balanced.alpha,
    thresholds: TRAINED,
    penalties: { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 },
  };
  const history: Values[] = [];
  let current = -1;
  const profiles = new Map<string, Values>();
  const apps: Record<string, string> = {};
  const listeners = new Set<(name: string, event: unknown) => void>();
  const failures = new Map<string, ConsoleError>();
  const emit = (name: string, event: unknown): void => {
    for (const listener of listeners) listener(name, event);
  };
  const find = (id: string): DecisionRecord | undefined => records.find(({ decision }) => decision.id === id);
  const listed = () => [
    ...[...profiles].map(([name, values]) => ({ name, built_in: false, ...values })),
    ...Object.entries(BUILT_IN_PROFILES).map(([name, { alpha, penalties }]) => ({
      name,
      built_in: true,
      alpha,
      thresholds: TRAINED,
      penalties,
    })),
  ];
  const profilesOf = () => ({ profiles: listed(), apps });
  const tuning = () => {
    const profile = listed().find(
      (each) =>
        each.alpha === inForce.alpha &&
        (each.thresholds === null || JSON.stringify(each.thresholds) === JSON.stringify(inForce.thresholds)),
    );
    return { ...inForce, profile: profile?.name ?? null, artifact_version: '2026.11.1' };
  };
  const change = (values: Partial<Values>) => {
    history.length = current + 1;
    if (history.length === 0) history.push(inForce);
    inForce = { ...inForce, ...values };
    history.push(inForce);
    current = history.length - 1;
    return told();
  };
  const step = (by: number) => {
    inForce = history[current + by] ?? inForce;
    current += by;
    return told();
  };
  const told = () => {
    queueMicrotask(() => emit('changed', { what: 'tuning' }));
    return tuning();
  };

  const asked = (at: number) => {
    const record = generateRecord({ seq: (records.at(-1)?.seq ?? 0) + 1, alpha: at });
    records.push(record);
    queueMicrotask(() => emit('decisions', { added: [record], updated: [], dropped: 0 }));
    return { record_id: record.decision.id };
  };

  /** What is not here is not needed by a view yet. */
  const handlers: Partial<Record<ConsoleRequestName, (input: never) => unknown>> = {
    'app.info': () => appInfo(options.simulated ?? true),
    'desktop.get': () => null,
    'decisions.page': ({ before_seq, limit, filter = [] }: ConsoleParsedInput<'decisions.page'>) => {
      const before = records.filter(
        (record) => (before_seq === undefined || record.seq < before_seq) && fitsFilter(record, filter),
      );
      const page = before.slice(-limit);
      const next = before.length > limit ? (page[0]?.seq ?? null) : null;
      return { records: page, total: records.length, last_seq: records.at(-1)?.seq ?? 0, next_before_seq: next };
    },
    'decisions.count': ({ filter }: ConsoleParsedInput<'decisions.count'>) => ({
      matched: records.filter((record) => fitsFilter(record, filter)).length,
      seen: records.length,
      total: records.length,
    }),
    'decisions.get': ({ id }: { id: string }) => find(id),
    'decisions.explain': ({ id }: { id: string }) => whenKept(find(id), explain),
    'decisions.evidence': ({ id }: { id: string }) => whenKept(find(id), evidence),
    'decisions.body': ({ id }: { id: string }) => ({
      request: null,
      answer: null,
      prompt: find(id)?.prompt_preview ?? null,
    }),
    'decisions.replay': ({ id, model }: { id: string; model?: string }) => {
      const original = find(id);
      if (original === undefined) return undefined;
      const made = generateRecord({ seq: (records.at(-1)?.seq ?? 0) + 1, alpha: inForce.alpha });
      const decision = {
        ...original.decision,
        id: made.decision.id,
        created_ms: Date.now(),
        ...(model ? { model } : {}),
      };
      const record = { ...original, seq: made.seq, replay_of: id, decision };
      records.push(record);
      queueMicrotask(() => emit('decisions', { added: [record], updated: [], dropped: 0 }));
      return { record_id: decision.id, source: 'request' };
    },
    'playground.estimate': ({ messages, models }: ConsoleParsedInput<'playground.estimate'>) => ({
      tokens: messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4) + 4, 0),
      forecasts: models.map((asked) => ({
        asked,
        target: { model: asked ?? 'openai/gpt-5-mini', effort: null, bucket: 'mid' as const },
        cost_usd: options.simulated === false ? 0.001 : null,
        simulated: options.simulated ?? true,
        problem: null,
        excluded: [],
      })),
    }),
    'answers.get': () => null,
    'answers.stop': () => ({ stopped: true }),
    'catalog.list': () => ({ models: [] }),
    'models.health': () => ({ looked_at: 0, models: [], pauses: [] }),
    'models.own': () => ({ providers: [], models: [], known: [] }),
    'playground.open': ({ id }: { id: string }) => {
      const preview = find(id)?.prompt_preview;
      return preview == null ? undefined : { messages: [{ role: 'user', content: preview }], tools: [], left_out: [] };
    },
    'playground.route': ({ alpha: at }: { alpha?: number }) => asked(at ?? inForce.alpha),
    'playground.run': ({ alpha: at }: { alpha?: number }) => asked(at ?? inForce.alpha),
    'map.points': ({ last, sample, filter }: ConsoleParsedInput<'map.points'>) =>
      fakeMap(records.filter((record) => record.sample === sample && fitsFilter(record, filter)).slice(-last)),
    'metrics.snapshot': () => metricsOf(records),
    'cache.stats': () => ({
      enabled: true,
      entries: 120,
      max_entries: 10_000,
      ttl_seconds: 300,
      hits: 90,
      misses: 700,
      evictions: 0,
    }),
    'tests.list': () => ({ path: 'routing-tests.yaml', error: null, tests: [] }),
    'tuning.get': tuning,
    'tuning.apply': (values: Partial<Values>) => change(values),
    'tuning.undo': () => step(-1),
    'tuning.redo': () => step(1),
    'tuning.history': () => ({
      entries: history.map((values, index) => ({ at_ms: 1_760_000_000_000, label: `change ${index}`, ...values })),
      current,
      can_undo: current > 0,
      can_redo: current < history.length - 1,
    }),
    'tuning.export': () => ({ yaml: `router:\n  alpha: ${inForce.alpha}\n` }),
    'profiles.list': profilesOf,
    'profiles.save': ({ name, ...values }: Values & { name: string }) => {
      profiles.set(name, values);
      return profilesOf();
    },
    'profiles.delete': ({ name }: { name: string }) => {
      profiles.delete(name);
      return profilesOf();
    },
    'profiles.apply': ({ name }: { name: string }) => {
      const profile = listed().find((each) => each.name === name);
      return profile && change({ alpha: profile.alpha });
    },
    'profiles.assign': ({ app, profile }: { app: string; profile: string | null }) => {
      if (profile === null) delete apps[app];
      else apps[app] = profile;
      return profilesOf();
    },
    // Every second one is not known.
    'decisions.reroute': ({ moves }: { moves: { id: string; bucket: Bucket }[] }) =>
      moves.map(({ bucket }, index) => {
        const other = records.find(({ decision }) => decision.bucket === bucket && decision.mode !== 'explicit');
        return index % 2 === 0 || other === undefined ? null : { bucket, candidates: other.decision.candidates };
      }),
    'changes.list': () => ({ changes: [] }),
    'cache.clear': () => ({ cleared: 120 }),
    'sample.play': () => {
      let left = 300;
      const timer = setInterval(() => {
        const record = generateRecord({ seq: (records.at(-1)?.seq ?? 0) + 1, sample: true, alpha: inForce.alpha });
        records.push(record);
        emit('decisions', { added: [record], updated: [], dropped: 0 });
        if (--left === 0) clearInterval(timer);
      }, 50);
      return { started: true };
    },
    'sample.clear': () => {
      const kept = records.filter(({ sample }) => !sample);
      const removed = records.length - kept.length;
      records.splice(0, records.length, ...kept);
      emit('changed', { what: 'log' });
      return { removed };
    },
    'decisions.clear': () => {
      const removed = records.length;
      records.length = 0;
      emit('changed', { what: 'log' });
      return { removed };
    },
  };

  const client = createConsoleClient({
    async request(name, input) {
      const failure = failures.get(name);
      failures.delete(name);
      if (failure) return { ok: false, error: failure };
      const known = name as ConsoleRequestName;
      const handler = handlers[known];
      if (handler === undefined) return { ok: false, error: { code: 'unavailable', message: 'Not in the fake host.' } };
      const value = handler(consoleRequests[known].input.parse(input) as never);
      return value === undefined
        ? { ok: false, error: { code: 'not_found', message: 'No such decision.' } }
        : { ok: true, value };
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection(listener) {
      listener('open');
      return () => undefined;
    },
  });
  return {
    client,
    records,
    emit,
    answer: (name, handler) => void Object.assign(handlers, { [name]: handler }),
    failNext: (name, message) => void failures.set(name, { code: 'internal', message }),
  };
}

function appInfo(simulated: boolean) {
  return {
    version: '0.1.0-dev',
    host: 'headless',
    platform: 'linux',
    endpoint: {
      state: 'listening',
      url: 'http://127.0.0.1:4141',
      openai_base_url: 'http://127.0.0.1:4141/v1',
      error: null,
    },
    providers: [
      { name: 'openai', configured: !simulated, key_source: simulated ? null : 'env OPENAI_API_KEY' },
      { name: 'anthropic', configured: false, key_source: null },
      { name: 'google', configured: false, key_source: null },
      { name: 'openrouter', configured: false, key_source: null },
      { name: 'ollama', configured: true, key_source: 'none needed' },
    ],
    simulator_active: simulated,
    artifact: {
      folder: null,
      version: '2026.11.1',
      created: '2026-11-23T00:00:00Z',
      embedder: 'static-384',
      clusters: 20,
      problem: null,
    },
    config: { path: '~/.config/heimdall/heimdall.yaml', revision: 'r1', error: null },
    data_folder: '~/.local/share/heimdall',
    prompts_stored: 'full',
  };
}

function evidence({ decision }: DecisionRecord): DecisionEvidence {
  return {
    artifact_version: decision.artifact_version,
    clusters: decision.features.clusters.map(({ id, label, weight }) => ({
      id,
      label,
      weight,
      prompts: 755,
      graded: 352,
      solve_rate: 0.3842,
      data_sets: [
        { name: 'exams/algebra', share: 0.36, url: 'https://github.com/acme/exams/tree/0123456789ab' },
        { name: 'own-prompts/proof', share: 0.04, url: null },
      ],
    })),
    candidates: decision.candidates.map(({ model, effort, quality }, index) =>
      index === 2
        ? { model, effort, table_quality: null, sd: null, results: 0, tokens: null, updated: null, scores: [] }
        : {
            model,
            effort,
            table_quality: quality,
            sd: 0.04,
            results: 21.5,
            tokens: 2_300,
            updated: '2026-07-02',
            scores: [
              {
                benchmark: 'exams/hard',
                score: 71.5,
                unit: 'percent',
                url: 'https://github.com/acme/scores/blob/0123456789ab/table.csv',
                date: '2026-07-01',
              },
            ],
          },
    ),
  };
}

/** Undefined, which the client answers as `not_found`, when the log has no such decision. */
function whenKept<T>(record: DecisionRecord | undefined, answer: (record: DecisionRecord) => T): T | undefined {
  return record && answer(record);
}

function explain(record: DecisionRecord) {
  const { decision } = record;
  const push = (sign: number) => [
    { group: 'embedding', value: 0.61 * sign },
    { group: 'code', value: 0.22 * sign },
    { group: 'length', value: -0.09 * sign },
    { group: 'math', value: 0.04 * sign },
  ];
  return {
    contributions: { cheap: push(-0.7), mid: push(1), hard: push(-0.4) },
    base: { cheap: 0.11, mid: -0.42, hard: -0.9 },
    summary: `Routed to ${decision.model}: bucket ${decision.bucket} (${decision.bucket_probabilities[decision.bucket].toFixed(2)}), best score of ${decision.candidates.length} candidates at alpha ${decision.alpha.toFixed(2)}.`,
    segments: winnerSegments(decision.candidates),
  };
}

function metricsOf(records: readonly DecisionRecord[]) {
  const real = records.filter(({ sample }) => !sample);
  const values = real.map(({ outcome }) => outcome.overhead_ms ?? 0).sort((one, other) => one - other);
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
  const spread = { count: values.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  return {
    decisions_per_second: real.length === 0 ? 0 : 4.2,
    decisions: real.length,
    errors: real.filter(({ outcome }) => outcome.status === 'error').length,
    cache_hit_rate:
      real.length === 0 ? null : real.filter(({ decision }) => decision.cache.state === 'hit').length / real.length,
    cost_usd: real.reduce((sum, { outcome }) => sum + (outcome.cost_usd ?? 0), 0),
    unpriced: 0,
    simulated: real.filter(({ outcome }) => outcome.simulated).length,
    overhead_ms: spread,
    stages_us: {},
  };
}
