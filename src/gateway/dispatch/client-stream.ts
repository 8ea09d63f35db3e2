import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

export interface ClientStreamOptions {
  /** Milliseconds of silence after which the client is told that the answer is still coming. */
  readonly keepAliveMs: number;
  /** What it is told; null for clients that could not read it. */
  readonly keepAlive: string | null;
  /** Headers for a stream that has to begin before anybody answered. */
  earlyHeaders(): OutgoingHttpHeaders;
}

/**
 * The client's end of a streamed answer. From the start it is kept open while there is nothing to say: after a while of
 * silence the head goes out, and then a comment now and again, so that neither the client nor anything between gives up.
 */
export class ClientStream {
  readonly #response: ServerResponse;
  readonly #timer: NodeJS.Timeout | null;

  constructor(response: ServerResponse, { keepAliveMs, keepAlive, earlyHeaders }: ClientStreamOptions) {
    this.#response = response;
    this.#timer =
      keepAlive === null
        ? null
        : setInterval(() => {
            if (response.destroyed || response.writableNeedDrain) return;
            if (!response.headersSent) response.writeHead(200, earlyHeaders());
            response.write(keepAlive);
          }, keepAliveMs);
  }

  /** Sends the head, unless it had to go out before. */
  begin(status: number, headers: OutgoingHttpHeaders): void {
    if (!this.#response.headersSent) this.#response.writeHead(status, headers);
  }

  /** False when the client reads too slowly and nothing more should be written before it has drained. */
  write(bytes: Buffer): boolean {
    this.#timer?.refresh();
    return this.#response.write(bytes);
  }

  onDrain(listener: () => void): void {
    this.#response.on('drain', listener);
  }

  /** Calls back when the connection is gone, at once when it already is. */
  onLeft(listener: () => void): void {
    if (this.#response.destroyed) listener();
    else this.#response.on('close', listener);
  }

  /** No more comments. */
  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }
}
