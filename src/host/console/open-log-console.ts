import { existsSync } from 'node:fs';
import { HeimdallError } from '../../core/index.ts';
import {
  type ConsoleInput,
  type ConsoleOutput,
  type ConsoleRequestName,
  type ConsoleResult,
  consoleRequests,
} from '../../shared/console-contract.ts';
import { createHeimdall, type HeimdallOptions } from '../create-heimdall.ts';
import { readConfig } from '../doctor/machine-checks.ts';
import { endpointUrl } from '../doctor/run-doctor.ts';
import { isInUse } from '../storage/folder-lock.ts';
import { dispatchConsoleRequest } from './dispatch.ts';

/** The console API for a program that runs once. */
export interface LogConsole {
  /** @throws {HeimdallError} what the request ends with. */
  ask<N extends ConsoleRequestName>(name: N, input: ConsoleInput<N>): Promise<ConsoleOutput<N>>;
  close(): Promise<void>;
}

/**
 * The console of a data folder's log: of a Heimdall made for it, which listens nowhere; or of the one that runs on the
 * folder, over HTTP, because only one may write to a log.
 *
 * @throws {HeimdallError} `not_found` when there is no such folder; `unavailable` when the Heimdall that runs does not
 *   serve its console.
 */
export async function openLogConsole(
  options: Pick<HeimdallOptions, 'dataFolder' | 'configPath' | 'artifactFolder' | 'version' | 'logger'> & {
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<LogConsole> {
  const { dataFolder } = options;
  if (!existsSync(dataFolder)) throw new HeimdallError('not_found', `There is no data folder ${dataFolder}.`);
  if (isInUse(dataFolder)) {
    const token = readConfig(options)?.accessToken ?? null;
    const url = endpointUrl(options);
    return { ask: (name, input) => askOverHttp(url, token, name, input), close: async () => {} };
  }
  const heimdall = await createHeimdall({ ...options, host: 'headless', port: 0 });
  return {
    ask: async (name, input) => unwrap(name, await dispatchConsoleRequest(heimdall.console, name, input)),
    close: () => heimdall.stop(),
  };
}

async function askOverHttp<N extends ConsoleRequestName>(
  url: string,
  token: string | null,
  name: N,
  input: ConsoleInput<N>,
): Promise<ConsoleOutput<N>> {
  let result: unknown;
  try {
    const response = await fetch(`${url}/console/api/${name}`, {
      method: 'POST',
      headers: {
        'x-heimdall-console': '1',
        'content-type': 'application/json',
        ...(token === null ? {} : { 'x-heimdall-token': token }),
      },
      body: JSON.stringify(input ?? null),
    });
    result = await response.json();
  } catch (cause) {
    throw notServed(url, cause);
  }
  if (typeof result !== 'object' || result === null || !('ok' in result)) throw notServed(url, null);
  return unwrap(name, result as ConsoleResult<unknown>);
}

function notServed(url: string, cause: unknown): HeimdallError {
  return new HeimdallError(
    'unavailable',
    `A Heimdall uses this data folder, and its console is not served at ${url}. Use its window, or stop it first.`,
    { cause },
  );
}

function unwrap<N extends ConsoleRequestName>(name: N, result: ConsoleResult<unknown>): ConsoleOutput<N> {
  if (!result.ok) throw new HeimdallError(result.error.code, result.error.message);
  return consoleRequests[name].output.parse(result.value) as ConsoleOutput<N>;
}
