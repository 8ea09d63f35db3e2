/** From a target to a started call: credential, upstream id, body and headers. */
import type { IncomingHttpHeaders } from 'node:http';
import { HeimdallError, SIMULATOR } from '../../core/index.ts';
import type { GatewayOptions, ProviderConnection } from '../gateway-options.ts';
import type { OpenAiCompatibleClient } from '../providers/openai-compatible.ts';
import { PROVIDER_PRESETS } from '../providers/presets.ts';
import { SimulatorCall } from '../providers/simulator.ts';
import type { AttemptContext, StartedAttempt } from './attempt.ts';
import { type CredentialChoice, chooseCredential } from './credentials.ts';
import type { AttemptTarget } from './plan-attempts.ts';
import { rewriteBody } from './rewrite-body.ts';

/** Headers of the caller that belong to its account or app at a provider, by provider. */
const ACCOUNT_HEADERS: Readonly<Record<string, readonly string[]>> = {
  openai: ['openai-organization', 'openai-project'],
};
const APP_HEADERS: Readonly<Record<string, readonly string[]>> = { openrouter: ['http-referer', 'x-title'] };

/**
 * Starts a call.
 *
 * @throws {HeimdallError} `provider_unconfigured` when the provider is not known, does not serve the model, or has no
 *   credential.
 */
export function startAttempt(
  options: GatewayOptions,
  client: OpenAiCompatibleClient,
  target: AttemptTarget,
  context: AttemptContext,
): StartedAttempt {
  if (target.provider === SIMULATOR) return startSimulator(options, target, context);
  const connection = options.providers().get(target.provider ?? '');
  if (connection === undefined) {
    throw unconfigured(`No provider that is configured serves ${target.model}.`);
  }
  const resolved = options.catalog().resolve(target.model, connection.name);
  if (resolved === null) throw unconfigured(`The provider ${connection.name} does not serve ${target.model}.`);
  const credential = chooseCredential(connection, context.routing.auth);
  if (credential.kind === 'missing') throw unconfigured(missingKeyMessage(connection.name, target.model));
  const chosenByUs = context.routing.decision.mode !== 'explicit';
  const key = credential.kind === 'key' ? credential.key : null;
  return {
    call: client.chatCompletions({
      baseUrl: connection.baseUrl,
      credential: key,
      body: rewriteBody(context.parsed.body, target, resolved.upstreamId, chosenByUs),
      headers: upstreamHeaders(context.headers, connection, credential, context.parsed.request.stream),
      timeoutMs: options.settings().timeout,
    }),
    host: client.hostOf(connection.baseUrl),
    secret: key,
    secretSource: sourceOf(connection, credential),
  };
}

function startSimulator(options: GatewayOptions, target: AttemptTarget, context: AttemptContext): StartedAttempt {
  const { decision } = context.routing;
  const call = new SimulatorCall(
    {
      body: context.parsed.body,
      includeUsage: context.parsed.request.stream,
      model: target.model,
      effort: target.effort,
      bucket: decision.bucket,
      inputTokens: decision.features.request_tokens,
      createdS: Math.floor(options.clock.now() / 1_000),
      reason: simulatedBecause(options, target.model),
    },
    options.simulatorChunkMs,
  );
  return { call, host: SIMULATOR, secret: null, secretSource: 'none' };
}

/** Why the simulator answers and what to do about it. */
function simulatedBecause(options: GatewayOptions, model: string): string {
  if (options.settings().simulator === 'always') {
    return 'the configuration says simulator: always. Set it to auto to get real answers';
  }
  return `no provider of it has a key. ${howToAddKey(providersOf(options, model))}`;
}

function providersOf(options: GatewayOptions, model: string): string[] {
  const catalog = options.catalog();
  const names = new Set([...PROVIDER_PRESETS.map((preset) => preset.name), ...options.providers().keys()]);
  return [...names].filter((name) => name !== SIMULATOR && catalog.resolve(model, name) !== null);
}

function howToAddKey(providers: readonly string[]): string {
  const variables = providers.map(keyVariable).filter((name) => name !== null);
  return variables.length === 0
    ? 'To get real answers, set the key of a provider, such as OPENAI_API_KEY, and start Heimdall again'
    : `To get real answers, set ${variables.join(' or ')} and start Heimdall again`;
}

function keyVariable(provider: string): string | null {
  return PROVIDER_PRESETS.find((preset) => preset.name === provider)?.apiKeyEnv ?? null;
}

function missingKeyMessage(provider: string, model: string): string {
  const variable = keyVariable(provider);
  const how = variable === null ? `Set the key of ${provider}` : `Set ${variable}`;
  return `${model} needs a key for ${provider}, and there is none. ${how} and start Heimdall again.`;
}

function sourceOf(connection: ProviderConnection, credential: CredentialChoice): string {
  if (credential.kind !== 'key') return 'none was sent';
  return credential.ofCaller ? 'the one that came with the request' : (connection.keySource ?? 'the stored one');
}

function upstreamHeaders(
  incoming: IncomingHttpHeaders,
  connection: ProviderConnection,
  credential: CredentialChoice,
  stream: boolean,
): Record<string, string> {
  const headers: Record<string, string> = { accept: stream ? 'text/event-stream' : 'application/json' };
  const ofCaller = credential.kind === 'key' && credential.ofCaller;
  const names = [...(APP_HEADERS[connection.name] ?? []), ...((ofCaller && ACCOUNT_HEADERS[connection.name]) || [])];
  for (const name of names) {
    const value = incoming[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

function unconfigured(message: string): HeimdallError {
  return new HeimdallError('provider_unconfigured', message);
}
