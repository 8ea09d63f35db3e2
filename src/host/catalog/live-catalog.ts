import {
  type CatalogModel,
  type Clock,
  createModelCatalog,
  HeimdallError,
  type Logger,
  type ModelCatalog,
} from '../../core/index.ts';
import { type Fetch, isPrivateUrl, type ProviderConnection } from '../../gateway/gateway.ts';
import type { CatalogDiff, CatalogSourceView } from '../../shared/catalog.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { bundledNames, bundledPrice } from './bundled-offers.ts';
import { type CatalogState, readCatalogFile, writeCatalogFile } from './catalog-file.ts';
import { catalogNotices } from './catalog-notices.ts';
import { catalogVersion } from './catalog-version.ts';
import { checkListing } from './check-listing.ts';
import { diffCatalog } from './diff-catalog.ts';
import { type Listings, SOURCE_NAMES, type SourceName } from './listing.ts';
import { mergeCatalog } from './merge-catalog.ts';
import { planSource, readSource } from './read-source.ts';
import { nextReadMs } from './refresh-times.ts';
import { replaceListing } from './replace-listing.ts';

/** Refreshes kept to look back on. */
const KEPT_DIFFS = 20;

export interface LiveCatalogOptions {
  readonly path: string;
  settings(): Settings;
  providers(): ReadonlyMap<string, ProviderConnection>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Heimdall's own version, for the user agent. */
  readonly version: string;
  readonly fetch: Fetch;
  /** Called after another content came in force. */
  onChange(): void;
}

interface SourceStatus {
  readonly tried_ms: number | null;
  readonly failures: number;
  readonly error: string | null;
  readonly unchanged: boolean;
  readonly doubts: readonly string[];
}

const UNTRIED: SourceStatus = { tried_ms: null, failures: 0, error: null, unchanged: false, doubts: [] };

/**
 * The catalog in force: the bundled one with what the sources said since. A source that fails, or says what cannot be
 * believed, leaves what it said before in force.
 */
export class LiveCatalog {
  readonly #options: LiveCatalogOptions;
  readonly #status = new Map<SourceName, SourceStatus>();
  readonly #stop = new AbortController();
  #bundled: ModelCatalog;
  #listings: Listings;
  #diffs: readonly CatalogDiff[];
  #catalog: ModelCatalog;
  #version: string;
  #createdMs: number;
  #refreshing: Promise<void> | null = null;

  /**
   * Opens what was stored; each listing that is older than the bundled catalog is left behind.
   *
   * @param bundled The catalog of the artifact that is in force at the start.
   */
  constructor(options: LiveCatalogOptions, bundled: ModelCatalog) {
    this.#options = options;
    this.#bundled = bundled;
    const stored = readCatalogFile(options.path, options.logger);
    this.#listings = this.#fresh(stored?.listings ?? {});
    this.#diffs = stored?.diffs ?? [];
    this.#catalog = this.#merge();
    this.#version = catalogVersion(this.#catalog.models);
    this.#createdMs = stored?.version === this.#version ? stored.created_ms : this.#bundledMs;
  }

  get catalog(): ModelCatalog {
    return this.#catalog;
  }

  /** Changes with the content, not with dates. */
  get version(): string {
    return this.#version;
  }

  get createdMs(): number {
    return this.#createdMs;
  }

  get diffs(): readonly CatalogDiff[] {
    return this.#diffs;
  }

  get refreshing(): boolean {
    return this.#refreshing !== null;
  }

  /** True once a source has been read. */
  get isRefreshed(): boolean {
    return Object.keys(this.#fresh(this.#listings)).length > 0;
  }

  get bundledDate(): string {
    return this.#bundled.snapshotDate;
  }

  /**
   * Puts the catalog of another artifact in the place of the one that came with the last; what sources said since stays.
   * Its caller puts it in force: `onChange` is not called.
   */
  useBundled(bundled: ModelCatalog): void {
    this.#bundled = bundled;
    const before = this.#catalog.models;
    this.#catalog = this.#merge();
    const version = catalogVersion(this.#catalog.models);
    if (version === this.#version) return;
    this.#record(version, before);
    void writeCatalogFile(this.#options.path, this.#state(), this.#options.logger);
  }

  /**
   * When the next source is due, Unix time in milliseconds; null while nothing is read by itself: it is switched off, or
   * no provider is configured, and then nobody is called.
   */
  nextDueMs(): number | null {
    const period = this.#options.settings().catalog.refresh_seconds * 1_000;
    if (period === 0) return null;
    const due = SOURCE_NAMES.filter((name) => this.#mayRead(name)).map((name) => nextReadMs(this.#times(name), period));
    return due.length === 0 ? null : Math.min(...due);
  }

  /** Reads the sources that are due. Never rejects. */
  refreshDue(): Promise<void> {
    const period = this.#options.settings().catalog.refresh_seconds * 1_000;
    const now = this.#options.clock.now();
    const due = SOURCE_NAMES.filter((name) => this.#mayRead(name) && nextReadMs(this.#times(name), period) <= now);
    return this.#refresh(due, false);
  }

  /**
   * Reads every source that is enabled, because the user said so. Never rejects: `sources` says how it went.
   *
   * @param accept Believe what would be doubted.
   */
  async refreshAll(accept: boolean): Promise<void> {
    await this.#refreshing;
    await this.#refresh(SOURCE_NAMES, accept);
  }

  sources(): CatalogSourceView[] {
    return SOURCE_NAMES.map((name): CatalogSourceView => {
      const plan = this.#plan(name);
      const listing = this.#listings[name];
      const { tried_ms, error, unchanged, doubts } = this.#status.get(name) ?? UNTRIED;
      const read = error !== null ? 'failed' : listing === undefined ? 'waiting' : unchanged ? 'unchanged' : 'ok';
      return {
        name,
        state: plan.state === 'read' ? read : plan.state,
        url: plan.url,
        fetched_ms: listing?.fetched_ms ?? null,
        tried_ms,
        models: listing?.models.length ?? 0,
        error,
        doubts: [...doubts],
      };
    });
  }

  /** What the user should know, a sentence each. */
  notices(): string[] {
    const { clock, settings } = this.#options;
    const periodMs = settings().catalog.refresh_seconds * 1_000;
    return catalogNotices(this.sources(), {
      now: clock.now(),
      periodMs,
      bundledMs: this.#bundledMs,
    });
  }

  close(): void {
    this.#stop.abort();
  }

  #plan(name: SourceName) {
    return planSource(name, this.#options.settings(), this.#options.providers());
  }

  /** Public lists are read by itself only where some provider elsewhere is called anyway. */
  #mayRead(name: SourceName): boolean {
    if (this.#plan(name).state !== 'read') return false;
    if (name !== 'openrouter' && name !== 'price_file') return true;
    return [...this.#options.providers().values()].some(
      ({ apiKey, baseUrl }) => apiKey !== null && !isPrivateUrl(baseUrl),
    );
  }

  #times(name: SourceName) {
    const { tried_ms, failures } = this.#status.get(name) ?? UNTRIED;
    return { fetched_ms: this.#listings[name]?.fetched_ms ?? null, tried_ms, failures };
  }

  #refresh(names: readonly SourceName[], accept: boolean): Promise<void> {
    this.#refreshing ??= this.#readAll(names, accept).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #readAll(names: readonly SourceName[], accept: boolean): Promise<void> {
    const read = await Promise.all(names.map((name) => this.#read(name, accept)));
    if (this.#stop.signal.aborted || !read.includes(true)) return;
    const before = this.#catalog.models;
    this.#catalog = this.#merge();
    const version = catalogVersion(this.#catalog.models);
    const changed = version !== this.#version;
    if (changed) this.#record(version, before);
    await writeCatalogFile(this.#options.path, this.#state(), this.#options.logger);
    if (changed) this.#options.onChange();
  }

  #record(version: string, before: readonly CatalogModel[]): void {
    this.#version = version;
    this.#createdMs = this.#options.clock.now();
    const diff = diffCatalog(before, this.#catalog.models);
    if (diff === null) return;
    this.#diffs = [{ version, created_ms: this.#createdMs, ...diff }, ...this.#diffs].slice(0, KEPT_DIFFS);
    this.#options.logger.info('catalog refreshed', { version, ...diff.counts });
  }

  /** True when there is something new to keep. */
  async #read(name: SourceName, accept: boolean): Promise<boolean> {
    const { clock, logger, version, fetch } = this.#options;
    const plan = this.#plan(name);
    if (plan.state !== 'read') return false;
    const before = this.#listings[name] ?? null;
    const earlier = this.#status.get(name) ?? UNTRIED;
    const tried_ms = clock.now();
    try {
      const answer = await readSource(name, plan, before, { version, fetch, signal: this.#stop.signal });
      if (answer === null && before !== null) {
        this.#listings = { ...this.#listings, [name]: { ...before, fetched_ms: tried_ms } };
        this.#status.set(name, { ...UNTRIED, tried_ms, unchanged: true, doubts: earlier.doubts });
        return true;
      }
      const { models, etag } = answer ?? { models: [], etag: null };
      const checked = checkListing({
        source: name,
        fresh: models,
        before,
        expected: name === 'openrouter' ? bundledNames(this.#bundled, name) : [],
        priceInForce: (model) => bundledPrice(this.#bundled, model),
        accept,
      });
      // A listing with prices that were not believed is read again in full, because they may have been put right.
      const tag = checked.doubts.length === 0 ? etag : null;
      const listing = replaceListing(before, {
        url: plan.url,
        fetched_ms: tried_ms,
        etag: tag,
        models: [...checked.models],
      });
      this.#listings = { ...this.#listings, [name]: listing };
      this.#status.set(name, { ...UNTRIED, tried_ms, doubts: checked.doubts });
      return true;
    } catch (error) {
      if (this.#stop.signal.aborted) return false;
      const { message, code } = HeimdallError.from(error);
      if (earlier.error !== message) logger.warn('catalog source not read', { source: name, code, reason: message });
      this.#status.set(name, { ...earlier, tried_ms, failures: earlier.failures + 1, error: message });
      return false;
    }
  }

  #merge(): ModelCatalog {
    return createModelCatalog(mergeCatalog(this.#bundled, this.#fresh(this.#listings)));
  }

  /** Without what is older than the bundled catalog. */
  #fresh(listings: Listings): Listings {
    return Object.fromEntries(Object.entries(listings).filter(([, { fetched_ms }]) => fetched_ms > this.#bundledMs));
  }

  get #bundledMs(): number {
    return Date.parse(this.#bundled.snapshotDate) || 0;
  }

  #state(): CatalogState {
    return {
      schema_version: 1,
      version: this.#version,
      created_ms: this.#createdMs,
      listings: this.#listings,
      diffs: [...this.#diffs],
    };
  }
}
