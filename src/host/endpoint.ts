import { HeimdallError, type Logger } from '../core/index.ts';
import type { ActivePause, Gateway } from '../gateway/gateway.ts';
import type { ConsoleOutput } from '../shared/console-contract.ts';
import type { Settings } from '../shared/settings-schema.ts';

export type EndpointStatus = ConsoleOutput<'app.info'>['endpoint'];

/** The gateway that is listening, if one is, and why not if none is. A failure here never stops the console. */
export class Endpoint {
  readonly #create: () => Gateway;
  readonly #graceMs: () => number;
  readonly #logger: Logger;
  readonly #onAddress: (url: string | null) => void;
  #gateway: Gateway | null = null;
  /** Address that was asked for, to notice when the settings change it. */
  #wanted = '';
  #status: EndpointStatus = { state: 'stopped', url: null, openai_base_url: null, error: null };
  /** Starts and stops run one after the other. */
  #queue: Promise<void> = Promise.resolve();

  /**
   * @param graceMs Milliseconds that running answers get to end when the endpoint stops.
   * @param onAddress Called with the address that it listens on, and with null when it has stopped.
   */
  constructor(
    create: () => Gateway,
    graceMs: () => number,
    logger: Logger,
    onAddress: (url: string | null) => void = () => {},
  ) {
    this.#create = create;
    this.#graceMs = graceMs;
    this.#logger = logger;
    this.#onAddress = onAddress;
  }

  /** What the gateway does not ask now; nothing while none listens. */
  pauses(): ActivePause[] {
    return this.#gateway?.pauses() ?? [];
  }

  /** Requests that are being answered. */
  get inFlight(): number {
    return this.#gateway?.inFlight ?? 0;
  }

  get status(): EndpointStatus {
    return this.#status;
  }

  /** Listens. Never rejects: `status` says how it went. */
  start(settings: Settings['gateway']): Promise<void> {
    return this.#enqueue(() => this.#listen(settings));
  }

  /** Listens elsewhere when the address changed, and tries again when it failed. True when the status changed. */
  async apply(settings: Settings['gateway']): Promise<boolean> {
    const before = this.#status;
    const same = addressOf(settings) === this.#wanted;
    if (before.state === 'stopped' || (same && before.state === 'listening')) return false;
    await this.#enqueue(async () => {
      await this.#close();
      await this.#listen(settings);
    });
    return this.#status !== before;
  }

  stop(): Promise<void> {
    return this.#enqueue(async () => {
      await this.#close();
      this.#status = { state: 'stopped', url: null, openai_base_url: null, error: null };
    });
  }

  async #listen(settings: Settings['gateway']): Promise<void> {
    this.#wanted = addressOf(settings);
    const gateway = this.#create();
    try {
      const { url, openaiBaseUrl } = await gateway.listen();
      this.#gateway = gateway;
      this.#status = { state: 'listening', url, openai_base_url: openaiBaseUrl, error: null };
      this.#onAddress(url);
      this.#logger.info('endpoint is listening', { url });
    } catch (error) {
      const { message } = HeimdallError.from(error);
      this.#status = { state: 'failed', url: null, openai_base_url: null, error: message };
      this.#logger.error('endpoint is not listening', { reason: message });
    }
  }

  async #close(): Promise<void> {
    const gateway = this.#gateway;
    this.#gateway = null;
    if (gateway !== null) this.#onAddress(null);
    await gateway?.close(this.#graceMs());
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(task, task);
    return this.#queue;
  }
}

function addressOf({ host, port }: Settings['gateway']): string {
  return `${host}:${port}`;
}
