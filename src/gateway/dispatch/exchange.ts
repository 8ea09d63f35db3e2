/** One request from its decision to its recorded outcome. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HeimdallError, SIMULATOR } from '../../core/index.ts';
import type { Decision, Outcome } from '../../shared/decision.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { sendError, sendJson } from '../http/respond.ts';
import type { UpstreamAnswer, UpstreamCall } from '../providers/upstream.ts';
import { AnswerCopy } from './answer-copy.ts';
import type { AnswerFrames } from './answer-frames.ts';
import { finishAttempt } from './attempt.ts';
import type { AttemptResult } from './attempt-result.ts';
import { decisionHeaders } from './decision-headers.ts';
import { deliverStream, STREAM_FAILURE } from './deliver-stream.ts';
import type { Dispatcher } from './dispatcher.ts';
import { ExchangeOutcome } from './exchange-outcome.ts';
import { allFailed, type Failure } from './failures.ts';
import { coolingDownError, noteResult } from './note-result.ts';
import { roundMs } from './outcome-builder.ts';
import { AttemptPlan, type AttemptTarget } from './plan-attempts.ts';
import { type AttemptContext, type PreparedAttempt, prepareAttempt } from './prepare-attempt.ts';

/** Monotonic times in milliseconds. */
export interface ExchangeTimes {
  /** The request's head was read. */
  readonly arrived: number;
  /** Its body was complete: from here the time is Heimdall's own. */
  readonly received: number;
}

/** What to call next, ready to start; or why it cannot be called. */
interface PlannedAttempt {
  readonly target: AttemptTarget;
  readonly prepared: PreparedAttempt | HeimdallError;
}

type Delivery = Exclude<AttemptResult, { kind: 'failed' }>;

export class Exchange {
  readonly #dispatcher: Dispatcher;
  readonly #options: GatewayOptions;
  readonly #response: ServerResponse;
  readonly #context: AttemptContext;
  readonly #times: ExchangeTimes;
  readonly #plan: AttemptPlan;
  readonly #result: ExchangeOutcome;
  readonly #failures: Failure[] = [];
  readonly #sent: AnswerCopy;
  /** The whole answer, for requests that refer to it. */
  readonly #kept: AnswerCopy;
  /** The choice, prepared before it is recorded. */
  readonly #first: PlannedAttempt | undefined;
  #call: UpstreamCall | null = null;
  #clientLeft = false;

  /** @param pending The outcome that is recorded with the decision; filled in from here on. */
  constructor(
    dispatcher: Dispatcher,
    response: ServerResponse,
    context: AttemptContext,
    times: ExchangeTimes,
    pending: Outcome,
  ) {
    this.#dispatcher = dispatcher;
    this.#options = dispatcher.options;
    this.#response = response;
    this.#context = context;
    this.#times = times;
    this.#result = new ExchangeOutcome(pending);
    this.#sent = new AnswerCopy(this.#options.recorder.answerLimit?.() ?? 0);
    this.#kept = new AnswerCopy(context.keeper?.limit ?? 0);
    const { enable_fallbacks: fallbacks } = this.#options.settings();
    this.#plan = new AttemptPlan(this.#planned, fallbacks, (model) => this.#options.catalog().contextTokens(model));
    this.#first = this.#next();
  }

  /** The decision with a note of what its target cannot be told, and of a simulator that was asked for. */
  get notedDecision(): Decision {
    const decision = this.#decision;
    const prepared = this.#first?.prepared;
    const notes = this.#context.simulate ? ['simulated on request'] : [];
    if (prepared !== undefined && !HeimdallError.isInstance(prepared) && prepared.dropped.length > 0) {
      notes.push(`dropped: ${prepared.dropped.join(', ')}`);
    }
    return notes.length === 0 ? decision : { ...decision, notes: [...decision.notes, ...notes] };
  }

  /** Calls the upstreams in turn until one answers, and answers the client. Records the outcome whatever happens. */
  async run(): Promise<void> {
    // The client may have left while the decision was made; its `close` event is then in the past.
    this.#clientLeft = this.#response.destroyed;
    this.#response.on('close', () => {
      if (this.#response.writableFinished) return;
      this.#clientLeft = true;
      this.#call?.cancel();
    });
    try {
      await this.#runAttempts();
    } catch (error) {
      const failure = HeimdallError.from(error);
      this.#options.logger.error('dispatch failed', { decision: this.#decision.id, error });
      this.#result.fail(failure.code);
      if (this.#response.headersSent) this.#response.destroy();
      else sendError(this.#response, failure, this.#context.client, this.#headers(null));
    } finally {
      const { outcome } = this.#result;
      outcome.total_ms = roundMs(this.#now() - this.#times.arrived);
      this.#options.recorder.update(this.#decision.id, outcome, this.#sent.answer());
    }
  }

  async #runAttempts(): Promise<void> {
    for (let next = this.#first; next !== undefined && !this.#clientLeft; next = this.#next()) {
      const { target, prepared } = next;
      const started = this.#now();
      this.#result.dispatched(started - this.#times.received);
      const result = await this.#attempt(next);
      const ms = this.#now() - started;
      if (this.#clientLeft) {
        this.#result.attempted(target, null, 'aborted', ms);
        break;
      }
      const overflowed = result.kind === 'refused' && result.overflow && this.#plan.overflowed(target);
      if (result.kind !== 'failed' && !overflowed) return this.#deliver(prepared as PreparedAttempt, result, ms);
      this.#noteFailure(target, result, ms);
    }
    if (this.#clientLeft) {
      this.#result.aborted();
      return;
    }
    const { error, retryAfter } = allFailed(this.#failures, this.#decision.bucket);
    this.#result.fail(error.code);
    sendError(this.#response, error, this.#context.client, {
      ...this.#headers(null),
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    });
  }

  #next(): PlannedAttempt | undefined {
    const target = this.#plan.next();
    if (target === undefined) return undefined;
    try {
      return { target, prepared: prepareAttempt(this.#options, this.#dispatcher.client, target, this.#context) };
    } catch (error) {
      return { target, prepared: HeimdallError.from(error) };
    }
  }

  async #attempt({ target, prepared }: PlannedAttempt): Promise<AttemptResult> {
    if (HeimdallError.isInstance(prepared)) return { kind: 'failed', status: null, error: prepared, retryAfter: null };
    const { health } = this.#dispatcher;
    const key = prepared.health;
    // When everything else was skipped too, a pause that is only our guess is no reason to fail.
    const nothingAsked = this.#failures.every(({ error }) => error.code === 'provider_cooling_down');
    const cooling = key === null ? null : health.check(key, nothingAsked && this.#plan.isSpent);
    if (cooling !== null) {
      const retryAfter = String(Math.ceil(cooling.remainingMs / 1_000));
      return { kind: 'failed', status: null, error: coolingDownError(target.model, cooling), retryAfter };
    }
    try {
      this.#call = prepared.start();
    } catch (error) {
      if (key !== null) health.released(key);
      return { kind: 'failed', status: null, error: HeimdallError.from(error), retryAfter: null };
    }
    const result = await finishAttempt(prepared, this.#call, this.#context);
    if (key !== null && this.#clientLeft) health.released(key);
    else if (key !== null) noteResult(health, key, result, this.#options.clock.now());
    return result;
  }

  #noteFailure(target: AttemptTarget, result: Extract<AttemptResult, { error: HeimdallError }>, ms: number): void {
    const { error, status } = result;
    this.#result.attempted(target, status, error.code, ms);
    this.#plan.failed(target, error.code);
    const retryAfter = result.kind === 'failed' ? result.retryAfter : null;
    this.#failures.push({ model: target.model, error, retryAfter });
    this.#options.logger.warn('attempt failed', {
      decision: this.#decision.id,
      model: target.model,
      provider: target.provider,
      status,
      code: error.code,
      // An upstream's message may quote the prompt, so only a bug of our own is logged with its reason.
      ...(error.code === 'internal' ? { reason: String(error.cause) } : {}),
    });
  }

  #deliver(prepared: PreparedAttempt, result: Delivery, ms: number): Promise<void> | void {
    const { target } = prepared;
    const response = this.#response;
    this.#result.served(target);
    const status = result.kind === 'stream' ? result.answer.status : result.status;
    this.#result.attempted(target, status, result.kind === 'refused' ? result.error.code : null, ms);
    if (result.kind === 'stream') return this.#stream(prepared, result.answer);
    this.#result.firstByte(this.#now() - this.#times.arrived);
    if (result.kind === 'refused') {
      this.#result.fail(result.error.code, status);
      const body = result.body ?? this.#context.client.renderError(result.error, status, this.#decision.id);
      sendJson(response, status, body, { ...this.#headers(prepared), 'x-should-retry': 'false' });
      if (this.#sent.wanted) this.#sent.add(Buffer.from(JSON.stringify(body)));
      return;
    }
    this.#result.ok(status);
    this.#setUsage(target, result.usage, result.estimatedOutput);
    response.writeHead(status, {
      ...this.#headers(prepared),
      'content-type': 'application/json; charset=utf-8',
      'content-length': result.bytes.length,
    });
    this.#sent.add(result.bytes);
    this.#kept.add(result.bytes);
    this.#keep(prepared, false);
    response.end(result.bytes);
  }

  /** Before the client can know that the answer is complete, or its next request might come too early. */
  #keep({ passThrough }: PreparedAttempt, streamed: boolean): void {
    const kept = this.#kept.answer();
    if (kept !== null && !kept.truncated) this.#context.keeper?.keep(kept.bytes, streamed, passThrough);
  }

  async #stream(prepared: PreparedAttempt, answer: UpstreamAnswer): Promise<void> {
    const { health } = this.#dispatcher;
    const key = prepared.health;
    this.#result.outcome.http_status = answer.status;
    const { end, usage, estimatedTokens } = await deliverStream(this.#options, prepared, answer, {
      context: this.#context,
      response: this.#response,
      headers: this.#headers(prepared),
      onBytes: (bytes) => {
        if (this.#result.outcome.ttft_ms === null) this.#result.firstByte(this.#now() - this.#times.arrived);
        this.#sent.add(bytes);
        this.#kept.add(bytes);
      },
      onEnd: () => this.#keep(prepared, true),
    });
    this.#setUsage(prepared.target, usage, estimatedTokens);
    if (end === 'left') {
      if (key !== null) health.released(key);
      this.#result.aborted();
    } else if (end === 'ended') {
      if (key !== null) health.succeeded(key);
      this.#result.ok(answer.status);
    } else {
      if (key !== null) health.failed(key, null);
      if (end === 'stalled') this.#call?.cancel();
      this.#result.fail(STREAM_FAILURE[end], answer.status);
    }
  }

  #setUsage({ model, provider }: AttemptTarget, usage: AnswerFrames['usage'], estimatedOutput: number): void {
    const input = this.#decision.features.request_tokens;
    this.#result.used(usage, input, estimatedOutput, this.#options.catalog().price(model, provider));
  }

  #headers(served: PreparedAttempt | null): OutgoingHttpHeaders {
    const { overhead_ms: overheadMs, attempts } = this.#result.outcome;
    return decisionHeaders(this.#decision, this.#context.client.name, {
      served: served?.target ?? null,
      dropped: served?.dropped ?? [],
      overheadMs: overheadMs ?? 0,
      attempts: attempts.length,
    });
  }

  /** What is called: as decided, unless the caller asked for the simulator, which has no need of a fallback. */
  get #planned(): Decision {
    const decision = this.#decision;
    return this.#context.simulate ? { ...decision, provider: SIMULATOR, candidates: [] } : decision;
  }

  get #decision(): Decision {
    return this.#context.routing.decision;
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }
}
