/** One chat completion from its decision to its recorded outcome. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { costUsd, HeimdallError, SIMULATOR } from '../../core/index.ts';
import type { Outcome } from '../../shared/decision.ts';
import { SseFrames } from '../dialects/openai-chat/sse-frames.ts';
import type { TokenUsage } from '../dialects/openai-chat/usage.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { ERROR_STATUS } from '../http/error-status.ts';
import { sendError, sendJson } from '../http/respond.ts';
import type { OpenAiCompatibleClient } from '../providers/openai-compatible.ts';
import type { UpstreamAnswer, UpstreamCall } from '../providers/upstream.ts';
import { type AttemptContext, type AttemptResult, finishAttempt } from './attempt.ts';
import { decisionHeaders } from './decision-headers.ts';
import { allFailed, type Failure } from './failures.ts';
import { attemptRecord, roundMs } from './outcome-builder.ts';
import { AttemptPlan, type AttemptTarget } from './plan-attempts.ts';
import { errorFrame, relayStream } from './relay-stream.ts';
import { startAttempt } from './start-attempt.ts';

/** Monotonic times in milliseconds. */
export interface ExchangeTimes {
  /** The request's head was read. */
  readonly arrived: number;
  /** Its body was complete: from here the time is Heimdall's own. */
  readonly received: number;
}

export class Exchange {
  readonly #options: GatewayOptions;
  readonly #client: OpenAiCompatibleClient;
  readonly #response: ServerResponse;
  readonly #context: AttemptContext;
  readonly #times: ExchangeTimes;
  readonly #outcome: Outcome;
  readonly #failures: Failure[] = [];
  #call: UpstreamCall | null = null;
  #clientLeft = false;

  /** @param outcome The pending outcome that was recorded with the decision; filled in from here on. */
  constructor(
    options: GatewayOptions,
    client: OpenAiCompatibleClient,
    response: ServerResponse,
    context: AttemptContext,
    times: ExchangeTimes,
    outcome: Outcome,
  ) {
    this.#options = options;
    this.#client = client;
    this.#response = response;
    this.#context = context;
    this.#times = times;
    // The recorder keeps the pending outcome as it was.
    this.#outcome = { ...outcome, attempts: [] };
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
      this.#options.logger.error('dispatch failed', { decision: this.#context.routing.decision.id, error });
      this.#fail(failure.code, ERROR_STATUS[failure.code]);
      if (this.#response.headersSent) this.#response.destroy();
      else sendError(this.#response, failure, this.#headers(null));
    } finally {
      this.#record();
    }
  }

  async #runAttempts(): Promise<void> {
    const { decision } = this.#context.routing;
    const plan = new AttemptPlan(decision, this.#options.settings().enable_fallbacks);
    for (let target = plan.next(); target !== undefined; target = plan.next()) {
      if (this.#clientLeft) break;
      const started = this.#now();
      this.#outcome.overhead_ms ??= roundMs(started - this.#times.received);
      const result = await this.#attempt(target);
      if (this.#clientLeft) {
        this.#addAttempt(target, null, 'aborted', started);
        break;
      }
      if (result.kind !== 'failed') return this.#answer(target, result, started);
      this.#addAttempt(target, result.status, result.error.code, started);
      plan.failed(target, result.error.code);
      this.#failures.push({ model: target.model, error: result.error, retryAfter: result.retryAfter });
      this.#options.logger.warn('attempt failed', {
        decision: decision.id,
        model: target.model,
        provider: target.provider,
        status: result.status,
        code: result.error.code,
        // An upstream's message may quote the prompt, so only a bug of our own is logged with its reason.
        ...(result.error.code === 'internal' ? { reason: String(result.error.cause) } : {}),
      });
    }
    if (this.#clientLeft) {
      this.#outcome.status = 'aborted';
      return;
    }
    const { error, retryAfter } = allFailed(this.#failures, decision.bucket);
    this.#fail(error.code, ERROR_STATUS[error.code]);
    sendError(this.#response, error, {
      ...this.#headers(null),
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    });
  }

  async #attempt(target: AttemptTarget): Promise<AttemptResult> {
    try {
      const started = startAttempt(this.#options, this.#client, target, this.#context);
      this.#call = started.call;
      return await finishAttempt(started, this.#context.parsed.request.stream);
    } catch (error) {
      return { kind: 'failed', status: null, error: HeimdallError.from(error), retryAfter: null };
    }
  }

  #answer(
    target: AttemptTarget,
    result: Exclude<AttemptResult, { kind: 'failed' }>,
    started: number,
  ): Promise<void> | void {
    this.#outcome.served_model = target.model;
    this.#outcome.served_provider = target.provider;
    this.#outcome.simulated = target.provider === SIMULATOR;
    const status = result.kind === 'stream' ? result.answer.status : result.status;
    this.#addAttempt(target, status, result.kind === 'refused' ? 'provider_error' : null, started);
    if (result.kind === 'stream') return this.#stream(target, result.answer);
    this.#outcome.ttft_ms = roundMs(this.#now() - this.#times.arrived);
    if (result.kind === 'refused') {
      this.#fail('provider_error', result.status);
      sendJson(this.#response, result.status, result.error, { ...this.#headers(target), 'x-should-retry': 'false' });
      return;
    }
    this.#outcome.status = 'ok';
    this.#outcome.http_status = result.status;
    this.#setUsage(target, result.usage, result.estimatedOutput);
    this.#response.writeHead(result.status, {
      ...this.#headers(target),
      'content-type': 'application/json; charset=utf-8',
      'content-length': result.bytes.length,
    });
    this.#response.end(result.bytes);
  }

  async #stream(target: AttemptTarget, answer: UpstreamAnswer): Promise<void> {
    const response = this.#response;
    this.#outcome.http_status = answer.status;
    response.writeHead(answer.status, {
      ...this.#headers(target),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    response.flushHeaders();
    const frames = new SseFrames(this.#context.parsed.includeUsage);
    const end = await relayStream(answer.body, response, frames, () => {
      this.#outcome.ttft_ms = roundMs(this.#now() - this.#times.arrived);
    });
    this.#setUsage(target, frames.usage, frames.estimatedTokens);
    if (end === 'left') {
      this.#outcome.status = 'aborted';
      return;
    }
    if (end === 'cut') {
      this.#fail('provider_error', answer.status);
      response.end(errorFrame(`${target.model} broke off in the middle of its answer.`, 'provider_error'));
      return;
    }
    if (frames.failed) this.#fail('provider_error', answer.status);
    else this.#outcome.status = 'ok';
    response.end();
  }

  #setUsage(target: AttemptTarget, usage: TokenUsage | null, estimatedOutput: number): void {
    const outcome = this.#outcome;
    const input = this.#context.routing.decision.features.request_tokens;
    outcome.input_tokens = usage?.inputTokens ?? input;
    outcome.output_tokens = usage?.outputTokens ?? estimatedOutput;
    // What the simulator reports is an estimate too.
    outcome.usage_reported = usage !== null && !outcome.simulated;
    if (outcome.usage_reported && usage !== null) {
      const price = this.#options.catalog().price(target.model);
      outcome.cost_usd = costUsd(price, usage.inputTokens, usage.outputTokens);
    }
  }

  #addAttempt(target: AttemptTarget, status: number | null, error: string | null, started: number): void {
    const ms = this.#now() - started;
    this.#outcome.attempts.push(attemptRecord(target.model, target.provider, status, error, ms));
  }

  #fail(code: string, status: number): void {
    this.#outcome.status = 'error';
    this.#outcome.error_code = code;
    this.#outcome.http_status = status;
  }

  #headers(served: AttemptTarget | null): OutgoingHttpHeaders {
    return decisionHeaders(this.#context.routing.decision, {
      served,
      overheadMs: this.#outcome.overhead_ms ?? 0,
      attempts: this.#outcome.attempts.length,
    });
  }

  #record(): void {
    this.#outcome.total_ms = roundMs(this.#now() - this.#times.arrived);
    this.#options.recorder.update(this.#context.routing.decision.id, this.#outcome);
  }

  #now(): number {
    return this.#options.clock.monotonicMs();
  }
}
