import { describe, expect, it } from 'vitest';
import { geminiClient } from './index.ts';

const parse = (body: unknown) =>
  geminiClient.parse(new TextEncoder().encode(JSON.stringify(body)), { model: 'heimdall/auto', stream: false });
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];
const canonicalPart = (part: unknown) =>
  parse({ contents: [...contents, { role: 'user', parts: [part] }] }).canonical().messages[1]?.parts;

describe('contents of a parsed request', () => {
  it('finds the call that a result belongs to, by id, by name, or makes an id up', () => {
    const call = (name: string, id?: string) => ({ functionCall: { name, ...(id && { id }) } });
    const result = (name: string, id?: string) => ({
      functionResponse: { name, response: { n: 1 }, ...(id && { id }) },
    });
    const body = {
      contents: [
        { role: 'model', parts: [call('a'), call('b', 'x'), call('a')] },
        { role: 'function', parts: [result('b', 'x'), result('a'), result('a'), result('lost'), result('lost', 'y')] },
      ],
    };
    const [calls, results] = parse(body).canonical().messages;
    expect(calls?.parts.map((part) => 'id' in part && part.id)).toEqual(['call_1', 'x', 'call_2']);
    expect(results?.parts.map((part) => 'id' in part && part.id)).toEqual(['x', 'call_1', 'call_2', 'call_3', 'y']);
    expect(results).toMatchObject({ role: 'user', parts: [{ content: [{ text: '{"n":1}' }] }, {}, {}, {}, {}] });
  });

  it('reads images inside a function response', () => {
    const image = { inlineData: { mimeType: 'image/png', data: 'AA' } };
    const pdf = { inlineData: { mimeType: 'application/pdf', data: 'AA' } };
    const part = { functionResponse: { name: 'f', response: {}, parts: [image, pdf] } };
    expect(canonicalPart(part)).toMatchObject([{ type: 'tool-result', content: [{ type: 'image' }] }]);
    expect(canonicalPart({ functionResponse: { name: 'f', response: { output: { a: 1 } } } })).toMatchObject([
      { content: [{ text: '{"a":1}' }] },
    ]);
  });

  it('joins an answer that comes back frame by frame', () => {
    const model = (part: object) => ({ role: 'model', parts: [part] });
    const sealed = { text: '', thought: true, thoughtSignature: 'c2ln' };
    const body = {
      contents: [
        ...contents,
        model({ text: 'a', thought: true }),
        model({ text: 'b', thought: true }),
        model(sealed),
        model({ text: 'c', thought: true }),
        model({ text: '', thought: true }),
        model({ text: 'On' }),
        model({ text: 'e' }),
        model({ text: '' }),
      ],
    };
    const parsed = parse(body);
    expect(parsed.canonical().messages[1]?.parts).toEqual([
      { type: 'thinking', text: 'ab', signature: { dialect: 'gemini', value: 'c2ln' } },
      { type: 'thinking', text: 'c' },
      { type: 'text', text: 'One' },
    ]);
    expect(parsed.request.messages).toHaveLength(2);
  });

  it('drops media of the model and says so', () => {
    const parts = [{ text: 'see' }, { inlineData: { mimeType: 'image/png', data: 'AA' } }];
    const canonical = parse({ contents: [...contents, { role: 'model', parts }] }).canonical();
    expect(canonical.messages[1]?.parts).toEqual([{ type: 'text', text: 'see' }]);
    expect(canonical.dropped).toEqual(['parts.inlineData of the model']);
  });
});
