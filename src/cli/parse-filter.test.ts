import { expect, test } from 'vitest';
import { parseFilter } from './parse-filter.ts';

test.each([
  ['bucket=mid', { field: 'bucket', in: ['mid'], negated: false }],
  ['model=a/b,c/d', { field: 'model', in: ['a/b', 'c/d'], negated: false }],
  ['total_ms>=300', { field: 'total_ms', min: 300, negated: false }],
  ['cost_usd<0.01', { field: 'cost_usd', below: 0.01, negated: false }],
  ['alpha=0.6', { field: 'alpha', min: 0.6, max: 0.6, negated: false }],
  ['!is:error', { is: 'error', negated: true }],
  ['refund', { text: 'refund', negated: false }],
])('%s', (text, term) => {
  expect(parseFilter(text)).toEqual([term]);
  expect(parseFilter(text, [{ text: 'x', negated: false }])).toHaveLength(2);
});

test.each(['colour=red', 'bucket>3', 'is:odd', 'total_ms>=soon', 'bucket=', ''])('%j is refused', (text) => {
  expect(() => parseFilter(text)).toThrow(/looks like/);
});
