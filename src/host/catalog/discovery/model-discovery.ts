import { type Clock, HeimdallError, type Logger } from '../../../core/index.ts';
import type { Fetch, ProviderConnection } from '../../../gateway/gateway.ts';
import { isPrivateUrl, PROVIDER_PRESETS } from '../../../gateway/gateway.ts';
import type { DiscoveredServerView } from '../../../shared/catalog.ts';
import type { Settings } from '../../../shared/settings-schema.ts';
import { nextReadMs } from '../refresh-times.ts';
import { type DiscoveredModel, type Discovery, discoverModels } from './discover-models.ts';

/** A server on this machine is started and stopped at any time, and asking it costs nothing. */
const RETRY_MS = 30_000;

export interface ModelDiscoveryOptions {
  settings(): Settings;
  providers(): ReadonlyMap<string, ProviderConnection>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  readonly fetch: Fetch;
  /** Called after the models of a server changed. */
  onChange(): void;
}

interface Server {
  readonly baseUrl: string;
  readonly found: Discovery | null;
  readonly fetched_ms: number | null;
  readonly tried_ms: number;
  readonly error: string | null;
}

/** The models of the user's own servers, by provider. A server that stops answering keeps the models it had. */
export class ModelDiscovery {
  readonly #options: ModelDiscoveryOptions;
  readonly #servers = new Map<string, Server>();
  readonly #stop = new AbortController();
  #asking: Promise<void> | null = null;

  constructor(options: ModelDiscoveryOptions) {
    this.#options = options;
  }

  /** In the order of the settings. */
  models(): { readonly provider: string; readonly models: readonly DiscoveredModel[] }[] {
    return this.#wanted().map(({ name, baseUrl }) => ({
      provider: name,
      models: this.#known(name, baseUrl)?.found?.models ?? [],
    }));
  }

  servers(): DiscoveredServerView[] {
    return this.#wanted().map(({ name, baseUrl }) => {
      const server = this.#known(name, baseUrl);
      return {
        provider: name,
        kind: server?.found?.kind ?? null,
        models: server?.found?.models.length ?? 0,
        tried_ms: server?.tried_ms ?? null,
        error: server?.error ?? null,
      };
    });
  }

  /** When the next server is to be asked, Unix time in milliseconds; null when none is. */
  nextDueMs(): number | null {
    const due = this.#wanted().flatMap((connection) => this.#dueMs(connection) ?? []);
    return due.length === 0 ? null : Math.min(...due);
  }

  /** Asks the servers that are due. Never rejects. */
  refreshDue(): Promise<void> {
    const now = this.#options.clock.now();
    return this.#ask(
      this.#wanted().filter((connection) => (this.#dueMs(connection) ?? Number.POSITIVE_INFINITY) <= now),
    );
  }

  /** Asks every server. Never rejects. */
  async refreshAll(): Promise<void> {
    await this.#asking;
    await this.#ask(this.#wanted());
  }

  close(): void {
    this.#stop.abort();
  }

  /** Servers that are asked. Presets are not, unless the settings say so: the catalog has their models. */
  #wanted(): ProviderConnection[] {
    const { providers } = this.#options.settings();
    return [...this.#options.providers().values()].filter(({ name, dialect, baseUrl, apiKey, requiresKey }) => {
      const own = providers[name];
      if (own === undefined || dialect !== 'openai-chat' || (requiresKey && apiKey === null)) return false;
      if (own.discover !== null) return own.discover;
      const isPreset = PROVIDER_PRESETS.some((preset) => preset.name === name);
      return !isPreset && own.models.length === 0 && isPrivateUrl(baseUrl);
    });
  }

  /** What is known of a server; nothing once the settings lead elsewhere. */
  #known(name: string, baseUrl: string): Server | undefined {
    const server = this.#servers.get(name);
    return server?.baseUrl === baseUrl ? server : undefined;
  }

  #dueMs({ name, baseUrl }: ProviderConnection): number | null {
    const server = this.#known(name, baseUrl);
    if (server === undefined) return 0;
    const period = this.#options.settings().catalog.refresh_seconds * 1_000;
    if (period === 0) return null;
    if (server.error !== null) return server.tried_ms + Math.min(RETRY_MS, period);
    return nextReadMs({ fetched_ms: server.fetched_ms, tried_ms: server.tried_ms, failures: 0 }, period);
  }

  #ask(connections: readonly ProviderConnection[]): Promise<void> {
    this.#asking ??= this.#askAll(connections).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #askAll(connections: readonly ProviderConnection[]): Promise<void> {
    const changed = await Promise.all(connections.map((connection) => this.#askOne(connection)));
    if (changed.includes(true) && !this.#stop.signal.aborted) this.#options.onChange();
  }

  /** True when its models are others than before. */
  async #askOne(connection: ProviderConnection): Promise<boolean> {
    const { name, baseUrl } = connection;
    const { clock, logger, version, fetch } = this.#options;
    const before = this.#known(name, baseUrl);
    const tried_ms = clock.now();
    try {
      const found = await discoverModels(connection, { version, fetch, signal: this.#stop.signal });
      this.#servers.set(name, { baseUrl, found, fetched_ms: tried_ms, tried_ms, error: null });
      if (JSON.stringify(before?.found?.models) === JSON.stringify(found.models)) return false;
      logger.info('models found', { provider: name, kind: found.kind, models: found.models.length });
      return true;
    } catch (error) {
      if (this.#stop.signal.aborted) return false;
      const { message } = HeimdallError.from(error);
      if (before === undefined || before.error === null) {
        logger.info('server not asked for its models', { provider: name, reason: message });
      }
      const { found = null, fetched_ms = null } = before ?? {};
      this.#servers.set(name, { baseUrl, found, fetched_ms, tried_ms, error: message });
      return false;
    }
  }
}
