/** Ways to look at streams that the tests of both directions share. */
import { expect } from 'vitest';
import type { CanonicalEvent } from '../../canonical.ts';
import { SseEvents } from '../../sse-events.ts';
import { AnthropicStreamReader } from '../stream-reader.ts';

/** Every event of a stream that comes in one piece. */
export function read(text: string): CanonicalEvent[] {
  const reader = new AnthropicStreamReader();
  return [...reader.read(text), ...reader.end()];
}

/** The frames of a stream; each must be named after its type. */
export function frames(text: string): Record<string, unknown>[] {
  return new SseEvents().push(text).map(({ name, data }) => {
    const frame = JSON.parse(data);
    expect(frame.type).toBe(name);
    return frame;
  });
}

export const END: CanonicalEvent = { type: 'end' };

export const textDelta = (index: number, text: string): CanonicalEvent => ({ type: 'text-delta', index, text });

export const toolDelta = (index: number, text: string): CanonicalEvent => ({
  type: 'tool-call-delta',
  index,
  arguments: text,
});
