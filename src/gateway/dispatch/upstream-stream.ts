import type { Readable } from 'node:stream';
import type { AnswerFrames } from './answer-frames.ts';
import type { ClientStream } from './client-stream.ts';

/** How a stream ended: in good order, cut by the upstream, silent for too long, or left by the client. */
export type StreamEnd = 'ended' | 'cut' | 'stalled' | 'left';

/** Past this many bytes without a word of an answer the stream is passed on for what it is. */
const MAX_HELD_BYTES = 256 * 1024;

/**
 * An upstream's stream on its way to the client. Until the first word of the answer has come its frames are held back,
 * so that somebody else can still be asked; then they are passed on as they come, no faster than the client reads.
 */
export class UpstreamStream {
  readonly frames: AnswerFrames;
  /** Resolves when the answer has begun, or with how the stream ended without one. */
  readonly begun: Promise<'begun' | Exclude<StreamEnd, 'left'>>;
  readonly #body: Readable;
  readonly #idle: NodeJS.Timeout;
  readonly #held: Buffer[] = [];
  #heldBytes = 0;
  #settleBegun: (beginning: 'begun' | Exclude<StreamEnd, 'left'>) => void = () => {};
  #client: ClientStream | null = null;
  #onBytes: (bytes: Buffer) => void = () => {};
  #settleDelivery: (end: StreamEnd) => void = () => {};
  #end: StreamEnd | null = null;
  /** The client reads slower than the upstream writes. */
  #paused = false;

  /** @param idleMs Milliseconds of silence after which the upstream is given up. */
  constructor(body: Readable, frames: AnswerFrames, idleMs: number) {
    this.frames = frames;
    this.#body = body;
    this.begun = new Promise((resolve) => {
      this.#settleBegun = resolve;
    });
    this.#idle = setTimeout(() => {
      // A client that reads slowly is no fault of the upstream.
      if (this.#paused) this.#idle.refresh();
      else this.#finish('stalled');
    }, idleMs);
    body.on('data', (chunk: Buffer) => {
      this.#idle.refresh();
      this.#take(frames.push(chunk));
    });
    body.on('end', () => {
      if (this.#end !== null) return;
      this.#take(frames.flush());
      this.#finish('ended');
    });
    body.on('error', () => this.#finish('cut'));
    // After `end` this changes nothing; alone it means that the connection went away.
    body.on('close', () => this.#finish('cut'));
  }

  /**
   * Passes the answer on, what was held back first. Does not end the response. Call it once, after `begun`.
   *
   * @param onBytes Called with all bytes of the answer that go to the client.
   */
  deliver(client: ClientStream, onBytes: (bytes: Buffer) => void): Promise<StreamEnd> {
    return new Promise((resolve) => {
      this.#settleDelivery = resolve;
      this.#client = client;
      this.#onBytes = onBytes;
      client.onDrain(() => {
        this.#paused = false;
        this.#idle.refresh();
        this.#body.resume();
      });
      // Some clients hang up on the last frame instead of waiting for the end of the body.
      client.onLeft(() => this.#finish(this.frames.complete && !this.#paused ? 'ended' : 'left'));
      this.#write(Buffer.concat(this.#held, this.#heldBytes));
      this.#held.length = 0;
      if (this.#end !== null) resolve(this.#end);
      else if (!this.#paused) this.#body.resume();
    });
  }

  #take(bytes: Buffer): void {
    if (this.#client !== null) {
      this.#write(bytes);
      return;
    }
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    const { begun, error } = this.frames;
    if (!begun && error === null && this.#heldBytes <= MAX_HELD_BYTES) return;
    this.#body.pause();
    this.#settleBegun(begun || error === null ? 'begun' : 'ended');
  }

  #write(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#onBytes(bytes);
    if (this.#client?.write(bytes) !== false) return;
    this.#paused = true;
    this.#body.pause();
  }

  #finish(end: StreamEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    clearTimeout(this.#idle);
    if (end !== 'left') this.#settleBegun(end);
    this.#settleDelivery(end);
  }
}
