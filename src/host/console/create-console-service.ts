import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, HeimdallError, type Logger } from '../../core/index.ts';
import type {
  ConsoleOutput,
  ConsoleParsedInput,
  ConsoleRequestName,
  ConsoleService,
} from '../../shared/console-contract.ts';
import type { DecisionRecord } from '../../shared/decision.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { isConfigured } from '../config/provider-connections.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { Routing } from '../routing/routing.ts';
import type { SamplePlayer } from '../sample/sample-player.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { MAX_STORED_PROMPT } from '../storage/prompt-policy.ts';
import type { EventHub } from './event-hub.ts';
import { TuningPreview } from './preview-tuning.ts';

const METRICS_INTERVAL_MS = 1_000;
/** How much of the last hour is counted again after a restart, and in which portions. */
const SEED_RECORDS = 5_000;
const SEED_CHUNK = 200;
/** Decisions re-scored in one turn: about 7 ms. */
const PREVIEW_CHUNK = 1_000;
const HOUR_MS = 3_600_000;

type AppInfo = ConsoleOutput<'app.info'>;
type Handlers = {
  readonly [N in ConsoleRequestName]: (input: ConsoleParsedInput<N>) => ConsoleOutput<N> | Promise<ConsoleOutput<N>>;
};

/** The parts of the host that the console shows and steers. */
export interface ConsoleParts {
  readonly log: DecisionLog;
  readonly hub: EventHub;
  readonly metrics: MetricsCollector;
  readonly config: ConfigStore;
  readonly sample: SamplePlayer;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: Pick<AppInfo, 'version' | 'host' | 'platform' | 'data_folder'>;
  readonly routing: Routing;
  endpoint(): AppInfo['endpoint'];
}

/** The console service with what the host must do to it. */
export interface HostConsole extends ConsoleService {
  /** Counts the last hour of the log again and begins to send metrics. */
  start(): void;
  close(): void;
}

/** Implements every request and event of the console contract. A missing handler is a compile error. */
export function createConsoleService(parts: ConsoleParts): HostConsole {
  const { log, hub, metrics, config, sample, routing } = parts;
  let closed = false;
  let sentChanges = -1;
  let ticker: NodeJS.Timeout | null = null;

  const tuning = (): ConsoleOutput<'tuning.get'> => {
    const { router } = config.current().settings;
    return { alpha: router.alpha, thresholds: router.thresholds ?? routing.artifact.manifest.thresholds };
  };

  const handlers: Handlers = {
    'app.info': () => describeApp(parts),
    'decisions.page': ({ before_seq, limit }) => {
      const { records, total, lastSeq } = log.page(before_seq ?? null, limit);
      return { records, total, last_seq: lastSeq };
    },
    'decisions.get': ({ id }) => find(log, id),
    'decisions.explain': ({ id }) => explain(parts, id),
    'metrics.snapshot': () => metrics.snapshot(),
    'cache.stats': () => describeCache(parts),
    'tuning.get': tuning,
    'tuning.preview': ({ alpha, last }) => preview(log, alpha, last),
    'tuning.apply': async ({ alpha }) => {
      await config.applyAlpha(alpha);
      return tuning();
    },
    'cache.clear': () => {
      const cleared = routing.router().clearCache();
      hub.changed('cache');
      return { cleared };
    },
    'sample.play': () => ({ started: sample.play() }),
    'sample.clear': () => {
      sample.stop();
      const removed = log.clear('sample');
      hub.removed('sample');
      return { removed };
    },
    'decisions.clear': () => {
      sample.stop();
      const removed = log.clear('all');
      metrics.clear();
      hub.removed('all');
      return { removed };
    },
  };

  function sendMetrics(): void {
    // An idle endpoint sends nothing, except once more when the rate has fallen to zero.
    if (!hub.hasListeners('metrics')) return;
    const snapshot = metrics.snapshot();
    if (metrics.changes === sentChanges && snapshot.decisions_per_second === 0) return;
    sentChanges = snapshot.decisions_per_second === 0 ? metrics.changes : -1;
    hub.metrics(snapshot);
  }

  async function countLastHour(): Promise<void> {
    const since = parts.clock.now() - HOUR_MS;
    let before = log.lastSeq + 1;
    for (let counted = 0; counted < SEED_RECORDS && !closed; counted += SEED_CHUNK) {
      const records = log.since(since, before, SEED_CHUNK);
      for (const record of records) countRecord(metrics, record);
      const oldest = records.at(-1);
      if (oldest === undefined || records.length < SEED_CHUNK) return;
      before = oldest.seq;
      await nextTurn();
    }
  }

  return {
    async request(name, input) {
      if (closed) throw new HeimdallError('shutting_down', 'Heimdall is stopping.');
      return handlers[name](input);
    },
    subscribe: (name, listener) => hub.subscribe(name, listener),
    start() {
      ticker = setInterval(sendMetrics, METRICS_INTERVAL_MS);
      ticker.unref();
      countLastHour().catch((error: unknown) => parts.logger.warn('metrics not restored from the log', { error }));
    },
    close() {
      closed = true;
      if (ticker !== null) clearInterval(ticker);
      sample.stop();
      hub.close();
    },
  };
}

async function preview(log: DecisionLog, alpha: number, last: number): Promise<ConsoleOutput<'tuning.preview'>> {
  const result = new TuningPreview(alpha);
  let before = log.lastSeq + 1;
  for (let left = last; left > 0; left -= PREVIEW_CHUNK) {
    const wanted = Math.min(PREVIEW_CHUNK, left);
    const entries = log.scoring(before, wanted);
    result.add(entries);
    const oldest = entries.at(-1);
    if (oldest === undefined || entries.length < wanted) break;
    before = oldest.seq;
    await nextTurn();
  }
  return result.result();
}

function find(log: DecisionLog, id: string): DecisionRecord {
  const record = log.get(id);
  if (record === null) throw new HeimdallError('not_found', `Decision ${id} is not in the log, or no longer.`);
  return record;
}

function countRecord(metrics: MetricsCollector, record: DecisionRecord): void {
  if (record.sample) return;
  metrics.recordDecision(record.decision);
  metrics.recordOutcome(record.outcome, record.decision.created_ms);
}

function explain({ log, routing }: ConsoleParts, id: string): ConsoleOutput<'decisions.explain'> {
  const { decision } = find(log, id);
  const prompt = log.promptText(id);
  // A text that was cut has other features than the decision had.
  const whole = prompt !== null && prompt.length < MAX_STORED_PROMPT ? prompt : null;
  const { contributions, base, summary, segments } = routing.router().explain(decision, whole);
  return { contributions, base, summary, segments };
}

function describeCache({ config, routing }: ConsoleParts): ConsoleOutput<'cache.stats'> {
  const { settings } = config.current();
  return {
    enabled: settings.enable_caching,
    max_entries: settings.max_cache_size,
    ttl_seconds: settings.cache_ttl,
    ...routing.router().cacheStats(),
  };
}

function describeApp({ config, routing, log, identity, endpoint }: ConsoleParts): AppInfo {
  const { settings, router, providers } = config.current();
  const { artifact } = routing;
  const logNotice = log.notice();
  return {
    ...identity,
    endpoint: endpoint(),
    providers: [...providers.values()].map((provider) => ({
      name: provider.name,
      configured: isConfigured(provider),
      key_source: provider.keySource,
    })),
    simulator_active: router.simulatorActive,
    artifact: {
      version: artifact.version,
      created: artifact.manifest.created,
      embedder: settings.embedder === 'minilm' ? 'minilm' : artifact.embedder.id,
      clusters: artifact.clusters.count,
    },
    config: {
      path: config.path(),
      revision: router.revision,
      error: config.error(),
    },
    notices: [...routing.notices(), ...(logNotice === null ? [] : [logNotice])],
    prompts_stored: settings.storage.prompts,
  };
}
