import type { IncomingMessage } from 'node:http';
import { HeimdallError } from '../../core/index.ts';

/** How much more than the cap is read and thrown away, so that the client gets to read the 413 before a reset. */
const DRAIN_BYTES = 8 * 1024 * 1024;

/**
 * Reads a request body whole.
 *
 * @param maxBytes Cap in bytes, `gateway.max_body_bytes`.
 * @throws {HeimdallError} `request_too_large` over the cap; `request_invalid` when the body is compressed or the client
 *   left before it was complete.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return Promise.reject(
      new HeimdallError('request_invalid', 'Compressed request bodies are not supported. Send plain JSON.', {
        context: { param: 'content-encoding' },
      }),
    );
  }
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) {
    drain(request, maxBytes + DRAIN_BYTES);
    return Promise.reject(tooLarge(maxBytes));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.removeAllListeners('data');
        drain(request, maxBytes + DRAIN_BYTES);
        reject(tooLarge(maxBytes));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => {
      // `close` follows every request: without this each would make an error that nobody sees.
      request.off('close', left);
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    });
    const left = () => reject(new HeimdallError('request_invalid', 'The client left before the body was complete.'));
    request.on('error', left);
    request.on('close', left);
  });
}

function tooLarge(maxBytes: number): HeimdallError {
  return new HeimdallError(
    'request_too_large',
    `The request body is larger than ${maxBytes.toLocaleString('en-US')} bytes. Raise gateway.max_body_bytes to allow it.`,
  );
}

/** Closing at once would reset the connection and lose the answer, so the rest is read, up to a limit. */
function drain(request: IncomingMessage, limitBytes: number): void {
  let drained = 0;
  request.on('data', (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > limitBytes) request.destroy();
  });
  request.on('error', () => {});
  request.resume();
}
