/** Loads the wire samples of both OpenAI dialects, and feeds them to readers in pieces. */
import { readFileSync } from 'node:fs';
import type { CanonicalEvent } from '../../canonical.ts';
import type { RenderTarget, StreamReader } from '../../dialect.ts';

/** @param url `import.meta.url` of the test; the fixture is beside it. */
export function loadFixture(url: string, name: string): Buffer {
  return readFileSync(new URL(`./__fixtures__/${name}`, url));
}

/** All events of a stream that comes in the given pieces. */
export function readPieces(reader: StreamReader, pieces: readonly Uint8Array[]): CanonicalEvent[] {
  const decoder = new TextDecoder();
  const events = pieces.flatMap((piece) => reader.read(decoder.decode(piece, { stream: true })));
  return [...events, ...reader.end()];
}

/** The events of a stream as a whole; throws when any other cut gives others. */
export function readEveryCut(createReader: () => StreamReader, bytes: Buffer): CanonicalEvent[] {
  const whole = readPieces(createReader(), [bytes]);
  const expected = JSON.stringify(whole);
  const singles = [...bytes].map((byte) => Uint8Array.of(byte));
  const cuts = [singles, ...singles.map((_, at) => [bytes.subarray(0, at), bytes.subarray(at)])];
  for (const [at, pieces] of cuts.entries()) {
    if (JSON.stringify(readPieces(createReader(), pieces)) !== expected) throw new Error(`cut ${at} differs`);
  }
  return whole;
}

/** A target of which nothing is known but its id. */
export function targetOf(target: Partial<RenderTarget> = {}): RenderTarget {
  return {
    upstreamId: 'up',
    effort: null,
    chosenByUs: true,
    maxOutputTokens: null,
    thinkingBudget: null,
    efforts: null,
    ...target,
  };
}
