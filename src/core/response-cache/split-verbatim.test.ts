import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitVerbatim } from './split-verbatim.ts';

/** What is meant, as a pattern; it takes quadratic time on quotations without an end, so it is for short texts. */
const MEANT = /```[\s\S]*?(?:```|$)|`[^`\n]+`|"[^"\n]+"|“[^”\n]+”|«[^»\n]+»|https?:\/\/\S+/g;

describe('splitVerbatim', () => {
  it('finds code, quotations and addresses', () => {
    expect(splitVerbatim('Say "no way" in `sh`, see https://a.example/x and ```\nls\n```.')).toEqual({
      verbatim: ['"no way"', '`sh`', 'https://a.example/x', '```\nls\n```'],
      prose: 'Say   in  , see   and  .',
    });
  });

  it('does what its pattern says', () => {
    const piece = fc.constantFrom(
      '"',
      '`',
      '```',
      '“',
      '”',
      '«',
      '»',
      '\n',
      ' ',
      'a',
      'b c',
      'http://',
      'https://x',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(splitVerbatim(text)).toEqual({ verbatim: text.match(MEANT) ?? [], prose: text.replace(MEANT, ' ') });
      }),
      { numRuns: 2_000 },
    );
  });

  it('ends on megabytes of marks', () => {
    for (const mark of ['"“t', '"a"', '`', '“', '""', '```', 'https://']) {
      const text = mark.repeat(500_000);
      expect(splitVerbatim(text).prose.length).toBeLessThanOrEqual(text.length);
    }
  });
});
