import {
  type AuthInfo,
  type ChatRequest,
  type Clock,
  createAuthRegistry,
  HeimdallError,
  type Logger,
  noFeedback,
  type Router,
  type Routing,
  type RoutingOverrides,
  type SessionReference,
  type SessionState,
  SIMULATOR,
} from '../../core/index.ts';
import type { DecidedLive } from '../../gateway/gateway.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { Routing as HostRouting } from '../routing/routing.ts';
import type { DecisionLog } from '../storage/decision-log.ts';
import { compareDecisions } from './compare-decisions.ts';
import { IdleQueue } from './idle-queue.ts';
import { ShadowSubject, tuningFingerprint } from './shadow-subject.ts';
import { ShadowTally } from './shadow-tally.ts';

type Status = ConsoleOutput<'shadow.status'>;

/** Consoles are told at most so often that the numbers moved. Milliseconds. */
const TELL_EVERY_MS = 1_000;

export interface ShadowOptions {
  readonly routing: Pick<HostRouting, 'config' | 'artifact' | 'router' | 'createRouter' | 'sessions'>;
  readonly log: Pick<DecisionLog, 'get'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when the status changed. */
  readonly onChange: () => void;
}

/** A decided request that waits to be decided again, with all that the first decision depended on. */
interface Waiting {
  readonly live: Routing;
  readonly request: ChatRequest;
  readonly overrides: RoutingOverrides;
  readonly dialect: string | null;
  readonly session: SessionReference | null;
  readonly state: SessionState | undefined;
  readonly sample: boolean;
  readonly simulate: boolean;
}

interface Running {
  readonly subject: ShadowSubject;
  /** Of the configuration and the artifact in force. */
  readonly fingerprint: string;
  readonly router: Router;
}

/**
 * Decides live requests a second time, with another artifact or tuning, and counts what would have gone elsewhere.
 * Nothing is called, and of the live router's memory it only reads: the session as it was and the published latency.
 */
export class Shadow {
  readonly #options: ShadowOptions;
  readonly #queue: IdleQueue<Waiting>;
  #running: Running | null = null;
  #tally: ShadowTally | null = null;
  #of: Status['of'] = null;
  #notice: string | null = null;
  /** What is being decided: the second router's clock, session and credential. */
  #current: Waiting | null = null;
  #toldChanges = 0;
  #teller: NodeJS.Timeout | null = null;
  #starts = 0;

  constructor(options: ShadowOptions) {
    this.#options = options;
    this.#queue = new IdleQueue({
      work: (item) => this.#decide(item),
      monotonicMs: () => options.clock.monotonicMs(),
    });
  }

  /** Takes note of a live request. Costs a reference while a shadow runs, and nothing while none does. */
  readonly observe = (decided: DecidedLive): void => {
    // Where the caller named the model nobody decides.
    if (this.#running === null || decided.routing.decision.mode === 'explicit') return;
    const { routing: live, request, overrides, dialect, session, bytes, simulate } = decided;
    const state = session === null ? undefined : this.#options.routing.sessions.get(session.key);
    // A store outside the process may not know yet: what it will say is not what the decision was made with.
    if (state instanceof Promise) return;
    this.#push({ live, request, overrides, dialect, session, state, sample: false, simulate }, bytes);
  };

  /** The same for built-in sample traffic. */
  readonly observeSample = (live: Routing, request: ChatRequest): void => {
    if (this.#running === null || live.decision.mode === 'explicit') return;
    const plain = { overrides: {}, dialect: null, session: null, state: undefined };
    this.#push({ live, request, ...plain, sample: true, simulate: true }, 1_000);
  };

  /** @throws {HeimdallError} as `ShadowSubject.open` says; what ran before goes on then. */
  async start(input: ConsoleParsedInput<'shadow.start'>): Promise<Status> {
    const { routing, logger, clock } = this.#options;
    const mine = ++this.#starts;
    const live = routing.config.current().router;
    const subject = await ShadowSubject.open(input, live);
    if (mine !== this.#starts) throw new HeimdallError('unavailable', 'Another shadow was started meanwhile.');
    this.#begin(subject);
    this.#notice = null;
    this.#tell();
    logger.info('shadow decisions started', { of: this.#of?.label, at_ms: clock.now() });
    return this.status();
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  stop(): Status {
    this.#starts++;
    if (this.#running !== null) this.#options.logger.info('shadow decisions stopped', { of: this.#of?.label });
    this.#running = null;
    this.#queue.clear();
    this.#tell();
    return this.status();
  }

  /** Call after the configuration, or the artifact in force, changed. Numbers of two tunings are never mixed. */
  configChanged(): void {
    const running = this.#running;
    if (running === null || running.fingerprint === this.#fingerprint()) return;
    if (running.subject.isNoOtherThan(this.#options.routing.artifact)) {
      this.stop();
      return;
    }
    const problem = this.#restart(running.subject);
    this.#notice =
      problem === null ? 'What is in force changed, so counting began anew.' : `The shadow was stopped: ${problem}`;
    this.#tell();
  }

  #fingerprint(): string {
    const { config, artifact } = this.#options.routing;
    return `${artifact.version} ${tuningFingerprint(config.current().router)}`;
  }

  status(): Status {
    const none = new ShadowTally(0).numbers();
    return {
      state: this.#running === null ? 'off' : 'on',
      of: this.#of,
      waiting: this.#queue.length,
      notice: this.#notice,
      ...(this.#tally?.numbers() ?? { ...none, since_ms: null }),
    };
  }

  differences(limit: number): ConsoleOutput<'shadow.differences'> {
    const { kept, total } = this.#tally?.differences(limit) ?? { kept: [], total: 0 };
    const differences = kept.map((difference) => ({
      ...difference,
      prompt_preview: this.#options.log.get(difference.id)?.prompt_preview ?? null,
    }));
    return { differences, total };
  }

  close(): void {
    this.#running = null;
    this.#queue.clear();
    if (this.#teller !== null) clearTimeout(this.#teller);
  }

  /** @returns Why it cannot go on; null when it does. */
  #restart(subject: ShadowSubject): string | null {
    try {
      this.#begin(subject);
      return null;
    } catch (error) {
      this.#running = null;
      this.#queue.clear();
      return HeimdallError.from(error).message;
    }
  }

  #begin(subject: ShadowSubject): void {
    const { routing, clock } = this.#options;
    const live = routing.config.current().router;
    const config = subject.config(live);
    if (config === null) throw new HeimdallError('not_found', 'its profile is not there any more.');
    const router = this.#createRouter(subject);
    this.#queue.clear();
    this.#tally = new ShadowTally(clock.now());
    this.#toldChanges = 0;
    this.#of = subject.describe(config, routing.artifact);
    this.#running = { subject, fingerprint: this.#fingerprint(), router };
  }

  #createRouter(subject: ShadowSubject): Router {
    const { routing, clock } = this.#options;
    const { artifact } = subject;
    const registry = createAuthRegistry();
    return routing.createRouter({
      ...(artifact === null ? {} : { artifact }),
      // Ratings are about the clusters of one artifact, as they are when another one is put in force.
      ...(artifact === null || artifact.version === routing.artifact.version ? {} : { feedback: () => noFeedback }),
      config: () => {
        const live = routing.config.current().router;
        return subject.config(live) ?? live;
      },
      // The time, the session and the credential of the first decision: adapters and stores are not asked again.
      clock: {
        now: () => this.#current?.live.decision.created_ms ?? clock.now(),
        monotonicMs: () => clock.monotonicMs(),
      },
      auth: { ...registry, names: registry.names, detect: (): AuthInfo | null => this.#current?.live.auth ?? null },
      sessions: { get: () => this.#current?.state, set: () => {} },
      latency: () => routing.router().latency(),
      ids: () => this.#current?.live.decision.id ?? '',
    });
  }

  #push(item: Waiting, bytes: number): void {
    if (!this.#queue.push(item, bytes) && this.#tally !== null) this.#tally.dropped++;
    this.#tellLater();
  }

  async #decide(item: Waiting): Promise<void> {
    const { live, request, overrides, dialect, session, sample, simulate } = item;
    const running = this.#running;
    const tally = this.#tally;
    if (running === null || tally === null) return;
    this.#current = item;
    try {
      const made = running.router.decide(request, {}, overrides, dialect, session);
      const shadow = made instanceof Promise ? await made : made;
      if (tally !== this.#tally) return;
      const { decision } = live;
      if (decision.features.embedding_fallback !== shadow.decision.features.embedding_fallback) {
        tally.fail('The embedder missed its budget on one side.');
        return;
      }
      const simulated = !sample && (simulate || decision.provider === SIMULATOR);
      tally.add(decision, shadow.decision, compareDecisions(live, shadow), { sample, simulated });
    } catch (error) {
      tally.fail(HeimdallError.from(error).message);
    } finally {
      this.#current = null;
    }
  }

  #tellLater(): void {
    if (this.#teller !== null) return;
    this.#teller = setTimeout(() => {
      this.#teller = null;
      const changes = this.#tally?.changes ?? 0;
      if (changes !== this.#toldChanges) this.#tell();
      if (this.#queue.length > 0) this.#tellLater();
    }, TELL_EVERY_MS);
    this.#teller.unref();
  }

  #tell(): void {
    this.#toldChanges = this.#tally?.changes ?? 0;
    this.#options.onChange();
  }
}
