import { type Clock, HeimdallError, type Logger } from '../../core/index.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { FinishedRequest } from './finished-request.ts';
import type { Gauges } from './instruments.ts';
import type { Telemetry } from './telemetry.ts';

/** Requests wait at most so long to be counted. Milliseconds. */
const COUNT_EVERY_MS = 100;
/** Requests that may wait; with more, the oldest are counted at once. */
const MAX_WAITING = 5_000;
/** Requests that are counted in one go, some 10 µs each. */
const PORTION = 100;

type ObservabilitySettings = Settings['observability'];

export interface ObservabilityOptions {
  readonly settings: () => ObservabilitySettings;
  readonly gauges: Gauges;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Metrics and traces. A request is only noted when it ends, and counted a moment later between others, so that none waits
 * for it. OpenTelemetry is not even loaded while nobody wants to know.
 */
export class Observability {
  readonly #options: ObservabilityOptions;
  #inForce: { readonly key: string; readonly telemetry: Promise<Telemetry> } | null = null;
  #loaded: Telemetry | null = null;
  #waiting: FinishedRequest[] = [];
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: ObservabilityOptions) {
    this.#options = options;
  }

  /** Puts the settings in force, at the start and after every change of them. */
  configChanged(): void {
    if (this.#closed) return;
    const settings = this.#options.settings();
    const wanted = settings.metrics || settings.otlp !== null;
    const key = wanted ? JSON.stringify(settings) : null;
    if (key === (this.#inForce?.key ?? null)) return;
    const before = this.#inForce;
    this.#inForce = key === null ? null : { key, telemetry: this.#load(settings, key) };
    this.#loaded = null;
    if (key === null) this.#waiting = [];
    void before?.telemetry.then((telemetry) => telemetry.close()).catch(() => undefined);
  }

  /** To be called once for every request of an app, when it has ended. */
  ended(request: Omit<FinishedRequest, 'endedMs'>): void {
    if (this.#inForce === null) return;
    this.#waiting.push({ ...request, endedMs: this.#options.clock.now() });
    if (this.#waiting.length > MAX_WAITING) this.#count(PORTION);
    this.#schedule();
  }

  /**
   * All metrics in Prometheus' text format.
   *
   * @throws {HeimdallError} `route_not_found` where `observability.metrics` is off.
   */
  async metricsText(): Promise<string> {
    const { metrics } = this.#options.settings();
    if (!metrics || this.#inForce === null) {
      throw new HeimdallError('route_not_found', 'Metrics are off (observability.metrics).');
    }
    const telemetry = await this.#inForce.telemetry;
    this.#count(this.#waiting.length);
    return telemetry.metricsText();
  }

  /** Counts and sends what waits. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const telemetry = await this.#inForce?.telemetry.catch(() => null);
    this.#count(this.#waiting.length);
    this.#inForce = null;
    await telemetry?.close();
  }

  async #load(settings: ObservabilitySettings, key: string): Promise<Telemetry> {
    const { createTelemetry } = await import('./telemetry.ts');
    const telemetry = createTelemetry(settings, this.#options.gauges, this.#headers(settings));
    if (this.#inForce?.key === key) {
      this.#loaded = telemetry;
      this.#schedule();
    }
    return telemetry;
  }

  /** `name=value` pairs with commas between, as `OTEL_EXPORTER_OTLP_HEADERS` has them. */
  #headers({ otlp }: ObservabilitySettings): Record<string, string> {
    if (!otlp?.headers_env) return {};
    const text = this.#options.env[otlp.headers_env];
    if (text === undefined) {
      this.#options.logger.warn('telemetry is sent without headers: the environment variable is not set', {
        variable: otlp.headers_env,
      });
      return {};
    }
    const pairs = text.split(',').map((pair) => pair.split(/=(.*)/s, 2).map((part) => part.trim()));
    return Object.fromEntries(pairs.filter(([name, value]) => name !== '' && value !== undefined));
  }

  #schedule(afterMs = COUNT_EVERY_MS): void {
    if (this.#timer !== null || this.#loaded === null || this.#closed || this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#count(PORTION);
      // What is left has waited long enough: one portion a turn, so that requests get in between.
      this.#schedule(0);
    }, afterMs);
    this.#timer.unref();
  }

  #count(most: number): void {
    const telemetry = this.#loaded;
    if (telemetry === null) {
      // Still loading, or it could not be: what waits is bounded all the same.
      if (this.#waiting.length > MAX_WAITING) this.#waiting.splice(0, most);
      return;
    }
    for (const request of this.#waiting.splice(0, most)) {
      try {
        telemetry.observe(request);
      } catch (error) {
        this.#options.logger.warn('a request was not counted', { error });
      }
    }
  }
}
