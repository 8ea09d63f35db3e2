/** Requests that are held between their decision and their dispatch. */
import { promptText, type Routing, type RoutingOverrides } from '../core/index.ts';
import type { HandEdits } from '../shared/console/breakpoint-contract.ts';
import type { Decision, Guardrail } from '../shared/decision.ts';
import type { AdmittedRequest, DecidedRequest } from './admitted-request.ts';
import { replayToken } from './dialects/openai-chat/request-headers.ts';
import { ClientStream } from './dispatch/client-stream.ts';
import { decisionHeaders } from './dispatch/decision-headers.ts';
import { DEFAULT_KEEP_ALIVE_MS, keepAliveFor } from './dispatch/keep-alive.ts';
import type { Breakpoint, GatewayOptions } from './gateway-options.ts';

/** What became of a request that was held. */
export interface Released {
  readonly routing: Routing;
  /** Milliseconds that it was held for. */
  readonly heldMs: number;
  readonly changed: boolean;
}

/**
 * Holds a request for as long as the breakpoint wants. Null when it does not want it: what a plugin answered calls
 * nobody, and a repeat was looked at before it was asked for.
 *
 * @param decideAgain Decides the same request with other overrides.
 * @throws {HeimdallError} what the breakpoint decided to tell the caller.
 */
export function holdRequest(
  breakpoint: Breakpoint,
  options: GatewayOptions,
  admitted: AdmittedRequest,
  decided: DecidedRequest,
  decideAgain: (admitted: AdmittedRequest, decided: DecidedRequest, edits: RoutingOverrides) => Promise<Routing>,
): Promise<Released> | null {
  const { request, response, client, app } = admitted;
  const { routing, parsed } = decided;
  const { decision } = routing;
  if (routing.answer !== undefined || replayToken(request.headers) !== null || response.destroyed) return null;
  const since = options.clock.monotonicMs();
  const left = new AbortController();
  const held = breakpoint.hold({
    routing,
    app,
    dialect: client.name,
    streamed: parsed.request.stream,
    promptText: promptText(parsed.request),
    left: left.signal,
    decideAgain: async (edits) => {
      const again = await decideAgain(admitted, decided, overridesOf(edits, decision));
      return changedByHand(decision, again, edits);
    },
  });
  if (held === null) return null;
  const onClose = (): void => left.abort();
  response.on('close', onClose);
  const stream = parsed.request.stream
    ? new ClientStream(response, {
        keepAliveMs: options.keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS,
        keepAlive: keepAliveFor(client.name, request.headers),
        earlyHeaders: () => ({
          ...decisionHeaders(decision, client.name, { served: null, early: true, overheadMs: 0, attempts: 0 }),
          'content-type': client.streamContentType,
          'cache-control': 'no-cache',
        }),
      })
    : null;
  return held
    .finally(() => {
      stream?.stop();
      response.off('close', onClose);
    })
    .then((resumed) => {
      const heldMs = options.clock.monotonicMs() - since;
      return { routing: noted(resumed, heldMs), heldMs, changed: resumed !== routing };
    });
}

/** The overrides that a change by hand is made of. */
function overridesOf({ model, effort, alpha, bucket }: HandEdits, decision: Decision): RoutingOverrides {
  const named = model ?? (effort === undefined ? undefined : decision.model);
  // The name that the caller gave would win over alpha and bucket: these ask for a choice.
  const chooses = named === undefined && (alpha !== undefined || bucket !== undefined);
  const choose = chooses && decision.mode === 'explicit';
  return {
    ...(named === undefined ? {} : { model: withEffort(named, effort) }),
    ...(choose ? { model: 'heimdall/auto' } : {}),
    ...(alpha === undefined ? {} : { alpha }),
    ...(bucket === undefined ? {} : { bucket }),
  };
}

function withEffort(model: string, effort: HandEdits['effort']): string {
  return effort === undefined || effort === null ? model : `${model}@${effort}`;
}

/** The new decision under the id that the caller may have been told already, with the change as a rule of its own. */
function changedByHand(before: Decision, again: Routing, edits: HandEdits): Routing {
  const { decision } = again;
  const to = nameOf(decision);
  const wanted = Object.entries(edits).map(([name, value]) => `${name} ${value ?? 'default'}`);
  const rule: Guardrail = {
    id: 'breakpoint',
    detail: `changed by hand at a breakpoint (${wanted.join(', ')}): ${nameOf(before)} → ${to}`,
    bucket: decision.bucket,
  };
  return {
    ...again,
    decision: {
      ...decision,
      id: before.id,
      created_ms: before.created_ms,
      requested_model: before.requested_model,
      guardrails: [...decision.guardrails, rule],
    },
  };
}

function nameOf({ model, effort }: Decision): string {
  return effort === null ? model : `${model} (${effort})`;
}

function noted(routing: Routing, heldMs: number): Routing {
  const { decision } = routing;
  const note = `held at a breakpoint for ${(heldMs / 1_000).toFixed(1)} s, which its times leave out`;
  return { ...routing, decision: { ...decision, notes: [...decision.notes, note] } };
}
