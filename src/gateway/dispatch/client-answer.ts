/** Everything that goes back to the client of one request, and in which shape. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { HeimdallError } from '../../core/index.ts';
import type { GatewayOptions, SentAnswer } from '../gateway-options.ts';
import { sendError, sendJson } from '../http/respond.ts';
import { AnswerCopy } from './answer-copy.ts';
import type { AttemptResult } from './attempt-result.ts';
import { ClientStream } from './client-stream.ts';
import { decisionHeaders } from './decision-headers.ts';
import type { ExchangeOutcome } from './exchange-outcome.ts';
import { DEFAULT_KEEP_ALIVE_MS, keepAliveFor } from './keep-alive.ts';
import type { AttemptContext, PreparedAttempt } from './prepare-attempt.ts';
import type { StreamEnd } from './upstream-stream.ts';

type ResultOf<K extends AttemptResult['kind']> = Extract<AttemptResult, { kind: K }>;

/** What a stream that did not end well is recorded as. */
export const STREAM_FAILURE = { cut: 'provider_error', stalled: 'provider_timeout' } as const;

export class ClientAnswer {
  readonly #response: ServerResponse;
  readonly #context: AttemptContext;
  readonly #result: ExchangeOutcome;
  /** For the log, and whole for requests that refer to it. */
  readonly #sent: AnswerCopy;
  readonly #kept: AnswerCopy;
  readonly #stream: ClientStream | null;
  /** The answer of an upstream is going out, or went. */
  #answering = false;

  /** @param result Where the headers take the figures of the request so far from. */
  constructor(options: GatewayOptions, response: ServerResponse, context: AttemptContext, result: ExchangeOutcome) {
    this.#sent = new AnswerCopy(options.recorder.answerLimit?.() ?? 0);
    this.#kept = new AnswerCopy(context.keeper?.limit ?? 0);
    this.#response = response;
    this.#context = context;
    this.#result = result;
    this.#stream = context.parsed.request.stream
      ? new ClientStream(response, {
          keepAliveMs: options.keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS,
          keepAlive: keepAliveFor(context.client.name, context.headers),
          earlyHeaders: () => this.#streamHeaders(null),
        })
      : null;
  }

  /** A copy of what an upstream answered, as the client got it; null when there is none. */
  get sent(): SentAnswer | null {
    return this.#sent.answer();
  }

  /** The answer is over, or nobody is there to hear it. */
  stop(): void {
    this.#stream?.stop();
  }

  /** A complete answer. */
  complete(prepared: PreparedAttempt, { status, bytes }: ResultOf<'complete'>): void {
    this.#answering = true;
    this.#response.writeHead(status, {
      ...this.#headers(prepared),
      'content-type': 'application/json; charset=utf-8',
      'content-length': bytes.length,
    });
    this.#copy(bytes);
    this.#keep(prepared, false);
    this.#response.end(bytes);
  }

  /**
   * A stream that has begun, up to the frame that says how it ended.
   *
   * @returns `ended` means in good order; an error in the stream counts as a cut.
   */
  async stream(prepared: PreparedAttempt, { status, stream }: ResultOf<'stream'>): Promise<StreamEnd> {
    const client = this.#stream as ClientStream;
    this.#answering = true;
    client.begin(status, this.#streamHeaders(prepared));
    const relayed = await stream.deliver(client, (bytes) => this.#copy(bytes));
    client.stop();
    const { error, complete } = stream.frames;
    const end = relayed === 'ended' && (error !== null || !complete) ? 'cut' : relayed;
    if (end === 'cut' || end === 'stalled') {
      const what = end === 'stalled' ? 'stopped' : 'broke off';
      const message = `${prepared.target.model} ${what} in the middle of its answer.`;
      // An error that came in the stream was passed on already.
      this.#response.end(error === null ? this.#context.client.renderStreamError(STREAM_FAILURE[end], message) : '');
    } else if (end === 'ended') {
      this.#keep(prepared, true);
      this.#response.end();
    }
    return end;
  }

  /**
   * What the upstream said of the request itself.
   *
   * @returns The status that the client sees.
   */
  refuse(prepared: PreparedAttempt, { status, error, body }: ResultOf<'refused'>): number {
    if (this.#endEarlyStream(error)) return 200;
    const { client, routing } = this.#context;
    const said = body ?? client.renderError(error, status, routing.decision.id);
    sendJson(this.#response, status, said, { ...this.#headers(prepared), 'x-should-retry': 'false' });
    if (this.#sent.wanted) this.#sent.add(Buffer.from(JSON.stringify(said)));
    return status;
  }

  /**
   * Nobody answered, or it broke in our hands: an answer that had begun is cut then.
   *
   * @param retryAfter The `retry-after` to send, if any.
   * @returns The status that the client sees, where it differs from that of the error.
   */
  fail(error: HeimdallError, retryAfter: string | null = null): number | undefined {
    if (this.#answering) {
      this.#response.destroy();
      return undefined;
    }
    if (this.#endEarlyStream(error)) return 200;
    sendError(this.#response, error, this.#context.client, {
      ...this.#headers(null),
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    });
    return undefined;
  }

  #copy(bytes: Buffer): void {
    this.#sent.add(bytes);
    this.#kept.add(bytes);
    this.#context.capture?.add(bytes);
  }

  /** Before the client can know that the answer is complete, or its next request might come too early. */
  #keep({ passThrough }: PreparedAttempt, streamed: boolean): void {
    const kept = this.#kept.answer();
    if (kept !== null && !kept.truncated) this.#context.keeper?.keep(kept.bytes, streamed, passThrough);
  }

  /** Where the head had to go out before an answer came, the error comes in the stream. */
  #endEarlyStream(error: HeimdallError): boolean {
    if (!this.#response.headersSent) return false;
    this.#response.end(this.#context.client.renderStreamError(error.code, error.message));
    return true;
  }

  #streamHeaders(served: PreparedAttempt | null): OutgoingHttpHeaders {
    return {
      ...this.#headers(served, served === null),
      'content-type': this.#context.client.streamContentType,
      'cache-control': 'no-cache',
    };
  }

  #headers(served: PreparedAttempt | null, early = false): OutgoingHttpHeaders {
    const { overhead_ms: overheadMs, attempts, response_cache: responseCache } = this.#result.outcome;
    return decisionHeaders(this.#context.routing.decision, this.#context.client.name, {
      served: served?.target ?? null,
      early,
      dropped: served?.dropped ?? [],
      overheadMs: overheadMs ?? 0,
      attempts: attempts.length,
      responseCache,
    });
  }
}
