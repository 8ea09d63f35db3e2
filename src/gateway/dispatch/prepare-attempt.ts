/** From a target to a call that can be started: connection, credential, dialect, body and headers. */
import type { IncomingHttpHeaders } from 'node:http';
import { type Routing, SIMULATOR } from '../../core/index.ts';
import type { ClientDialect, ParsedRequest, ProviderDialect, RenderTarget } from '../dialects/dialect.ts';
import { simulatorDialect } from '../dialects/registry.ts';
import type { GatewayOptions, ServedModel } from '../gateway-options.ts';
import { openRouterPreferences } from '../providers/openrouter-preferences.ts';
import { SimulatorCall } from '../providers/simulator.ts';
import type { UpstreamClient } from '../providers/upstream-client.ts';
import type { AnswerReader } from '../response-cache/cache-session.ts';
import type { AnswerKeeper } from '../stored-responses/keep-response.ts';
import { connect } from './connect.ts';
import { type CredentialedCall, credentialedCall, NO_CREDENTIAL } from './credentialed-call.ts';
import { credentialName } from './credentials.ts';
import { SIMULATED_ON_REQUEST, simulatedBecause } from './missing-key.ts';
import type { AttemptTarget } from './plan-attempts.ts';
import type { HealthKey } from './provider-health.ts';
import { upstreamHeaders } from './upstream-headers.ts';

/** Everything about a request that its attempts share. */
export interface AttemptContext {
  readonly routing: Routing;
  readonly client: ClientDialect;
  /** False where an answer in the client's dialect still needs rendering: the legacy completions. */
  readonly mayPassThrough: boolean;
  /** The caller asked for the simulator: no provider is called, whoever was chosen. */
  readonly simulate: boolean;
  readonly parsed: ParsedRequest;
  readonly headers: IncomingHttpHeaders;
  /** Query of the request without its question mark. */
  readonly query: string;
  /** Keeps the answer, where the caller may refer to it later. */
  readonly keeper?: AnswerKeeper | undefined;
  /** Reads the answer for the response cache. */
  readonly capture?: AnswerReader | null;
}

export interface PreparedAttempt extends CredentialedCall {
  readonly target: AttemptTarget;
  readonly dialect: ProviderDialect;
  /** The client gets the upstream's own bytes. */
  readonly passThrough: boolean;
  /** What could not be carried to this provider. */
  readonly dropped: readonly string[];
  /** Null for the simulator, which does not fail. */
  readonly health: HealthKey | null;
  /** Host for messages; `simulator` for the built-in one. */
  readonly host: string;
}

/**
 * Prepares a call without starting it.
 *
 * @throws {HeimdallError} `provider_unconfigured` when the provider is not known, does not serve the model, or has no
 *   credential; `auth_*` when only the caller's is there and cannot be used; `request_invalid` when the request cannot
 *   be translated.
 */
export function prepareAttempt(
  options: GatewayOptions,
  client: UpstreamClient,
  target: AttemptTarget,
  context: AttemptContext,
): PreparedAttempt {
  if (target.provider === SIMULATOR) return prepareSimulator(options, target, context);
  const connected = connect(options, target, context.routing, {
    dialect: context.parsed.dialect,
    mayPassThrough: context.mayPassThrough,
  });
  const { connection, served, dialect, passThrough } = connected;
  const preferences =
    connection.name === 'openrouter' ? openRouterPreferences(options.settings().router.openrouter) : null;
  const rendered = render(dialect, target, { ...served, preferences }, context, passThrough);
  const { stream } = context.parsed.request;
  const { credential, start } = credentialedCall(options, connected, (auth, ofCaller) =>
    client.post({
      baseUrl: connection.baseUrl,
      path: passThrough ? withCallersQuery(rendered.path, dialect, context.query) : rendered.path,
      body: JSON.stringify(rendered.body),
      headers: upstreamHeaders({
        incoming: context.headers,
        connection,
        auth,
        ofCaller,
        dialect,
        rendered,
        passThrough,
        stream,
      }),
      timeoutMs: options.settings().timeout,
      connectMs: options.settings().gateway.connect_timeout,
      idleMs: options.settings().gateway.stream_idle_timeout,
    }),
  );
  return {
    target,
    dialect,
    passThrough,
    dropped: rendered.dropped,
    health: {
      provider: connection.name,
      baseUrl: connection.baseUrl,
      credential: credentialName(connected.credential),
      model: target.model,
    },
    host: client.hostOf(connection.baseUrl),
    credential,
    start,
  };
}

function prepareSimulator(options: GatewayOptions, target: AttemptTarget, context: AttemptContext): PreparedAttempt {
  const { decision } = context.routing;
  const dialect = simulatorDialect();
  const passThrough = context.mayPassThrough && dialect.name === context.parsed.dialect;
  // Passed through means answered as asked: what OpenAI's models refuse, the simulator takes.
  const rendered = passThrough
    ? { body: context.parsed.body, dropped: [] }
    : render(dialect, target, { upstreamId: target.model }, context, false);
  const start = () =>
    new SimulatorCall(
      {
        body: rendered.body,
        includeUsage: context.parsed.request.stream,
        model: target.model,
        effort: target.effort,
        bucket: decision.bucket,
        inputTokens: decision.features.request_tokens,
        createdS: Math.floor(options.clock.now() / 1_000),
        reason: context.simulate
          ? SIMULATED_ON_REQUEST
          : simulatedBecause(options, target.model, decision.auth.unused_because),
      },
      options.simulatorChunkMs,
    );
  const { dropped } = rendered;
  return {
    target,
    dialect,
    passThrough,
    dropped,
    health: null,
    host: SIMULATOR,
    credential: NO_CREDENTIAL,
    start,
  };
}

function render(
  dialect: ProviderDialect,
  target: AttemptTarget,
  served: ServedModel & Pick<RenderTarget, 'preferences'>,
  { routing, parsed }: AttemptContext,
  passThrough: boolean,
) {
  const renderTarget: RenderTarget = {
    upstreamId: served.upstreamId,
    effort: target.effort,
    chosenByUs: routing.decision.mode !== 'explicit',
    maxOutputTokens: served.maxOutputTokens ?? null,
    thinkingBudget: served.thinkingBudget ?? null,
    efforts: served.efforts ?? null,
    preferences: served.preferences ?? null,
  };
  return passThrough
    ? dialect.passThrough(parsed, renderTarget)
    : dialect.renderRequest(parsed.canonical(), renderTarget);
}

/** Anthropic's beta calls say so in the query. Others have nothing there but keys, which stay here. */
function withCallersQuery(path: string, dialect: ProviderDialect, query: string): string {
  if (dialect.name !== 'anthropic' || query === '' || path.includes('?')) return path;
  return `${path}?${query}`;
}
