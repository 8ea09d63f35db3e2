import { join } from 'node:path';
import type { Artifact, Clock, ExtraModel, Logger } from '../../core/index.ts';
import type { Fetch } from '../../gateway/gateway.ts';
import type { CatalogInfo, CatalogModelView, FeatureFlags } from '../../shared/catalog.ts';
import type { HostConfig } from '../config/host-config.ts';
import { ModelDiscovery } from './discovery/model-discovery.ts';
import { FeatureFlagStore } from './feature-flags.ts';
import { LiveCatalog } from './live-catalog.ts';
import type { LiveInputs } from './live-inputs.ts';
import { describeModels } from './model-views.ts';

/** A start has better things to do than to read lists. Milliseconds. */
const FIRST_READ_MS = 15_000;
/** Settings are often saved several times in a row. */
const AFTER_CHANGE_MS = 500;
/** Timers take no longer waits than this, and a machine that slept should notice. */
const LONGEST_WAIT_MS = 900_000;

export interface HostCatalogOptions {
  readonly dataFolder: string;
  config(): HostConfig;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Goes through the proxy where there is one. */
  readonly fetch: Fetch;
  /** Called when `live` has become another: the configuration is to be built again. */
  onLiveChange(): void;
  /** Called after sources or servers were read. */
  onRead(): void;
}

/** Models, prices and servers as they are known now, and which models are switched off. */
export class HostCatalog {
  readonly #options: HostCatalogOptions;
  readonly #catalog: LiveCatalog;
  readonly #discovery: ModelDiscovery;
  readonly #flags: FeatureFlagStore;
  #artifact: Artifact;
  #live: LiveInputs;
  #views: { readonly of: readonly unknown[]; readonly models: CatalogModelView[] } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #running = false;

  /**
   * Opens what is stored. Calls nobody before `start` or `refresh`.
   *
   * @param artifact In force at the start.
   */
  constructor(options: HostCatalogOptions, artifact: Artifact) {
    this.#options = options;
    this.#artifact = artifact;
    const { dataFolder, clock, logger, version, fetch } = options;
    const changed = () => this.#changed();
    const common = {
      settings: () => options.config().settings,
      providers: () => options.config().providers,
      clock,
      logger,
      version,
      fetch,
      onChange: changed,
    };
    this.#catalog = new LiveCatalog({ ...common, path: join(dataFolder, 'catalog.json') }, artifact.catalog);
    this.#discovery = new ModelDiscovery(common);
    this.#flags = new FeatureFlagStore(join(dataFolder, 'feature-flags.json'), logger, changed);
    this.#live = this.#inputs();
  }

  live(): LiveInputs {
    return this.#live;
  }

  /** Goes over to another artifact: the catalog that it brings, and what it says of models. */
  useArtifact(artifact: Artifact): void {
    this.#artifact = artifact;
    this.#views = null;
    this.#catalog.useBundled(artifact.catalog);
    this.#changed();
  }

  /** Begins to read by itself what the settings say. */
  start(): void {
    this.#running = true;
    void this.#discovery.refreshDue().then(() => this.#afterRead());
    this.#schedule(FIRST_READ_MS);
  }

  /** Call after the configuration changed: there may be new keys and servers. */
  configChanged(): void {
    if (!this.#running) return;
    this.#schedule(AFTER_CHANGE_MS);
  }

  close(): void {
    this.#running = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#catalog.close();
    this.#discovery.close();
  }

  /**
   * Reads every source and server now. Never rejects: the answer says how each of them went.
   *
   * @param accept Believe prices and losses that would be doubted.
   */
  async refresh(accept = false): Promise<CatalogInfo> {
    await Promise.all([this.#catalog.refreshAll(accept), this.#discovery.refreshAll()]);
    this.#afterRead();
    return this.info();
  }

  info(): CatalogInfo {
    const catalog = this.#catalog;
    return {
      version: catalog.version,
      created_ms: catalog.createdMs,
      origin: catalog.isRefreshed ? 'refreshed' : 'bundled',
      bundled_date: this.#catalog.bundledDate,
      models: catalog.catalog.models.length,
      refreshing: catalog.refreshing,
      next_refresh_ms: this.#running ? catalog.nextDueMs() : null,
      sources: catalog.sources(),
      servers: this.#discovery.servers(),
      diffs: [...catalog.diffs],
      notices: this.notices(),
    };
  }

  notices(): string[] {
    return this.#catalog.notices();
  }

  flags(): FeatureFlags {
    return this.#flags.current();
  }

  /**
   * Changes the flags; the next request is already decided by them.
   *
   * @throws {HeimdallError} `storage_failed`, or what `change` throws.
   */
  updateFlags(change: (flags: FeatureFlags) => FeatureFlags): Promise<FeatureFlags> {
    return this.#flags.update(change);
  }

  /** Every model: the user's own and found ones first. Made again only when something changed. */
  models(): CatalogModelView[] {
    const { router } = this.#options.config();
    const { catalog } = this.#catalog;
    const of = [router, catalog];
    if (this.#views === null || this.#views.of.some((part, index) => part !== of[index])) {
      this.#views = { of, models: describeModels(this.#artifact, router, catalog) };
    }
    return this.#views.models;
  }

  /** A model by any of its names. */
  model(name: string): CatalogModelView | null {
    const { extraModels, extraNames } = this.#options.config().router;
    const id = extraModels.has(name) ? name : (this.#catalog.catalog.find(name)?.id ?? extraNames?.get(name) ?? null);
    return id === null ? null : (this.models().find((model) => model.id === id) ?? null);
  }

  #changed(): void {
    this.#live = this.#inputs();
    this.#options.onLiveChange();
  }

  #inputs(): LiveInputs {
    return {
      catalog: this.#catalog.catalog,
      catalogVersion: this.#catalog.version,
      disabledModels: new Set(this.#flags.current().disabled_models),
      discovered: this.#discovered(),
    };
  }

  #discovered(): ExtraModel[] {
    const { settings } = this.#options.config();
    return this.#discovery.models().flatMap(({ provider, models }) => {
      const price = settings.providers[provider]?.free === true ? 0 : null;
      return models.map(
        ({ id, contextTokens, tools, vision }): ExtraModel => ({
          id: `${provider}/${id}`,
          provider,
          upstreamId: id,
          contextTokens,
          inputUsdPerMtok: price,
          outputUsdPerMtok: price,
          ...(tools === undefined ? {} : { tools }),
          ...(vision === undefined ? {} : { vision }),
        }),
      );
    });
  }

  #schedule(atLeastMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const due = [this.#catalog.nextDueMs(), this.#discovery.nextDueMs()].filter((time) => time !== null);
    const wait = due.length === 0 ? LONGEST_WAIT_MS : Math.min(...due) - this.#options.clock.now();
    this.#timer = setTimeout(() => void this.#read(), Math.min(LONGEST_WAIT_MS, Math.max(atLeastMs, wait)));
    this.#timer.unref();
  }

  async #read(): Promise<void> {
    await Promise.all([this.#catalog.refreshDue(), this.#discovery.refreshDue()]);
    if (!this.#running) return;
    this.#afterRead();
    this.#schedule(1_000);
  }

  #afterRead(): void {
    // Dates move on where nothing else does; they are no reason to decide anew.
    this.#live = this.#inputs();
    this.#options.onRead();
  }
}
