/** What Heimdall needs of this machine: settings, keys, artifact, data folder, clock. */
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { HeimdallError, type Logger } from '../../core/index.ts';
import { systemClock } from '../../library/system-clock.ts';
import { DAY_MS } from '../../shared/durations.ts';
import { type ConfigStore, defaultConfigPath, openConfigStore } from '../config/config-store.ts';
import type { HostConfig } from '../config/host-config.ts';
import { credentialSource, isConfigured } from '../config/provider-connections.ts';
import { GoogleAccount } from '../oauth/google-account.ts';
import { loadArtifactFolder } from '../routing/load-artifact-folder.ts';
import { SecretStore } from '../secrets/secret-store.ts';
import { type Check, Fault } from './finding.ts';

export interface Machine {
  readonly dataFolder: string;
  /** Instead of `HEIMDALL_CONFIG` or the file in the data folder. */
  readonly configPath?: string;
  /** The bundled artifact. */
  readonly artifactFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const group = 'This machine';

/** A clock before this is wrong: the program did not exist. 1 January 2026, Unix milliseconds. */
const BEFORE_HEIMDALL = Date.UTC(2026, 0, 1);
/** A clock that is this far after the artifact was made is wrong, or the installation is very old. Years. */
const MAX_ARTIFACT_YEARS = 10;

/** The settings file that is read, there or not. */
function configPathOf({ configPath, env, dataFolder }: Machine): string {
  return resolve(configPath ?? env.HEIMDALL_CONFIG ?? defaultConfigPath(dataFolder));
}

/** The configuration as the host would start with it; null when it would not start. */
export function readConfig(machine: Machine): HostConfig | null {
  try {
    return openConfig(machine).current();
  } catch {
    return null;
  }
}

function openConfig(machine: Machine): ConfigStore {
  const { dataFolder, env } = machine;
  const path = configPathOf(machine);
  const keysPath = join(dataFolder, 'keys.json');
  const base = { env, logger: silent, onChange: () => {} };
  const store = new SecretStore({ dataFolder, sealer: null, ...base });
  const google = new GoogleAccount({ store, settings: () => config.current().settings, clock: systemClock, ...base });
  const stored = () => ({ storedKeys: store.secrets.keys, google: google.isSignedIn ? google : null });
  const config: ConfigStore = openConfigStore({ path, keysPath, stored, ...base }, true);
  return config;
}

export const MACHINE_CHECKS: readonly Check<Machine>[] = [
  {
    id: 'machine.config',
    group,
    title: 'the settings are in order',
    run(machine) {
      const path = configPathOf(machine);
      const named = machine.configPath ?? machine.env.HEIMDALL_CONFIG;
      if (named !== undefined && !existsSync(path)) {
        throw new Fault(`${path} is not there`, 'Correct --config or HEIMDALL_CONFIG, or make the file.');
      }
      const config = orFault(
        () => openConfig(machine),
        `Correct ${path}; the message names the key and what is allowed.`,
      );
      const [notice] = config.notices();
      if (notice !== undefined) throw new Fault(notice, 'Do what the message says; it is read again when it is saved.');
      return config.path() ?? 'no heimdall.yaml: the defaults are in force';
    },
  },
  {
    id: 'machine.keys',
    group,
    title: 'keys of providers',
    run(machine) {
      const config = readConfig(machine);
      if (config === null) return 'not known, because the settings are not in order';
      const found = [...config.providers.values()].filter(isConfigured);
      if (found.length > 0) return found.map((found) => `${found.name} (${credentialSource(found)})`).join(', ');
      if (config.settings.simulator !== 'never') return 'none: the simulator answers';
      throw new Fault(
        'there is no key, and simulator: never forbids the simulator',
        'Set a key such as OPENAI_API_KEY in the environment of Heimdall, or simulator: auto in heimdall.yaml.',
      );
    },
  },
  {
    id: 'machine.artifact',
    group,
    title: 'the artifact is whole and reproduces its golden prompts',
    async run(machine) {
      const tuning = readConfig(machine)?.settings.tuning;
      const own = tuning?.artifact_dir ?? null;
      const fix = 'Install Heimdall again, or set tuning.artifact_dir to a good artifact.';
      const load = () => loadArtifactFolder(machine.artifactFolder, own, silent, tuning?.trusted_keys);
      const { artifact, problem } = await orFault(load, fix);
      if (problem !== null) throw new Fault(problem, 'Correct or remove tuning.artifact_dir.');
      return `version ${artifact.version}`;
    },
  },
  {
    id: 'machine.data',
    group,
    title: 'the data folder can be written',
    run({ dataFolder }) {
      const probe = join(dataFolder, `.doctor-${process.pid}`);
      try {
        if (!existsSync(dataFolder)) {
          // The dot makes it an error when it is a file.
          accessSync(`${nearestFolder(dataFolder)}/.`, constants.W_OK);
          return `${dataFolder} (made at the first start)`;
        }
        mkdirSync(dataFolder, { recursive: true });
        writeFileSync(probe, 'ok');
        rmSync(probe);
        return dataFolder;
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
        throw new Fault(
          `${dataFolder} cannot be written (${code}), so decisions are kept in memory only`,
          'Give yourself the right to write there, make room on the disk, or name another folder with HEIMDALL_HOME.',
        );
      }
    },
  },
  {
    id: 'machine.clock',
    group,
    title: 'the clock is plausible',
    run() {
      const now = Date.now();
      const shown = Number.isFinite(now) ? new Date(now).toISOString() : String(now);
      const late = BEFORE_HEIMDALL + MAX_ARTIFACT_YEARS * 366 * DAY_MS;
      if (now >= BEFORE_HEIMDALL && now <= late) return shown;
      throw new Fault(
        `the clock says ${shown}`,
        'Set it: TLS certificates, sign-in tokens and the times of decisions depend on it.',
      );
    },
  },
];

function nearestFolder(folder: string): string {
  let at = folder;
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  return at;
}

/** Turns one of our errors into a fault; its message names what is wrong. */
function orFault<T>(work: () => T, fix: string): T;
function orFault<T>(work: () => Promise<T>, fix: string): Promise<T>;
function orFault<T>(work: () => T | Promise<T>, fix: string): T | Promise<T> {
  const fail = (error: unknown): never => {
    throw new Fault(HeimdallError.from(error).message, fix);
  };
  try {
    const value = work();
    return value instanceof Promise ? value.catch(fail) : value;
  } catch (error) {
    return fail(error);
  }
}
