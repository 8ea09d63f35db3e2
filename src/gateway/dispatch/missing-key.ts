/** What to say when there is no key: which one would help, by the name of its environment variable. */
import { SIMULATOR } from '../../core/index.ts';
import type { GatewayOptions, ProviderConnection } from '../gateway-options.ts';
import { PROVIDER_PRESETS } from '../providers/presets.ts';

/** Where a key is in force at once. */
const IN_CONSOLE = 'Settings, Providers and keys (no restart needed)';

/** Why the simulator answers a request that asks for it. */
export const SIMULATED_ON_REQUEST = 'the request asks for the simulator (x-heimdall-simulate: true)';

/**
 * Why the simulator answers and what to do about it.
 *
 * @param unused Why the credential of the request is not used; null when it brought none, or one that is.
 */
export function simulatedBecause(options: GatewayOptions, model: string, unused: string | null): string {
  if (options.settings().simulator === 'always') {
    return 'the configuration says simulator: always. Set it to auto to get real answers';
  }
  const why = unused === null ? '' : `The credential of the request is not used: ${withStop(unused)} `;
  return `no provider of it has a key. ${why}${howToAddKey(options, providersOf(options, model))}`;
}

/** The message of `provider_unconfigured` for a model whose provider has no key. */
export function missingKeyMessage(connection: ProviderConnection, model: string): string {
  const variable = keyVariable(connection.name, connection);
  const or = variable === null ? '' : `, or set ${variable} and start Heimdall again`;
  return `${model} needs a key for ${connection.name}, and there is none. Add one in the console: ${IN_CONSOLE}${or}.`;
}

function providersOf(options: GatewayOptions, model: string): string[] {
  const catalog = options.catalog();
  const names = new Set([...PROVIDER_PRESETS.map((preset) => preset.name), ...options.providers().keys()]);
  return [...names].filter((name) => name !== SIMULATOR && catalog.resolve(model, name) !== null);
}

function howToAddKey(options: GatewayOptions, providers: readonly string[]): string {
  const connections = options.providers();
  const variables = providers.map((name) => keyVariable(name, connections.get(name))).filter((name) => name !== null);
  return variables.length === 0
    ? `To get real answers, add the key of a provider in the console: ${IN_CONSOLE}`
    : `To get real answers, add a key in the console: ${IN_CONSOLE}, or set ${variables.join(' or ')} and start Heimdall again`;
}

/** A preset that was moved to another address does not get its usual key there, so that its variable would not help. */
function keyVariable(provider: string, connection: ProviderConnection | undefined): string | null {
  if (connection?.keyVariable !== undefined) return connection.keyVariable;
  return PROVIDER_PRESETS.find((preset) => preset.name === provider)?.apiKeyEnv ?? null;
}

/** Adapters are free to end their messages as they like. */
function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
