import { type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Document, isMap, parseDocument } from 'yaml';
import { HeimdallError, type Logger } from '../../core/index.ts';
import { parseSettings, type Settings } from '../../shared/settings-schema.ts';
import type { LiveInputs } from '../catalog/live-inputs.ts';
import {
  type EnvironmentOverride,
  type EnvironmentSettings,
  overrideOf,
  readEnvironmentSettings,
} from './environment-overrides.ts';
import { buildHostConfig, type HostConfig } from './host-config.ts';
import { readKeyFile } from './key-file.ts';
import { parseConfig } from './parse-config.ts';
import { credentialSource, type KeySources } from './provider-connections.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** A configuration larger than this is a mistake. Bytes. */
const MAX_CONFIG_BYTES = 1024 * 1024;
/** Editors write in several steps; a reload waits until it has been quiet for so long. Milliseconds. */
const RELOAD_DEBOUNCE_MS = 100;

export interface ConfigStoreOptions {
  readonly path: string;
  readonly keysPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Keys that were set in the console, and who is signed in. */
  readonly stored?: () => Pick<KeySources, 'storedKeys' | 'google'>;
  /** Values that win over the file, such as a port from the command line. */
  readonly override?: (settings: Settings) => Settings;
  /** What of the configuration does not come from files; `rebuild` puts another value in force. */
  readonly live?: () => LiveInputs;
  /** Called after the configuration in force or its error changed. */
  readonly onChange: (config: HostConfig) => void;
}

/** One value of the file. */
export interface ConfigChange {
  /** Keys from the root: `['router', 'alpha']`. */
  readonly path: readonly [string, ...string[]];
  /** Undefined takes the key out. */
  readonly value: unknown;
}

/** The configuration in force and the file behind it. */
export interface ConfigStore {
  current(): HostConfig;
  /** The file in force; null when there is none and the defaults are. */
  path(): string | null;
  /** Settings that variables of the environment give. */
  overrides(): readonly EnvironmentOverride[];
  /** Why the file on disk is not in force; null when it is. */
  error(): string | null;
  /** What is in force but cannot work, a sentence each: a refused key file, a token that is not set. */
  notices(): string[];
  /** Reads the files again now. Keeps the configuration in force when they are not in order. */
  reload(): void;
  /** Takes over what `live` and `stored` give now, with the settings as they are. */
  rebuild(): void;
  /**
   * Writes values into the file, comments kept, and puts them in force at once: all of them or none. Refused for what the
   * environment gives.
   */
  edit(changes: readonly ConfigChange[]): Promise<void>;
  /** Reloads on every save until `close`. */
  startWatching(): void;
  close(): void;
}

/**
 * Opens the configuration. A file that is not there means the defaults.
 *
 * @throws {HeimdallError} `config_unreadable` or `config_invalid` when the file is not in order and `strict` is set;
 *   otherwise the defaults are in force and `error()` says why.
 */
export function openConfigStore(options: ConfigStoreOptions, strict: boolean): ConfigStore {
  const store = new FileConfigStore(options);
  store.open(strict);
  return store;
}

class FileConfigStore implements ConfigStore {
  readonly #options: ConfigStoreOptions;
  readonly #environment: EnvironmentSettings;
  #config: HostConfig;
  /** As in the file, without `override`. */
  #settings: Settings = defaults();
  #text: string | null = null;
  #fileError: string | null = null;
  /** What the log has been told. */
  #warned: readonly string[] = [];
  #keysError: string | null = null;
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** Writes queue up here, so that two quick changes cannot overwrite each other. */
  #writing: Promise<void> = Promise.resolve();

  constructor(options: ConfigStoreOptions) {
    this.#options = options;
    this.#environment = readEnvironmentSettings(options.env);
    this.#config = this.#build(this.#settings);
  }

  open(strict: boolean): void {
    try {
      this.#read();
    } catch (error) {
      if (strict) throw error;
      this.#reject(error);
    }
  }

  current(): HostConfig {
    return this.#config;
  }

  path(): string | null {
    return this.#text === null && this.#fileError === null ? null : this.#options.path;
  }

  overrides(): readonly EnvironmentOverride[] {
    return this.#environment.overrides;
  }

  error(): string | null {
    return this.#fileError;
  }

  notices(): string[] {
    return [...(this.#keysError === null ? [] : [this.#keysError]), ...this.#config.warnings];
  }

  reload(): void {
    const before = this.#fingerprint();
    try {
      this.#read();
    } catch (error) {
      this.#reject(error);
    }
    if (before === this.#fingerprint()) return;
    this.#options.logger.info('configuration reloaded', { revision: this.#config.router.revision });
    this.#options.onChange(this.#config);
  }

  rebuild(): void {
    const before = this.#fingerprint();
    this.#config = this.#build(this.#settings);
    if (before !== this.#fingerprint()) this.#options.onChange(this.#config);
  }

  edit(changes: readonly ConfigChange[]): Promise<void> {
    const write = this.#writing.then(() => this.#writeChanges(changes));
    this.#writing = write.catch(() => undefined);
    return write;
  }

  startWatching(): void {
    const { path, keysPath, logger } = this.#options;
    const names = new Set([basename(path)]);
    if (dirname(path) === dirname(keysPath)) names.add(basename(keysPath));
    try {
      // The folder, not the file: editors replace files by renaming, and a watch would stay on the old inode.
      this.#watcher = watch(dirname(path), (_event, name) => {
        if (name === null || names.has(name)) this.#scheduleReload();
      });
      this.#watcher.on('error', (error) =>
        logger.warn('configuration is no longer watched', { reason: String(error) }),
      );
    } catch (error) {
      logger.warn('configuration cannot be watched; changes need a restart', { reason: String(error) });
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = null;
  }

  #scheduleReload(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.reload(), RELOAD_DEBOUNCE_MS);
    this.#timer.unref();
  }

  #read(): void {
    const text = readConfigText(this.#options.path);
    const settings = parseConfig(text ?? '', this.#options.path, this.#environment);
    this.#text = text;
    this.#fileError = null;
    this.#config = this.#build(settings);
  }

  /** Differs when something changed that others must hear of. */
  #fingerprint(): string {
    const { router, keys, providers } = this.#config;
    const sources = [...providers.values()].map(credentialSource);
    return JSON.stringify([router.revision, this.error(), this.notices(), keys, sources]);
  }

  #reject(error: unknown): void {
    const failure = HeimdallError.from(error);
    if (failure.message !== this.#fileError) {
      this.#options.logger.error('configuration not accepted; the one before stays in force', {
        code: failure.code,
        reason: failure.message,
      });
    }
    this.#fileError = failure.message;
  }

  #build(settings: Settings): HostConfig {
    const { env, override, logger, live, stored } = this.#options;
    const sources = { env, fileKeys: this.#readKeys(), ...stored?.() };
    const config = buildHostConfig(override?.(settings) ?? settings, sources, live?.());
    for (const warning of config.warnings.filter((each) => !this.#warned.includes(each))) logger.warn(warning);
    this.#warned = config.warnings;
    this.#settings = settings;
    return config;
  }

  #readKeys(): ReadonlyMap<string, string> {
    try {
      const keys = readKeyFile(this.#options.keysPath);
      this.#keysError = null;
      return keys;
    } catch (error) {
      const { message } = HeimdallError.from(error);
      if (message !== this.#keysError) this.#options.logger.error('key file not used', { reason: message });
      this.#keysError = message;
      return new Map();
    }
  }

  async #writeChanges(changes: readonly ConfigChange[]): Promise<void> {
    const { path, onChange } = this.#options;
    for (const change of changes) this.#refuseOverridden(change);
    const text = readConfigText(path);
    const document = editable(text, path, new Set(changes.map((change) => change.path[0])));
    for (const { path: keys, value } of changes) {
      if (value === undefined) document.deleteIn(keys);
      else document.setIn(keys, value);
    }
    const changed = document.toString({ lineWidth: 0 });
    // Checked before it is written: a file that is broken elsewhere must not be made worse, nor half of it applied.
    const settings = parseConfig(changed, path, this.#environment);
    try {
      await writeFileAtomically(path, changed);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      throw new HeimdallError('config_unreadable', `${path} cannot be written (${reason}). Nothing was changed.`, {
        cause: error,
        context: { path },
      });
    }
    this.#text = changed;
    this.#fileError = null;
    this.#config = this.#build(settings);
    onChange(this.#config);
  }

  /** It would be written, and nothing would change. */
  #refuseOverridden({ path }: ConfigChange): void {
    const found = overrideOf(this.#environment.overrides, path);
    if (found === undefined) return;
    throw new HeimdallError(
      'config_invalid',
      `${found.path.join('.')} is set by the environment variable ${found.variable}: unset it and start Heimdall again to change it here.`,
    );
  }
}

function editable(text: string | null, path: string, sections: ReadonlySet<string>): Document {
  if (text === null) return new Document({});
  const document = parseDocument(text);
  // Throws for what cannot be edited: text that is no YAML, or a list where the sections should be.
  if (document.errors.length > 0 || !(document.contents === null || isMap(document.contents))) parseConfig(text, path);
  // A section without content, `router:`, is no map that a key could be set in.
  for (const section of sections) {
    if (document.has(section) && (document.get(section) ?? null) === null) document.delete(section);
  }
  // A file that holds only comments has no map to set a key in.
  if (document.contents === null) {
    const fresh = new Document({});
    fresh.commentBefore = document.commentBefore ?? document.comment ?? null;
    return fresh;
  }
  return document;
}

function defaults(): Settings {
  const result = parseSettings({});
  if (!result.ok) throw new HeimdallError('internal', 'The defaults of the settings schema are not valid.');
  return result.settings;
}

/** Null when there is no such file. */
export function readConfigText(path: string): string | null {
  try {
    if (statSync(path).size > MAX_CONFIG_BYTES) {
      throw new HeimdallError('config_unreadable', `${path} is larger than 1 MiB, which no configuration is.`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (HeimdallError.isInstance(error)) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    // ENOTDIR: a folder that could not be made. The warning about that has been given.
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new HeimdallError('config_unreadable', `${path} cannot be read: ${code ?? 'unknown reason'}`, {
      cause: error,
      context: { path },
    });
  }
}

/** Where the configuration and keys are when nothing says otherwise. */
export function defaultConfigPath(dataFolder: string): string {
  return join(dataFolder, 'heimdall.yaml');
}
