import { type Clock, HeimdallError, type Logger, type Routing } from '../../core/index.ts';
import type { ArrivedRequest, Breakpoint } from '../../gateway/gateway.ts';
import type {
  BreakpointFilter,
  BreakpointSettings,
  HandEdits,
  HeldRequest,
} from '../../shared/console/breakpoint-contract.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { applyPromptPolicy } from '../storage/prompt-policy.ts';
import type { ConsolePresence } from './console-presence.ts';

/** More are not held: an app that is stopped at a breakpoint should not fill memory with its requests. */
const MAX_HELD = 100;
/** How often held requests are looked after, in milliseconds. */
const CHECK_MS = 500;
/** A page that is loaded again is away for less. Milliseconds. */
const CONSOLE_GONE_MS = 3_000;

const DISARMED: BreakpointSettings = {
  enabled: false,
  filter: { model: null, bucket: null, app: null, text: null },
  timeout_s: 300,
};

export interface BreakpointOptions {
  readonly consoles: ConsolePresence;
  readonly promptPolicy: () => Settings['storage']['prompts'];
  readonly clock: Clock;
  readonly logger: Logger;
  /** Called when another request is held, or one fewer, or the breakpoint was set. */
  readonly onChange: () => void;
}

interface Held {
  readonly request: ArrivedRequest;
  readonly view: HeldRequest;
  /** Monotonic milliseconds. */
  readonly until: number;
  readonly resume: (routing: Routing) => void;
  readonly drop: (error: HeimdallError) => void;
}

/**
 * The breakpoint of this host and the requests that it holds. Nothing waits for ever: a request goes on as it was decided
 * when its time is up, when no console looks on, when the breakpoint is disarmed, and when the host stops.
 */
export class Breakpoints implements Breakpoint {
  readonly #options: BreakpointOptions;
  readonly #held = new Map<string, Held>();
  #settings = DISARMED;
  #timer: NodeJS.Timeout | null = null;
  #lastSeen = 0;
  #closed = false;

  constructor(options: BreakpointOptions) {
    this.#options = options;
  }

  /** For the gateway: null while none is set. */
  get armed(): Breakpoint | null {
    return this.#settings.enabled && !this.#closed ? this : null;
  }

  get settings(): BreakpointSettings {
    return this.#settings;
  }

  get held(): HeldRequest[] {
    return [...this.#held.values()].map(({ view }) => view);
  }

  set(settings: BreakpointSettings): BreakpointSettings {
    this.#settings = { ...settings, filter: trimmed(settings.filter) };
    if (!settings.enabled) this.#resumeAll();
    this.#options.onChange();
    return this.#settings;
  }

  hold(request: ArrivedRequest): Promise<Routing> | null {
    const { consoles, clock, logger } = this.#options;
    const { decision } = request.routing;
    if (!consoles.any || this.#held.size >= MAX_HELD || !fits(this.#settings.filter, request)) return null;
    const now = clock.monotonicMs();
    this.#lastSeen = now;
    const view = this.#describe(request);
    logger.info('held at a breakpoint', { decision: decision.id });
    return new Promise((resume, drop) => {
      const until = now + this.#settings.timeout_s * 1_000;
      this.#held.set(decision.id, { request, view, until, resume, drop });
      request.left.addEventListener('abort', () => this.#resume(decision.id), { once: true });
      this.#timer ??= setInterval(() => this.#check(), CHECK_MS);
      this.#options.onChange();
    });
  }

  /**
   * Lets a request go on, decided again where something is changed.
   *
   * @throws {HeimdallError} `not_found` when it is not held any more; what the router says of the change: it is held on.
   */
  async resume(id: string, edits: HandEdits): Promise<Routing> {
    const held = this.#find(id);
    const changes = Object.keys(edits).length > 0;
    const routing = changes ? await held.request.decideAgain(edits) : held.request.routing;
    // It may have gone on by itself while it was decided again.
    if (this.#held.get(id) !== held) throw goneOn(id);
    this.#resume(id, routing);
    return routing;
  }

  /** @throws {HeimdallError} `not_found`. */
  drop(id: string): void {
    const held = this.#find(id);
    this.#forget(id);
    held.drop(
      new HeimdallError(
        'request_dropped',
        'Heimdall held this request at a breakpoint, and it was dropped there by hand.',
      ),
    );
  }

  close(): void {
    this.#closed = true;
    this.#resumeAll();
  }

  #describe({ routing, app, dialect, streamed, promptText }: ArrivedRequest): HeldRequest {
    const now = this.#options.clock.now();
    return {
      id: routing.decision.id,
      held_since_ms: now,
      until_ms: now + this.#settings.timeout_s * 1_000,
      decision: routing.decision,
      app,
      dialect,
      streamed,
      prompt_preview: applyPromptPolicy(promptText, this.#options.promptPolicy()).preview,
    };
  }

  #find(id: string): Held {
    const held = this.#held.get(id);
    if (held === undefined) throw goneOn(id);
    return held;
  }

  #check(): void {
    const { consoles, clock, logger } = this.#options;
    const now = clock.monotonicMs();
    if (consoles.any) this.#lastSeen = now;
    if (now - this.#lastSeen >= CONSOLE_GONE_MS) {
      logger.info('no console looks on: held requests go on', { held: this.#held.size });
      this.#resumeAll();
    }
    for (const [id, { until }] of this.#held) if (now >= until) this.#resume(id);
  }

  #resumeAll(): void {
    for (const id of this.#held.keys()) this.#resume(id);
  }

  #resume(id: string, routing?: Routing): void {
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#forget(id);
    held.resume(routing ?? held.request.routing);
  }

  #forget(id: string): void {
    this.#held.delete(id);
    if (this.#held.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
    this.#options.onChange();
  }
}

function goneOn(id: string): HeimdallError {
  return new HeimdallError('not_found', `Request ${id} is not held, or no longer.`);
}

/** A part that is empty holds nothing back. */
function trimmed({ bucket, ...texts }: BreakpointFilter): BreakpointFilter {
  const part = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim());
  return { bucket, model: part(texts.model), app: part(texts.app), text: part(texts.text) };
}

function fits({ model, bucket, app, text }: BreakpointFilter, request: ArrivedRequest): boolean {
  const { decision } = request.routing;
  return (
    (bucket === null || decision.bucket === bucket) &&
    (model === null || decision.model.toLowerCase().includes(model.toLowerCase())) &&
    (app === null || request.app?.toLowerCase() === app.toLowerCase()) &&
    (text === null || request.promptText.toLowerCase().includes(text.toLowerCase()))
  );
}
