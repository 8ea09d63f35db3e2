import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, HeimdallError, type Logger, noFeedback, type Router } from '../../core/index.ts';
import type { ConsoleOutput } from '../../shared/console-contract.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';
import type { EndedRequest } from '../console/live-recorder.ts';
import { PRIVATE_MODE } from '../files/private-file.ts';
import { readOwnFile } from '../files/read-own-file.ts';
import type { Routing } from '../routing/routing.ts';
import { emptyTally, geometricMean, observe, type Tally, worseThan } from './canary-guard.ts';
import { splitRouter } from './canary-router.ts';
import { type CanaryFile, canaryFileSchema, type EndedCanary, type RunningCanary } from './canary-state.ts';

/** Steps end by time, too. Milliseconds. */
const TICK_MS = 5_000;
/** Numbers are written at most so often; a step or an end at once. Milliseconds. */
const SAVE_MS = 2_000;

export interface CanaryOptions {
  readonly dataFolder: string;
  readonly routing: Pick<
    Routing,
    'config' | 'artifact' | 'artifacts' | 'router' | 'createRouter' | 'sessions' | 'decideWith'
  >;
  /** Puts a folder's artifact in force for everybody, and into the settings. */
  readonly promote: (folder: string) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when it began, took a step or ended. */
  readonly onChange: () => void;
}

/**
 * Gives a new artifact some of the sessions, then more, as long as it does no worse than the one in force. What is worse
 * is rolled back by itself. It outlives a restart.
 */
export class Canary {
  readonly #options: CanaryOptions;
  readonly #path: string;
  #running: RunningCanary | null = null;
  #ended: EndedCanary | null = null;
  #timer: NodeJS.Timeout | null = null;
  #saver: NodeJS.Timeout | null = null;
  #saving: Promise<void> = Promise.resolve();
  #promoting = false;

  constructor(options: CanaryOptions) {
    this.#options = options;
    this.#path = join(options.dataFolder, 'canary.json');
  }

  /** Goes on with what was under way when Heimdall stopped. Never rejects. */
  async open(): Promise<void> {
    const { logger, routing } = this.#options;
    const kept = readOwnFile(this.#path, canaryFileSchema, 'the state of the canary', logger);
    this.#ended = kept?.ended ?? null;
    const before = kept?.running ?? null;
    if (before === null) return;
    try {
      if (before.control_version !== routing.artifact.version) throw otherInForce();
      const { artifact } = await routing.artifacts.verify(before.folder);
      if (artifact.version !== before.version)
        throw new HeimdallError('artifact_invalid', 'its folder has another version now.');
      this.#run(before, this.#createRouter(artifact));
    } catch (error) {
      this.#end(before, 'rolled_back', `It did not go on after a restart: ${HeimdallError.from(error).message}`);
    }
  }

  /**
   * Begins with the first step.
   *
   * @param folder Whole path.
   * @throws {HeimdallError} `artifact_*`; `unavailable` while another one runs.
   */
  async start(folder: string): Promise<void> {
    if (this.#running !== null)
      throw new HeimdallError('unavailable', 'A canary is under way: promote it or roll it back first.');
    const { routing, clock } = this.#options;
    const { artifact } = await routing.artifacts.verify(folder);
    const { version } = artifact;
    if (version === routing.artifact.version)
      throw new HeimdallError('request_invalid', `Artifact ${version} is in force already.`);
    if (this.#running !== null) throw new HeimdallError('unavailable', 'Another canary was begun meanwhile.');
    const now = clock.now();
    const running: RunningCanary = {
      folder,
      version,
      control_version: routing.artifact.version,
      salt: randomBytes(8).toString('hex'),
      started_ms: now,
      step: 0,
      step_started_ms: now,
      step_requests: 0,
      held: false,
      looks: 0,
      canary: emptyTally(),
      control: emptyTally(),
    };
    this.#run(running, this.#createRouter(artifact));
    this.#options.logger.info('a canary began', { version, share: this.#share() });
    this.#changed();
  }

  /** Holds the share where it is; guard rails stay. @throws {HeimdallError} `unavailable` when none runs. */
  hold(held: boolean): void {
    this.#running = { ...this.#current(), held, step_started_ms: this.#options.clock.now(), step_requests: 0 };
    this.#changed();
  }

  /** Puts it in force for everybody. @throws {HeimdallError} `unavailable` when none runs; as `promote` of the options. */
  async promote(reason = 'promoted by hand'): Promise<void> {
    const running = this.#current();
    this.#promoting = true;
    try {
      await this.#options.promote(running.folder);
    } finally {
      this.#promoting = false;
    }
    this.#end(running, 'promoted', reason);
  }

  /** Gives all sessions back. @throws {HeimdallError} `unavailable` when none runs. */
  rollBack(reason = 'rolled back by hand'): void {
    this.#end(this.#current(), 'rolled_back', reason);
  }

  /** Call when another artifact is in force: what it was measured against is gone. */
  artifactChanged(): void {
    if (this.#running === null || this.#promoting) return;
    this.#end(this.#running, 'rolled_back', otherInForce().message);
  }

  /** Call for every request that has ended. */
  readonly ended = ({ decision, outcome }: EndedRequest): void => {
    const running = this.#running;
    const { artifact_version: version } = decision;
    // What somebody named was not the router's choice; what was tried to learn costs more on purpose.
    if (running === null || decision.mode === 'explicit' || decision.exploration || outcome.status === 'aborted')
      return;
    if (version !== running.version && version !== running.control_version) return;
    const failed = outcome.status === 'error';
    const ms = outcome.status === 'ok' ? outcome.total_ms : null;
    const usd = outcome.cost_usd ?? decision.candidates[0]?.cost_usd ?? null;
    this.#count(version === running.version, { failed, ms, usd });
  };

  get isRunning(): boolean {
    return this.#running !== null;
  }

  status(): ConsoleOutput<'artifact.canary'> {
    const running = this.#running;
    if (running === null) return { running: null, ended: this.#ended };
    const { folder, version, control_version, started_ms, step, step_requests, step_started_ms, held } = running;
    const shown = { folder, version, control_version, started_ms, step, step_requests, step_started_ms, held };
    const sides = { canary: sideOf(running.canary), control: sideOf(running.control) };
    return { running: { ...shown, share: this.#share(), steps: this.#settings().steps, ...sides }, ended: this.#ended };
  }

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    if (this.#saver !== null) this.#save();
    await this.#saving;
  }

  #settings() {
    return this.#options.routing.config.current().settings.tuning.canary;
  }

  #share(): number {
    const { steps } = this.#settings();
    return (steps[Math.min(this.#running?.step ?? 0, steps.length - 1)] ?? 0) / 100;
  }

  #current(): RunningCanary {
    if (this.#running !== null) return this.#running;
    throw new HeimdallError('unavailable', 'There is no canary under way.');
  }

  #createRouter(artifact: Routing['artifact']): Router {
    const { routing } = this.#options;
    return routing.createRouter({
      artifact,
      // Ratings are about the clusters of one artifact, as they are when another one is put in force.
      feedback: () => noFeedback,
      latency: () => routing.router().latency(),
    });
  }

  #run(running: RunningCanary, candidate: Router): void {
    this.#running = running;
    const { version, salt } = running;
    const onFailure = () => this.#count(true, { failed: true, ms: null, usd: null });
    const choice = { candidate, version, salt, share: () => this.#share(), onFailure };
    this.#options.routing.decideWith((control) => splitRouter(control, choice));
    this.#timer = setInterval(() => this.#stepOn(), TICK_MS);
    this.#timer.unref();
  }

  #count(isCanary: boolean, observed: Parameters<typeof observe>[1]): void {
    const running = this.#running;
    if (running === null) return;
    this.#running = isCanary
      ? { ...running, step_requests: running.step_requests + 1, canary: observe(running.canary, observed) }
      : { ...running, control: observe(running.control, observed) };
    this.#saveLater();
    if (this.#look()) this.#stepOn();
  }

  /** Looks when the smaller side has doubled since the last time. @returns whether it goes on. */
  #look(): boolean {
    const running = this.#current();
    const { min_requests: least, ...limits } = this.#settings();
    const fewer = Math.min(running.canary.requests, running.control.requests);
    if (fewer < least * 2 ** running.looks) return true;
    this.#running = { ...running, looks: running.looks + 1 };
    const worse = worseThan(running.canary, running.control, limits, running.looks);
    if (worse === null) return true;
    this.#end(running, 'rolled_back', `Guard rail: ${worse}.`);
    return false;
  }

  #stepOn(): void {
    const running = this.#running;
    if (running === null || running.held || this.#promoting) return;
    const { steps, step_requests: requests, step_seconds: seconds } = this.#settings();
    const now = this.#options.clock.now();
    // Nothing is known before the first look.
    if (running.looks === 0 || running.step_requests < requests) return;
    if (now - running.step_started_ms < seconds * 1_000) return;
    const next = running.step + 1;
    if (next >= steps.length) return;
    if (steps[next] === 100) {
      this.promote('every step went well').catch((error: unknown) => {
        if (this.#running !== null) this.#end(this.#running, 'rolled_back', HeimdallError.from(error).message);
      });
      return;
    }
    this.#running = { ...running, step: next, step_started_ms: now, step_requests: 0 };
    this.#options.logger.info('the canary took a step', { version: running.version, share: this.#share() });
    this.#changed();
  }

  #end({ version }: RunningCanary, what: EndedCanary['what'], reason: string): void {
    this.#options.routing.decideWith(null);
    this.#running = null;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#ended = { version, what, reason, at_ms: this.#options.clock.now() };
    this.#options.logger[what === 'promoted' ? 'info' : 'warn']('the canary ended', { version, what, reason });
    this.#changed();
  }

  #changed(): void {
    this.#save();
    this.#options.onChange();
  }

  #saveLater(): void {
    if (this.#saver !== null) return;
    this.#saver = setTimeout(() => this.#save(), SAVE_MS);
    this.#saver.unref();
  }

  #save(): void {
    if (this.#saver !== null) clearTimeout(this.#saver);
    this.#saver = null;
    const state: CanaryFile = { running: this.#running, ended: this.#ended };
    const written = this.#saving.then(() => writeFileAtomically(this.#path, JSON.stringify(state), PRIVATE_MODE));
    this.#saving = written.catch((error: unknown) => {
      const reason = (error as NodeJS.ErrnoException).code ?? '';
      this.#options.logger.warn('the state of the canary cannot be written', { reason });
    });
  }
}

function sideOf({ requests, errors, time, cost }: Tally) {
  return { requests, errors, ms: geometricMean(time), usd: geometricMean(cost) };
}

function otherInForce(): HeimdallError {
  return new HeimdallError('unavailable', 'Another artifact is in force than it was measured against.');
}
