import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { SseFrames } from '../dialects/openai-chat/sse-frames.ts';

/** How a stream ended: in good order, cut by the upstream, or left by the client. */
export type RelayEnd = 'ended' | 'cut' | 'left';

/**
 * Passes a stream on frame by frame, no faster than the client reads. Does not end the response.
 *
 * @param onFirstBytes Called once, before the first bytes go to the client.
 */
export function relayStream(
  body: Readable,
  response: ServerResponse,
  frames: SseFrames,
  onFirstBytes: () => void,
): Promise<RelayEnd> {
  return new Promise((resolve) => {
    let first = true;
    const write = (bytes: Buffer) => {
      if (bytes.length === 0) return;
      if (first) {
        first = false;
        onFirstBytes();
      }
      if (!response.write(bytes)) body.pause();
    };
    response.on('drain', () => body.resume());
    response.on('close', () => resolve('left'));
    body.on('data', (chunk: Buffer) => write(frames.push(chunk)));
    body.on('end', () => {
      write(frames.flush());
      resolve('ended');
    });
    body.on('error', () => resolve('cut'));
    // After `end` this changes nothing; alone it means that the connection went away.
    body.on('close', () => resolve('cut'));
  });
}

/** The frame that tells a client that a stream failed in the middle; the OpenAI SDKs throw on it. */
export function errorFrame(message: string, code: string): string {
  return `data: ${JSON.stringify({ error: { message, type: 'api_error', param: null, code } })}\n\n`;
}
