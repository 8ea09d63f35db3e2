import { describe, expect, it } from 'vitest';
import { SseEvents } from './sse-events.ts';

const split = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));

describe('SseEvents', () => {
  it.each(['\n', '\r\n', '\r'])('reads lines that end with %j', (eol) => {
    const text = [': note', 'event: a', 'data: 1', 'data:2', 'id: 9', '', '', 'data', '', 'data: 3', '', ''].join(eol);
    for (const size of [1, 2, 3, 100]) {
      const events = new SseEvents();
      const read = split(text, size).flatMap((piece) => events.push(piece));
      expect([...read, ...events.flush()]).toEqual([
        { name: 'a', data: '1\n2' },
        { name: null, data: '' },
        { name: null, data: '3' },
      ]);
    }
  });

  it('takes a byte order mark away at the start and nowhere else', () => {
    const events = new SseEvents();
    expect(events.push('\ufeffdata: a\n\n')).toEqual([{ name: null, data: 'a' }]);
    expect(events.push('\ufeffdata: b\n\n')).toEqual([]);
  });

  it('reads what has no blank line at its end, and gives up what never ends', () => {
    const events = new SseEvents();
    expect(events.push('data: x')).toEqual([]);
    expect(events.flush()).toEqual([{ name: null, data: 'x' }]);
    events.push(`data: ${'x'.repeat(33 * 1024 * 1024)}`);
    expect(events.push('\n\ndata: y\n\n')).toEqual([{ name: null, data: 'y' }]);
  });
});
