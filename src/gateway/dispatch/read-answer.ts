import type { Readable } from 'node:stream';

/** Why an answer could not be read whole. */
export type ReadFailure = 'cut' | 'too-large';

/**
 * Reads an answer that is not streamed.
 *
 * @param maxBytes Past this the answer is given up.
 */
export function readAnswer(body: Readable, maxBytes: number): Promise<Buffer | ReadFailure> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBytes) return;
      resolve('too-large');
      body.destroy();
    });
    body.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)));
    body.on('error', () => resolve('cut'));
    body.on('close', () => resolve('cut'));
  });
}
