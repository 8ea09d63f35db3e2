/** One request from its decision to its recorded outcome. */
import type { ServerResponse } from 'node:http';
import { HeimdallError } from '../../core/index.ts';
import type { Decision, Outcome } from '../../shared/decision.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import type { UpstreamCall } from '../providers/upstream.ts';
import type { AnswerFrames } from './answer-frames.ts';
import { finishAttempt } from './attempt.ts';
import { type AttemptResult, type BadResult, failed } from './attempt-result.ts';
import { ClientAnswer, STREAM_FAILURE } from './client-answer.ts';
import type { Dispatcher } from './dispatcher.ts';
import { ExchangeOutcome } from './exchange-outcome.ts';
import { allFailed, type Failure } from './failures.ts';
import { coolingDownError, noteResult } from './note-result.ts';
import { roundMs } from './outcome-builder.ts';
import { AttemptPlan, type AttemptTarget } from './plan-attempts.ts';
import { plannedRouting, withNotes } from './planned-routing.ts';
import { type AttemptContext, type PreparedAttempt, prepareAttempt } from './prepare-attempt.ts';
import { TotalTime } from './total-time.ts';

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
  readonly #time: TotalTime;
  readonly #plan: AttemptPlan;
  readonly #result: ExchangeOutcome;
  readonly #client: ClientAnswer;
  readonly #failures: Failure[] = [];
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
    this.#client = new ClientAnswer(this.#options, response, context, this.#result);
    const { enable_fallbacks: fallbacks, gateway } = this.#options.settings();
    this.#time = new TotalTime(() => gateway.total_timeout - (this.#now() - times.received));
    this.#plan = new AttemptPlan(plannedRouting(context), fallbacks, (model) =>
      this.#options.catalog().contextTokens(model),
    );
    this.#first = this.#next();
  }

  /** The decision with a note of what its target cannot be told, and of a simulator that was asked for. */
  get notedDecision(): Decision {
    const prepared = this.#first?.prepared;
    const dropped = prepared === undefined || HeimdallError.isInstance(prepared) ? [] : prepared.dropped;
    return withNotes(this.#context, dropped);
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
    this.#dispatcher.budget.request();
    try {
      await this.#runAttempts();
    } catch (error) {
      const failure = HeimdallError.from(error);
      this.#options.logger.error('dispatch failed', { decision: this.#decision.id, error });
      this.#result.fail(failure.code, this.#client.fail(failure));
    } finally {
      this.#client.stop();
      const { outcome } = this.#result;
      outcome.total_ms = roundMs(this.#now() - this.#times.arrived);
      this.#context.capture?.end(outcome);
      this.#options.recorder.update(this.#decision.id, outcome, this.#client.sent);
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
      if (result === 'retry_budget') {
        this.#stopped(result);
        break;
      }
      const overflowed = result.kind === 'refused' && result.overflow && this.#plan.overflowed(target);
      if (result.kind !== 'failed' && !overflowed) return this.#deliver(prepared as PreparedAttempt, result, ms);
      this.#noteFailure(target, result, ms);
      if (this.#time.isOver) {
        this.#stopped('total_timeout');
        break;
      }
    }
    if (this.#clientLeft) {
      this.#result.aborted();
      return;
    }
    const { error, retryAfter } = allFailed(this.#failures, this.#result.outcome.stopped_by);
    this.#result.fail(error.code, this.#client.fail(error, retryAfter));
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

  async #attempt({ target, prepared }: PlannedAttempt): Promise<AttemptResult | 'retry_budget'> {
    if (HeimdallError.isInstance(prepared)) return { kind: 'failed', status: null, error: prepared, retryAfter: null };
    const { health, budget } = this.#dispatcher;
    const key = prepared.health;
    // When everything else was skipped too, a pause that is only our guess is no reason to fail.
    const nothingAsked = () => this.#failures.every(({ error }) => error.code === 'provider_cooling_down');
    const cooling = key === null ? null : health.check(key, () => nothingAsked() && this.#plan.isSpent);
    if (cooling !== null) {
      const retryAfter = String(Math.ceil(cooling.remainingMs / 1_000));
      return { kind: 'failed', status: null, error: coolingDownError(target.model, cooling), retryAfter };
    }
    if (key !== null && this.#call !== null && !budget.take()) {
      health.released(key);
      return 'retry_budget';
    }
    const idleMs = this.#options.settings().gateway.stream_idle_timeout;
    try {
      this.#call = prepared.start();
    } catch (error) {
      if (key !== null) health.released(key);
      return { kind: 'failed', status: null, error: HeimdallError.from(error), retryAfter: null };
    }
    this.#call.answer.then(
      ({ headers }) => this.#result.limits(headers, this.#options.clock.now()),
      // Without an answer nothing was said; the attempt fails on its own.
      () => {},
    );
    const result = await this.#time.limit(this.#call, finishAttempt(prepared, this.#call, this.#context, idleMs));
    const timedOut = result.kind === 'failed' && this.#time.isOver;
    if (key !== null && (this.#clientLeft || timedOut)) health.released(key);
    else if (key !== null) noteResult(health, key, result, this.#options.clock.now());
    if (!timedOut) return result;
    return failed(
      null,
      'provider_timeout',
      `${prepared.host} did not begin to answer in the time that was left for it.`,
    );
  }

  #noteFailure(target: AttemptTarget, result: BadResult, ms: number): void {
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

  #stopped(why: NonNullable<Outcome['stopped_by']>): void {
    this.#result.outcome.stopped_by = why;
    this.#options.logger.warn('no further attempt', { decision: this.#decision.id, why });
  }

  async #deliver(prepared: PreparedAttempt, result: Delivery, ms: number): Promise<void> {
    const { target } = prepared;
    this.#result.served(target, prepared.dropped);
    this.#result.attempted(target, result.status, result.kind === 'refused' ? result.error.code : null, ms);
    this.#result.firstByte(this.#now() - this.#times.arrived);
    if (result.kind === 'stream') return this.#stream(prepared, result);
    if (result.kind === 'refused') {
      this.#result.fail(result.error.code, this.#client.refuse(prepared, result));
      return;
    }
    this.#result.ok(result.status);
    this.#setUsage(target, result.usage, result.estimatedOutput);
    this.#client.complete(prepared, result);
  }

  async #stream(prepared: PreparedAttempt, result: Extract<Delivery, { kind: 'stream' }>): Promise<void> {
    const { health } = this.#dispatcher;
    const key = prepared.health;
    const { status } = result;
    this.#result.outcome.http_status = status;
    const end = await this.#client.stream(prepared, result);
    const { usage, estimatedTokens } = result.stream.frames;
    this.#setUsage(prepared.target, usage, estimatedTokens);
    if (end === 'left') {
      if (key !== null) health.released(key);
      this.#result.aborted();
    } else if (end === 'ended') {
      if (key !== null) health.succeeded(key);
      this.#result.ok(status);
    } else {
      if (key !== null) health.failed(key, null);
      if (end === 'stalled') this.#call?.cancel();
      this.#result.fail(STREAM_FAILURE[end], status);
    }
  }

  #setUsage({ model, provider }: AttemptTarget, usage: AnswerFrames['usage'], estimatedOutput: number): void {
    const input = this.#decision.features.request_tokens;
    this.#result.used(usage, input, estimatedOutput, this.#options.catalog().price(model, provider));
  }

  get #decision(): Decision {
    return this.#context.routing.decision;
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }
}
