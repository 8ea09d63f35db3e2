import type { Clock, Logger, ModelPrice } from '../../../core/index.ts';
import type { ActivePause, Fetch, ResponseCache } from '../../../gateway/gateway.ts';
import type { ConsoleOutput, ConsoleParsedInput, ConsoleRequestName } from '../../../shared/console-contract.ts';
import type { ArtifactFeed } from '../../artifact-feed/artifact-feed.ts';
import type { Breakpoints } from '../../breakpoints/breakpoints.ts';
import type { ConsolePresence } from '../../breakpoints/console-presence.ts';
import type { Canary } from '../../canary/canary.ts';
import type { ChangeLog } from '../../changes/change-log.ts';
import type { ConfigStore } from '../../config/config-store.ts';
import type { Desktop } from '../../desktop/desktop.ts';
import type { Explorer } from '../../exploration/explorer.ts';
import type { FileExport } from '../../export/file-export.ts';
import type { FeedbackParts } from '../../feedback/rate-decision.ts';
import type { MetricsCollector } from '../../metrics/metrics-collector.ts';
import type { GoogleAccount } from '../../oauth/google-account.ts';
import type { PostgresMirror } from '../../postgres/postgres-mirror.ts';
import type { CpuProfiler } from '../../profiling/cpu-profiler.ts';
import type { ReplayTokens } from '../../replay/replay-tokens.ts';
import type { RunningAnswers } from '../../replay/running-answers.ts';
import type { Routing } from '../../routing/routing.ts';
import type { RoutingTestFile } from '../../routing-tests/test-file.ts';
import type { SamplePlayer } from '../../sample/sample-player.ts';
import type { SecretStore } from '../../secrets/secret-store.ts';
import type { Shadow } from '../../shadow/shadow.ts';
import type { DecisionLog } from '../../storage/decision-log.ts';
import type { TuningHistory } from '../../tuning/tuning-history.ts';
import type { UpdateCheck } from '../../updates/update-check.ts';
import type { UserKeyStore } from '../../user-keys/user-key-store.ts';
import type { WorkerFront } from '../../workers/worker-front.ts';
import type { EventHub } from '../event-hub.ts';

type AppInfo = ConsoleOutput<'app.info'>;

/** One function for each request of the contract. A file of this folder has those of one area. */
export type Handlers = {
  readonly [N in ConsoleRequestName]: (input: ConsoleParsedInput<N>) => ConsoleOutput<N> | Promise<ConsoleOutput<N>>;
};

/** The parts of the host that the console shows and steers. */
export interface ConsoleParts {
  /** Null while this process answers requests itself. */
  readonly workers: WorkerFront | null;
  readonly postgres: PostgresMirror;
  readonly log: DecisionLog;
  readonly hub: EventHub;
  readonly consoles: ConsolePresence;
  readonly breakpoints: Breakpoints;
  readonly rating: FeedbackParts;
  readonly explorer: Pick<Explorer, 'status'>;
  readonly canary: Pick<Canary, 'status' | 'start' | 'hold' | 'promote' | 'rollBack'>;
  readonly metrics: MetricsCollector;
  readonly config: ConfigStore;
  readonly sample: SamplePlayer;
  readonly shadow: Shadow;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: Pick<AppInfo, 'version' | 'host' | 'platform' | 'data_folder'>;
  readonly routing: Routing;
  readonly secrets: SecretStore;
  /** For calls of Heimdall's own, through the proxy of the environment. */
  readonly ownCalls: Fetch;
  readonly google: GoogleAccount;
  readonly userKeys: UserKeyStore;
  readonly replays: ReplayTokens;
  readonly answers: RunningAnswers;
  readonly history: TuningHistory;
  readonly artifactFeed: Pick<ArtifactFeed, 'problem'>;
  readonly fileExport: FileExport;
  readonly changes: ChangeLog;
  readonly tests: RoutingTestFile;
  readonly updates: UpdateCheck;
  readonly profiler: CpuProfiler;
  /** List price of a model; null when it is unpriced. */
  price(model: string): ModelPrice | null;
  readonly responseCache: ResponseCache;
  endpoint(): AppInfo['endpoint'];
  /** What the endpoint does not ask now, because it failed a moment ago. */
  pauses(): readonly ActivePause[];
  /** Neither rejects: `endpoint` says how it went. */
  readonly endpointSwitch: { on(): Promise<void>; off(): Promise<void> };
  /** Null in a browser. */
  readonly desktop: Desktop | null;
  /** Where the log's files are; null when it goes to standard error alone. */
  readonly logFolder: string | null;
}
