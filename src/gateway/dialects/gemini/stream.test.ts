import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical.ts';
import { fixtureText } from './__fixtures__/load-fixture.ts';
import { geminiClient, geminiProvider } from './index.ts';

const stream = fixtureText('tool-stream.chunks.txt');

function readAll(chunks: readonly string[]): CanonicalEvent[] {
  const reader = geminiProvider.createStreamReader();
  return [...chunks.flatMap((chunk) => reader.read(chunk)), ...reader.end(), ...reader.end()];
}

const data = (body: unknown) => `data: ${JSON.stringify(body)}\n\n`;
const frame = (parts: unknown[], finishReason?: string, usageMetadata?: object) =>
  data({ candidates: [{ content: { parts }, finishReason }], usageMetadata, responseId: 'r', modelVersion: 'g' });

const usage = { input: 20, output: 40, cachedInput: null, cacheWrite: null, reasoning: 31 };
const expected: CanonicalEvent[] = [
  {
    type: 'start',
    id: 'abc-1_2',
    model: 'gemini-3-flash-preview',
    usage: { input: 20, output: 0, cachedInput: null, cacheWrite: null, reasoning: null },
  },
  { type: 'thinking-delta', index: 0, text: '**Plan**' },
  { type: 'thinking-delta', index: 0, text: ' more' },
  { type: 'part-end', index: 0 },
  { type: 'text-delta', index: 1, text: 'Grüße, ' },
  { type: 'text-delta', index: 1, text: '日本 😀' },
  { type: 'part-end', index: 1 },
  {
    type: 'tool-call-start',
    index: 2,
    id: 'call_abc-1_2_2',
    name: 'weather',
    signature: { dialect: 'gemini', value: 'CpcBAVSoXO4=' },
  },
  { type: 'tool-call-delta', index: 2, arguments: '{"city":"Oslo"}' },
  { type: 'part-end', index: 2 },
  { type: 'tool-call-start', index: 3, id: '6q2', name: 'weather' },
  { type: 'tool-call-delta', index: 3, arguments: '{"city":"Rome"}' },
  { type: 'part-end', index: 3 },
  { type: 'finish', reason: 'tool-calls', stopSequence: null, usage },
  { type: 'end' },
];

describe('stream reader', () => {
  it('reads thoughts, text, calls and usage', () => {
    expect(readAll([stream])).toEqual(expected);
  });

  it('gives the same wherever the stream is cut, down to single bytes', () => {
    for (const text of [stream, stream.replaceAll('\r\n', '\n'), stream.replaceAll('\r\n', '\r')]) {
      for (let at = 0; at <= text.length; at++) expect(readAll([text.slice(0, at), text.slice(at)])).toEqual(expected);
      expect(readAll([...text])).toEqual(expected);
    }
    const bytes = new TextEncoder().encode(stream);
    const decoder = new TextDecoder();
    const single = [...bytes].map((byte) => decoder.decode(Uint8Array.of(byte), { stream: true }));
    expect(readAll(single)).toEqual(expected);
  });

  it('says neither finish nor end when the stream was cut', () => {
    const types = readAll([stream.slice(0, stream.indexOf('Grüße') + 60)]).map(({ type }) => type);
    expect(types).not.toContain('finish');
    expect(types).not.toContain('end');
    expect(readAll([])).toEqual([]);
  });

  it('waits for the end: reasons with every frame, usage after the reason, no last blank line', () => {
    const late = data({ usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 } }).trimEnd();
    const events = readAll([
      ': ping\n\nevent: message\n',
      frame([{ text: 'a' }], 'STOP'),
      frame([{ text: 'b' }], 'MAX_TOKENS'),
      late,
    ]);
    expect(events.slice(-4)).toEqual([
      { type: 'text-delta', index: 0, text: 'b' },
      { type: 'part-end', index: 0 },
      { type: 'finish', reason: 'length', stopSequence: null, usage: expect.objectContaining({ input: 1, output: 2 }) },
      { type: 'end' },
    ]);
  });

  it('ends a thought with its signature', () => {
    const events = readAll([
      frame([{ text: 'a', thought: true }]),
      frame([{ text: '', thought: true, thoughtSignature: 's' }]),
      frame(
        [
          { text: 'b', thought: true },
          { text: '', thoughtSignature: 't' },
        ],
        'STOP',
      ),
    ]);
    expect(events.slice(1, -2)).toEqual([
      { type: 'thinking-delta', index: 0, text: 'a' },
      { type: 'thinking-signature', index: 0, signature: { dialect: 'gemini', value: 's' }, redacted: false },
      { type: 'part-end', index: 0 },
      { type: 'thinking-delta', index: 1, text: 'b' },
      { type: 'part-end', index: 1 },
    ]);
  });

  it('reads blocked prompts and broken calls', () => {
    expect(readAll([data({ promptFeedback: { blockReason: 'SAFETY' } })])).toMatchObject([
      { type: 'start', id: expect.stringMatching(/^[0-9a-f]{8}$/), model: '' },
      { type: 'finish', reason: 'content-filter' },
      { type: 'end' },
    ]);
    expect(readAll([frame([], 'MALFORMED_FUNCTION_CALL')]).at(-1)).toMatchObject({
      type: 'error',
      code: 'provider_bad_response',
    });
  });

  it.each([
    [429, 'provider_rate_limited'],
    [403, 'auth_rejected'],
    [504, 'provider_timeout'],
    [503, 'provider_error'],
  ])('reads an error of %i in a frame, and nothing after it', (code, expectedCode) => {
    const error = { error: { code, message: 'bad AIzaSyA1234567890abcdefghijk', status: 'X' } };
    const events = readAll([frame([{ text: 'a' }]), data(error), frame([{ text: 'b' }], 'STOP'), data(error)]);
    expect(events.slice(2)).toEqual([{ type: 'error', code: expectedCode, message: 'bad [key]' }]);
  });

  it('reads an error that comes as plain JSON', () => {
    const plain = JSON.stringify([{ error: { code: 503, status: 'UNAVAILABLE' } }], null, 2);
    expect(readAll([plain])).toEqual([
      { type: 'error', code: 'provider_error', message: 'Gemini ended the stream with an error.' },
    ]);
  });

  it('never throws on garbage', () => {
    const json = fc.json().map((text) => `data: ${text}\n\n`);
    const nearly = fc
      .record(
        {
          candidates: fc.array(
            fc.record({ content: fc.record({ parts: fc.array(fc.jsonValue()) }), finishReason: fc.jsonValue() }),
          ),
          promptFeedback: fc.jsonValue(),
          usageMetadata: fc.jsonValue(),
          responseId: fc.jsonValue(),
          error: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map((body) => data(body));
    const chunks = fc.array(fc.oneof(fc.string(), json, nearly));
    fc.assert(
      fc.property(chunks, (parts) => {
        const events = readAll(parts);
        expect(events.filter(({ type }) => type === 'start').length).toBeLessThanOrEqual(1);
        expect(events.filter(({ type }) => type === 'finish').length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});

describe('stream writer', () => {
  const requestOf = (includeThoughts: boolean) =>
    geminiClient.parse(
      new TextEncoder().encode(
        JSON.stringify({ contents: [{ parts: [] }], generationConfig: { thinkingConfig: { includeThoughts } } }),
      ),
      { model: 'm', stream: true },
    );
  const write = (events: readonly CanonicalEvent[], thoughts = true): string => {
    const writer = geminiClient.createStreamWriter(requestOf(thoughts));
    return events.map((event) => writer.write(event)).join('');
  };

  it('gives a stream back that came in this dialect', () => {
    const text = write(expected);
    // Usage is told with the finish, so the start has none.
    expect(readAll([text])).toEqual([{ ...expected[0], usage: null }, ...expected.slice(1)]);
    expect(text).not.toContain('[DONE]');
  });

  it('hides thoughts from callers that did not ask', () => {
    const signed: CanonicalEvent = {
      type: 'thinking-signature',
      index: 0,
      signature: { dialect: 'gemini', value: 's' },
      redacted: false,
    };
    expect(write([...expected.slice(0, 3), signed], false)).toBe('');
    expect(write([...expected.slice(0, 3), signed])).toContain('"thoughtSignature":"s"');
  });

  it('gathers calls that interleave, and those that never end', () => {
    const text = write([
      { type: 'start', id: 'r', model: 'm', usage },
      { type: 'tool-call-start', index: 0, id: 'a', name: 'f' },
      { type: 'tool-call-start', index: 1, id: 'b', name: 'g' },
      { type: 'tool-call-delta', index: 0, arguments: '{"x"' },
      { type: 'tool-call-delta', index: 1, arguments: '{}' },
      { type: 'tool-call-delta', index: 0, arguments: ':1}' },
      { type: 'tool-call-delta', index: 9, arguments: 'lost' },
      { type: 'part-end', index: 1 },
      { type: 'text-delta', index: 2, text: '' },
      { type: 'refusal-delta', index: 2, text: 'no' },
      { type: 'finish', reason: 'tool-calls', stopSequence: null, usage: null },
      { type: 'end' },
    ]);
    const frames = text.trim().split('\r\n\r\n');
    expect(frames.map((line) => JSON.parse(line.slice(6)).candidates[0])).toEqual([
      {
        content: { parts: [{ functionCall: { id: 'b', name: 'g', args: {} } }, { text: 'no' }], role: 'model' },
        index: 0,
      },
      {
        content: { parts: [{ functionCall: { id: 'a', name: 'f', args: { x: 1 } } }], role: 'model' },
        finishReason: 'STOP',
        index: 0,
      },
    ]);
    expect(frames[1]).toContain('"totalTokenCount":60');
  });

  it('ends in an error frame', () => {
    expect(write([{ type: 'error', code: 'provider_timeout', message: 'late' }])).toBe(
      geminiClient.renderStreamError('provider_timeout', 'late'),
    );
  });
});
