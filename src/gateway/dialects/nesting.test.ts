import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNestedDeeper } from './nesting.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

test('tells the depth of every JSON value', () => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', 'a', '漢') });
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      text,
      fc.double(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(text, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.integer({ min: 0, max: 5 }), (json, most) => {
      const bytes = Buffer.from(JSON.stringify(json));
      // A text that is shorter than the depth is not looked at.
      expect(isNestedDeeper(bytes, most)).toBe(depthOf(JSON.parse(String(bytes))) > most);
    }),
  );
});

test('takes time in proportion to the text, also when quotes and backslashes are all that it has', () => {
  expect(isNestedDeeper(Buffer.from(`"${'\\'.repeat(2_000_001)}`), 10)).toBe(false);
  expect(isNestedDeeper(Buffer.from(`"${'\\"'.repeat(1_000_000)}`), 10)).toBe(false);
  expect(isNestedDeeper(Buffer.from('['.repeat(1_000)), 999)).toBe(true);
});
