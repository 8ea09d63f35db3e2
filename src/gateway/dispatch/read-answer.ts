import type { Readable } from 'node:stream';

/** Why an answer could not be read whole. */
export type ReadFailure = 'cut' | 'stalled' | 'too-large';

/**
 * Reads an answer that is not streamed. What is given up is destroyed.
 *
 * @param maxBytes Past this the answer is given up.
 * @param idleMs Milliseconds of silence after which it is given up.
 */
export function readAnswer(body: Readable, maxBytes: number, idleMs: number): Promise<Buffer | ReadFailure> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: Buffer | ReadFailure) => {
      clearTimeout(idle);
      resolve(result);
    };
    const giveUp = (failure: ReadFailure) => {
      finish(failure);
      body.destroy();
    };
    const idle = setTimeout(() => giveUp('stalled'), idleMs);
    body.on('data', (chunk: Buffer) => {
      idle.refresh();
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) giveUp('too-large');
    });
    body.on('end', () => finish(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)));
    body.on('error', () => finish('cut'));
    body.on('close', () => finish('cut'));
  });
}
