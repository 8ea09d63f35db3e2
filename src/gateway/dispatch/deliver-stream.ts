/** A streamed answer on its way to the client, up to the frame that says how it ended. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CanonicalUsage } from '../dialects/canonical.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import type { UpstreamAnswer } from '../providers/upstream.ts';
import { framesFor } from './answer-frames.ts';
import type { AttemptContext, PreparedAttempt } from './prepare-attempt.ts';
import { relayStream } from './relay-stream.ts';

export interface StreamDelivery {
  readonly context: AttemptContext;
  readonly response: ServerResponse;
  readonly headers: OutgoingHttpHeaders;
  /** Called with all bytes of the answer that go out. */
  onBytes(bytes: Buffer): void;
  /** Called when all of it went out in good order, before the response ends. */
  onEnd(): void;
}

export interface DeliveredStream {
  /** `ended` means in good order; an error in the stream counts as a cut. */
  readonly end: 'ended' | 'cut' | 'stalled' | 'left';
  readonly usage: CanonicalUsage | null;
  readonly estimatedTokens: number;
}

/** What a stream that did not end well is recorded as. */
export const STREAM_FAILURE = { cut: 'provider_error', stalled: 'provider_timeout' } as const;

const DEFAULT_KEEP_ALIVE_MS = 15_000;
/** An SSE comment: clients skip it. Older versions of Google's SDK are the exception, their parsers stop at one. */
const KEEP_ALIVE = ': keep-alive\n\n';

/** Sends the head, relays the frames and ends the response. */
export async function deliverStream(
  options: GatewayOptions,
  prepared: PreparedAttempt,
  answer: UpstreamAnswer,
  { context, response, headers, onBytes, onEnd }: StreamDelivery,
): Promise<DeliveredStream> {
  const { client } = context;
  response.writeHead(answer.status, {
    ...headers,
    'content-type': client.streamContentType,
    'cache-control': 'no-cache',
  });
  response.flushHeaders();
  const frames = framesFor(prepared, context);
  const times = {
    idleMs: options.settings().gateway.stream_idle_timeout,
    keepAliveMs: options.keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS,
    keepAlive: client.name === 'gemini' ? null : KEEP_ALIVE,
  };
  const relayed = await relayStream(answer.body, response, frames, times, onBytes);
  const { usage, estimatedTokens, failed, complete } = frames;
  const end = relayed === 'ended' && (failed || !complete) ? 'cut' : relayed;
  if (end === 'cut' || end === 'stalled') {
    const what = end === 'stalled' ? 'stopped' : 'broke off';
    const message = `${prepared.target.model} ${what} in the middle of its answer.`;
    // An error that came in the stream was passed on already.
    response.end(failed ? '' : client.renderStreamError(STREAM_FAILURE[end], message));
  } else if (end === 'ended') {
    onEnd();
    response.end();
  }
  return { end, usage, estimatedTokens };
}
