import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bridgeCustomTool,
  CustomArgumentsStream,
  CustomInputStream,
  customArguments,
  customInput,
} from './custom-tools.ts';

describe('custom tools', () => {
  it('are functions with one text, which tell the grammar', () => {
    const format = { type: 'grammar', syntax: 'lark', definition: 'start: x' };
    expect(bridgeCustomTool('patch', { description: 'Edits.', format })).toMatchObject({
      name: 'patch',
      description: 'Edits.\n\nThe input must follow this lark grammar:\nstart: x',
      parameters: { required: ['input'] },
    });
    expect(bridgeCustomTool('patch', {}).description).toBeNull();
  });

  it('come back as text', () => {
    expect(customInput(customArguments('a\n"b"'))).toBe('a\n"b"');
    expect(customInput('{}')).toBe('');
    expect(customInput('not JSON')).toBe('not JSON');
    expect(customInput('{"patch":"x"}')).toBe('{"patch":"x"}');
  });

  it('stream both ways, whatever the pieces', () => {
    const pieces = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 9 }), (texts, size) => {
        const out = new CustomArgumentsStream();
        const args = texts.map((text) => out.push(text)).join('') + out.end();
        const back = new CustomInputStream();
        let said = '';
        for (let at = 0; at < args.length; at += size) said += back.push(args.slice(at, at + size));
        const { input, rest } = back.end();
        expect(said + rest).toBe(texts.join(''));
        expect(input).toBe(texts.join(''));
      }),
    );
  });

  it.each([
    ['{"other":1}', '{"other":1}'],
    ['plain text that is longer than any head could ever be, so that nobody waits for one', null],
    ['{"input":"cut in the mid', 'cut in the mid'],
    ['{"input":"bad \\x escape"}', null],
    ['{"input":"a","more":1}', 'a'],
    ['', ''],
  ])('give the text of %s', (args, expected) => {
    const stream = new CustomInputStream();
    const said = [...args].map((char) => stream.push(char)).join('');
    const { input, rest } = stream.end();
    expect(said + rest).toBe(input);
    expect(input).toBe(expected ?? input);
    if (expected === null) expect(input).not.toBe('');
  });
});
