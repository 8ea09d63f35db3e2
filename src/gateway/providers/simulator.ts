/** The built-in provider: needs no network and no key, so that everything can be tried at once. It is no model. */
import { Readable } from 'node:stream';
import type { SimulationRequest } from './simulated-answer.ts';
import { simulatedCompletion, simulatedFrames } from './simulated-wire.ts';
import type { UpstreamAnswer, UpstreamCall } from './upstream.ts';

/** Milliseconds between two chunks of a simulated stream. */
const DEFAULT_CHUNK_MS = 8;

export class SimulatorCall implements UpstreamCall {
  readonly answer: Promise<UpstreamAnswer>;
  readonly #body: Readable;

  /** @param chunkMs Pause between two chunks in milliseconds; 0 sends them as fast as they are read. */
  constructor(request: SimulationRequest, chunkMs: number = DEFAULT_CHUNK_MS) {
    const stream = request.body.stream === true;
    this.#body = stream
      ? new TimedFrames(simulatedFrames(request), chunkMs)
      : Readable.from([Buffer.from(JSON.stringify(simulatedCompletion(request)))]);
    const headers = { 'content-type': stream ? 'text/event-stream' : 'application/json' };
    this.answer = Promise.resolve({ status: 200, headers, body: this.#body });
  }

  cancel(): void {
    this.#body.destroy();
  }
}

/** Gives out frames one by one with a pause between them. */
class TimedFrames extends Readable {
  readonly #frames: readonly string[];
  readonly #chunkMs: number;
  #next = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(frames: readonly string[], chunkMs: number) {
    super();
    this.#frames = frames;
    this.#chunkMs = chunkMs;
  }

  override _read(): void {
    if (this.#timer !== null) return;
    if (this.#chunkMs === 0 || this.#next === 0) this.#give();
    else this.#timer = setTimeout(() => this.#give(), this.#chunkMs);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    done(error);
  }

  #give(): void {
    this.#timer = null;
    const frame = this.#frames[this.#next++];
    this.push(frame === undefined ? null : Buffer.from(frame));
  }
}
