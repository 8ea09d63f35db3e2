import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Logger } from '../../core/index.ts';
import { systemClock } from '../../library/system-clock.ts';
import { defaultConfigPath, openConfigStore } from '../config/config-store.ts';
import { SecretStore } from '../secrets/secret-store.ts';
import { GoogleAccount } from './google-account.ts';

export interface OpenAccountOptions {
  readonly dataFolder: string;
  readonly configPath?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/**
 * The Google account of a data folder, without a host around it. A host that runs on the same folder follows what is
 * changed here.
 *
 * @throws {HeimdallError} `config_*` when the configuration is not in order.
 */
export function openGoogleAccount({ dataFolder, configPath, env, logger }: OpenAccountOptions): GoogleAccount {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const path = resolve(configPath ?? env.HEIMDALL_CONFIG ?? defaultConfigPath(dataFolder));
  const config = openConfigStore(
    { path, keysPath: join(dataFolder, 'keys.json'), env, logger, onChange: () => undefined },
    true,
  );
  const store = new SecretStore({ dataFolder, sealer: null, logger, onChange: () => undefined });
  return new GoogleAccount({ store, settings: () => config.current().settings, env, clock: systemClock, logger });
}
