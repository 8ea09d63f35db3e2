import { type Extension, HeimdallError, type Logger } from '../../core/index.ts';
import { loadExtension, type PluginEntry } from './load-extension.ts';

export interface ExtensionSetOptions {
  readonly wanted: () => readonly PluginEntry[];
  readonly configPath: () => string;
  /** Takes over what comes in force; what it throws refuses all of it. */
  readonly use: (extensions: readonly Extension[]) => void;
  /** Called after others came in force, or some were refused. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

/** The extensions in force. Those that the settings name come in force together, or not at all. */
export class ExtensionSet {
  readonly #options: ExtensionSetOptions;
  #current: readonly Extension[] = [];
  #problem: string | null = null;
  #loaded = '';
  /** Loads run one after the other. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: ExtensionSetOptions) {
    this.#options = options;
  }

  get current(): readonly Extension[] {
    return this.#current;
  }

  /** Why those that the settings name are not in force; null when they are. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Loads what the settings name at the start.
   *
   * @throws {HeimdallError} `config_invalid` when one cannot be had, with the others not in force either.
   */
  async open(): Promise<void> {
    this.#loaded = JSON.stringify(this.#options.wanted());
    await this.#load();
  }

  /** Does not go on without what the settings name: one that denies requests must not be left out unnoticed. */
  refuse(error: unknown): void {
    const { message } = HeimdallError.from(error);
    this.#problem = message;
    this.#options.logger.error('extensions are not in force', { reason: message });
  }

  /** After every change of the settings: loads anew when `plugins` is another one. Until then the old ones stay. */
  settingsChanged(): void {
    const wanted = JSON.stringify(this.#options.wanted());
    if (wanted === this.#loaded) return;
    this.#loaded = wanted;
    this.#queue = this.#queue.then(async () => {
      try {
        await this.#load();
        this.#problem = null;
        this.#options.logger.info('extensions are in force', { names: this.#current.map(({ name }) => name) });
      } catch (error) {
        this.refuse(error);
      }
      this.#options.onChange();
    });
  }

  /** When what the settings name has been loaded. */
  settled(): Promise<void> {
    return this.#queue;
  }

  async #load(): Promise<void> {
    const { wanted, configPath, use } = this.#options;
    const loaded: Extension[] = [];
    for (const [index, entry] of wanted().entries()) {
      const extension = await loadExtension(entry, index, configPath());
      if (loaded.some(({ name }) => name === extension.name)) {
        throw new HeimdallError(
          'config_invalid',
          `plugins.${index}: there are two extensions named ${extension.name}.`,
        );
      }
      loaded.push(extension);
    }
    use(loaded);
    this.#current = loaded;
  }
}
