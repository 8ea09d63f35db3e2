import { describe, expect, it } from 'vitest';
import { fixture, targetOf } from './__fixtures__/load-fixture.ts';
import { geminiClient, geminiProvider } from './index.ts';
import { SKIP_VALIDATION, writeSignature } from './signature.ts';

const parse = (body: unknown, stream = false) =>
  geminiClient.parse(new TextEncoder().encode(JSON.stringify(body)), { model: 'auto', stream });
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];
const budget = { min: 1, max: 24_576 };

describe('geminiProvider.passThrough', () => {
  it('keeps the body and puts the model into the path', () => {
    const body = { ...fixture('agent-request.json'), model: 'models/heimdall/auto', unknownField: { deep: [null] } };
    const { model: _, ...kept } = body;
    const target = targetOf('gemini-2.5-flash', { effort: 'high', thinkingBudget: budget });
    expect(geminiProvider.passThrough(parse(body, true), target)).toEqual({
      path: '/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
      body: kept,
      headers: {},
      dropped: [],
    });
  });

  it('adds thinking when Heimdall chose the model and the caller set none', () => {
    const pass = (body: object, over: object = {}) =>
      geminiProvider.passThrough(
        parse({ contents, ...body }),
        targetOf('gemini-2.5-flash', { effort: 'medium', thinkingBudget: budget, ...over }),
      ).body;
    expect(pass({})).toEqual({ contents, generationConfig: { thinkingConfig: { thinkingBudget: 8_192 } } });
    expect(pass({ generation_config: { seed: 1 } })).toEqual({
      contents,
      generation_config: { seed: 1, thinkingConfig: { thinkingBudget: 8_192 } },
    });
    expect(pass({}, { chosenByUs: false })).toEqual({ contents });
    expect(pass({}, { effort: null })).toEqual({ contents });
    const own = { generationConfig: { thinking_config: { thinking_budget: 0 } } };
    expect(pass(own)).toEqual({ contents, ...own });
  });

  it('takes signatures of other providers out, and marks calls that Gemini 3 would refuse', () => {
    const foreign = writeSignature({ dialect: 'anthropic', value: 'a:b=' }, false);
    const call = { functionCall: { name: 'f', args: {} } };
    const mixed = [
      ...contents,
      { role: 'model', parts: [{ text: 'x', thought: true, thought_signature: foreign }, call, call, 'odd'] },
      { role: 'model', parts: [call] },
      { role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] },
      { role: 'model', parts: [{ ...call, thoughtSignature: 'own=' }, call] },
      { role: 'model' },
    ];
    const pass = (id: string) => geminiProvider.passThrough(parse({ contents }), targetOf(id));
    expect(pass('gemini-3-pro').body.contents).toEqual(contents);
    const parsed = { ...parse({ contents }), body: { contents: mixed } };
    const third = geminiProvider.passThrough(parsed, targetOf('gemini-3-pro')).body.contents;
    expect(third).toEqual([
      mixed[0],
      {
        role: 'model',
        parts: [{ text: 'x', thought: true }, { ...call, thoughtSignature: SKIP_VALIDATION }, call, 'odd'],
      },
      ...mixed.slice(2),
    ]);
    const second = geminiProvider.passThrough(parsed, targetOf('gemini-2.5-pro')).body.contents as unknown[];
    expect(second[1]).toEqual({ role: 'model', parts: [{ text: 'x', thought: true }, call, call, 'odd'] });
    expect(parsed.body.contents).toBe(mixed);
  });

  it('leaves contents that are no list to Google', () => {
    const single = { contents: contents[0] };
    expect(geminiProvider.passThrough(parse(single), targetOf('gemini-3-pro')).body).toEqual(single);
  });
});
