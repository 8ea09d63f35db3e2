import { describe, expect, it } from 'vitest';
import type { CanonicalAnswer } from '../canonical.ts';
import { fixture } from './__fixtures__/load-fixture.ts';
import { parseFinishReason, renderFinishReason } from './finish-reason.ts';
import { geminiClient, geminiProvider } from './index.ts';

const requestOf = (includeThoughts: boolean) =>
  geminiClient.parse(
    new TextEncoder().encode(
      JSON.stringify({
        contents: [{ parts: [{ text: 'hi' }] }],
        generationConfig: { thinkingConfig: { includeThoughts } },
      }),
    ),
    { model: 'm' },
  );
const candidate = (parts: unknown, finishReason?: string) => ({
  candidates: [{ content: { parts, role: 'model' }, finishReason }],
});

describe('geminiProvider.parseAnswer', () => {
  it('reads thoughts, text, calls and usage', () => {
    expect(geminiProvider.parseAnswer(fixture('tool-answer.json'))).toEqual({
      id: '8m0PadvyG9qp1MkP',
      model: 'gemini-3-flash-preview',
      parts: [
        { type: 'thinking', text: '**Looking up the weather**\n\nI need the tool.' },
        { type: 'text', text: 'Let me look.' },
        {
          type: 'tool-call',
          id: 'call_8m0PadvyG9qp1MkP_2',
          name: 'weather',
          arguments: '{"city":"Oslo"}',
          signature: { dialect: 'gemini', value: 'CpcBAVSoXO4=' },
        },
        { type: 'tool-call', id: '6q2lz0i3', name: 'weather', arguments: '{"city":"Rome"}' },
      ],
      finish: 'tool-calls',
      stopSequence: null,
      usage: { input: 114, output: 159, cachedInput: 64, cacheWrite: null, reasoning: 121 },
    });
  });

  it('reads a prompt that was blocked', () => {
    expect(geminiProvider.parseAnswer(fixture('blocked-answer.json'))).toMatchObject({
      parts: [],
      finish: 'content-filter',
      usage: { input: 12, output: 0, cachedInput: null, reasoning: null },
    });
  });

  it('takes what is missing or odd', () => {
    const odd = candidate([
      { text: '' },
      { text: '', thought: true },
      { text: '', thought: true, thoughtSignature: 's' },
      { text: 'x', thoughtSignature: 's' },
      { functionCall: {} },
      { functionCall: { name: 'f' } },
      { inlineData: {} },
      7,
    ]);
    const answer = geminiProvider.parseAnswer(odd);
    expect(answer.parts).toEqual([
      { type: 'thinking', text: '', signature: { dialect: 'gemini', value: 's' } },
      { type: 'text', text: 'x' },
      { type: 'tool-call', id: `call_${answer.id}_5`, name: 'f', arguments: '{}' },
    ]);
    expect(answer).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{8}$/), model: '', usage: null });
    expect(geminiProvider.parseAnswer({ candidates: [] })).toMatchObject({ parts: [], finish: 'stop' });
    expect(geminiProvider.parseAnswer(candidate(undefined, 'MAX_TOKENS'))).toMatchObject({ finish: 'length' });
  });

  it.each([null, 'text', [], {}, { error: { code: 500 } }, candidate([], 'MALFORMED_FUNCTION_CALL')])(
    'refuses %j',
    (body) => {
      expect(() => geminiProvider.parseAnswer(body)).toThrow(
        expect.objectContaining({ code: 'provider_bad_response' }),
      );
    },
  );

  it('reads usage alone', () => {
    expect(geminiProvider.readUsage(fixture('tool-answer.json'))).toMatchObject({ input: 114, output: 159 });
    expect(
      geminiProvider.readUsage({ usageMetadata: { promptTokenCount: 5, toolUsePromptTokenCount: 7 } }),
    ).toMatchObject({ input: 12, output: 0 });
    expect([null, [], {}, { usageMetadata: { promptTokenCount: 'x' } }].map(geminiProvider.readUsage)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('maps reasons both ways', () => {
    const read = (reason: string) => parseFinishReason(reason, false);
    expect(['STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'SPII', 'OTHER', 'NEW'].map(read)).toEqual([
      'stop',
      'length',
      'content-filter',
      'content-filter',
      'content-filter',
      'stop',
      'stop',
    ]);
    expect(parseFinishReason('STOP', true)).toBe('tool-calls');
    const all = ['stop', 'tool-calls', 'length', 'content-filter', 'refusal', 'pause'] as const;
    expect(all.map(renderFinishReason)).toEqual(['STOP', 'STOP', 'MAX_TOKENS', 'SAFETY', 'SAFETY', 'OTHER']);
  });
});

describe('geminiClient.renderAnswer', () => {
  it('gives an answer back that came in this dialect', () => {
    const answer = geminiProvider.parseAnswer(fixture('tool-answer.json'));
    const rendered = geminiClient.renderAnswer(answer, requestOf(true));
    expect(geminiProvider.parseAnswer(rendered)).toEqual(answer);
    expect(rendered).toMatchObject({
      usageMetadata: {
        candidatesTokenCount: 38,
        thoughtsTokenCount: 121,
        cachedContentTokenCount: 64,
        totalTokenCount: 273,
      },
    });
  });

  const answer: CanonicalAnswer = {
    id: 'msg_1',
    model: 'claude',
    parts: [
      { type: 'thinking', text: 'hm', signature: { dialect: 'anthropic', value: 'E:r=' } },
      { type: 'thinking', text: '', signature: { dialect: 'anthropic', value: 'red' }, redacted: true },
      { type: 'refusal', text: 'No.' },
      { type: 'text', text: '' },
    ],
    finish: 'refusal',
    stopSequence: null,
    usage: null,
  };

  it('hides thoughts from callers that did not ask', () => {
    expect(geminiClient.renderAnswer(answer, requestOf(false))).toEqual({
      candidates: [{ content: { parts: [{ text: 'No.' }], role: 'model' }, finishReason: 'SAFETY', index: 0 }],
      modelVersion: 'claude',
      responseId: 'msg_1',
    });
    // A content without parts would make the SDK's chat forget the turn.
    expect(geminiClient.renderAnswer({ ...answer, parts: [] }, requestOf(false))).toMatchObject({
      candidates: [{ content: { parts: [{ text: '' }] } }],
    });
  });

  it('sends signatures of other providers on a round trip', () => {
    const rendered = geminiClient.renderAnswer(answer, requestOf(true)) as { candidates: [{ content: object }] };
    const body = { contents: [{ parts: [{ text: 'hi' }] }, rendered.candidates[0].content] };
    const parsed = geminiClient.parse(new TextEncoder().encode(JSON.stringify(body)), { model: 'm' });
    expect(parsed.canonical().messages[1]?.parts.slice(0, 2)).toEqual(answer.parts.slice(0, 2));
  });
});
