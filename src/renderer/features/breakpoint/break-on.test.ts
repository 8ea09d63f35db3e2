import { describe, expect, it } from 'vitest';
import { describeBreakOn, parseBreakOn } from './break-on.ts';

describe('what to break on', () => {
  it.each([
    ['', { bucket: null, model: null, app: null, text: null }],
    ['*', { bucket: null, model: null, app: null, text: null }],
    ['bucket:hard', { bucket: 'hard', model: null, app: null, text: null }],
    ['model:gpt-5 app:codex prove that', { bucket: null, model: 'gpt-5', app: 'codex', text: 'prove that' }],
    ['BUCKET:Mid', { bucket: 'mid', model: null, app: null, text: null }],
    ['https://example.com', { bucket: null, model: null, app: null, text: 'https://example.com' }],
  ])('reads "%s"', (text, filter) => {
    expect(parseBreakOn(text)).toEqual(filter);
  });

  it('says what is wrong', () => {
    expect(parseBreakOn('bucket:high')).toBe('bucket: is one of cheap, mid, hard.');
    expect(parseBreakOn('model:')).toBe('model: needs a value.');
  });

  it('is said as it is typed', () => {
    for (const text of ['bucket:hard model:gpt-5 app:codex prove that', 'hello']) {
      const filter = parseBreakOn(text);
      expect(typeof filter === 'string' ? filter : describeBreakOn(filter)).toBe(text);
    }
    expect(describeBreakOn({ bucket: null, model: null, app: null, text: null })).toBe('every request');
  });
});
