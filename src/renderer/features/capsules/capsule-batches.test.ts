import { describe, expect, it } from 'vitest';
import { readCapsules } from './capsule-batches.ts';

describe('the documents of a file', () => {
  it('are one, printed over several lines, or one a line', () => {
    expect(readCapsules('{\n "a": 1\n}\n')).toEqual({ batches: [[{ a: 1 }]], count: 1 });
    expect(readCapsules('{"a":1}\r\n\n{"a":2}\n')).toEqual({ batches: [[{ a: 1 }, { a: 2 }]], count: 2 });
    expect(readCapsules('')).toEqual({ batches: [], count: 0 });
  });

  it('name the line that is none', () => {
    expect(readCapsules('{"a":1}\n{"a":\n')).toEqual({ badLine: 2 });
  });

  it('go in portions below the limit of a request, in order', () => {
    const documents = Array.from({ length: 40 }, (_, index) => ({ index, text: 'ü'.repeat(5_000) }));
    const file = readCapsules(documents.map((each) => JSON.stringify(each)).join('\n'));
    if ('badLine' in file) throw new Error('unreadable');
    expect(file.batches.flat()).toEqual(documents);
    for (const batch of file.batches) {
      expect(new TextEncoder().encode(JSON.stringify({ capsules: batch })).length).toBeLessThan(64 * 1_024);
    }
  });
});
