import { readFileSync } from 'node:fs';
import { HeimdallError, type Logger } from '../../core/index.ts';
import { type FeatureFlags, featureFlagsSchema } from '../../shared/catalog.ts';
import { writeFileAtomically } from '../config/write-file-atomically.ts';

/** What is switched on and off while Heimdall runs, kept in a file. */
export class FeatureFlagStore {
  readonly #path: string;
  readonly #onChange: () => void;
  #flags: FeatureFlags;
  /** Changes queue up here, so that two at once cannot overwrite each other. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(path: string, logger: Logger, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
    this.#flags = readFlags(path, logger);
  }

  current(): FeatureFlags {
    return this.#flags;
  }

  /**
   * Stores a change and puts it in force. What cannot be stored is not put in force either: it would come undone at the
   * next start.
   *
   * @throws {HeimdallError} `storage_failed`, or what `change` throws.
   */
  update(change: (flags: FeatureFlags) => FeatureFlags): Promise<FeatureFlags> {
    const write = this.#writing.then(async () => {
      const changed = change(this.#flags);
      const next = { ...changed, disabled_models: [...new Set(changed.disabled_models)].sort() };
      if (JSON.stringify(next) === JSON.stringify(this.#flags)) return this.#flags;
      try {
        await writeFileAtomically(this.#path, `${JSON.stringify(next, null, 2)}\n`);
      } catch (cause) {
        const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
        throw new HeimdallError(
          'storage_failed',
          `feature-flags.json cannot be written (${reason}). Nothing was changed.`,
          {
            cause,
          },
        );
      }
      this.#flags = next;
      this.#onChange();
      return next;
    });
    this.#writing = write.catch(() => undefined);
    return write;
  }
}

function readFlags(path: string, logger: Logger): FeatureFlags {
  try {
    return featureFlagsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      logger.error('feature-flags.json is not used: every model is on', { path, reason: code ?? 'not in order' });
    }
    return featureFlagsSchema.parse({});
  }
}
