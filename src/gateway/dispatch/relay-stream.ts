import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { AnswerFrames } from './answer-frames.ts';

/** How a stream ended: in good order, cut by the upstream, silent for too long, or left by the client. */
export type RelayEnd = 'ended' | 'cut' | 'stalled' | 'left';

export interface RelayTimes {
  /** Milliseconds of silence after which the upstream is given up. */
  readonly idleMs: number;
  /** Milliseconds of silence after which the client gets a comment, so that nothing between closes the connection. */
  readonly keepAliveMs: number;
  /** The comment; null for clients that cannot read one. */
  readonly keepAlive: string | null;
}

/**
 * Passes a stream on frame by frame, no faster than the client reads. Does not end the response.
 *
 * @param onBytes Called with bytes of the answer before they go to the client.
 */
export function relayStream(
  body: Readable,
  response: ServerResponse,
  frames: AnswerFrames,
  times: RelayTimes,
  onBytes: (bytes: Buffer) => void,
): Promise<RelayEnd> {
  return new Promise((resolve) => {
    let paused = false;
    const finish = (end: RelayEnd) => {
      clearTimeout(idle);
      if (keepAlive !== null) clearInterval(keepAlive);
      resolve(end);
    };
    const idle = setTimeout(() => {
      // A client that reads slowly is no fault of the upstream.
      if (paused) idle.refresh();
      else finish('stalled');
    }, times.idleMs);
    const { keepAlive: comment } = times;
    const keepAlive =
      comment === null
        ? null
        : setInterval(() => {
            if (!paused && !response.destroyed) response.write(comment);
          }, times.keepAliveMs);
    const write = (bytes: Buffer) => {
      if (bytes.length === 0) return;
      onBytes(bytes);
      keepAlive?.refresh();
      if (response.write(bytes)) return;
      paused = true;
      body.pause();
    };
    response.on('drain', () => {
      paused = false;
      idle.refresh();
      body.resume();
    });
    response.on('close', () => finish('left'));
    body.on('data', (chunk: Buffer) => {
      idle.refresh();
      write(frames.push(chunk));
    });
    body.on('end', () => {
      write(frames.flush());
      finish('ended');
    });
    body.on('error', () => finish('cut'));
    // After `end` this changes nothing; alone it means that the connection went away.
    body.on('close', () => finish('cut'));
  });
}
