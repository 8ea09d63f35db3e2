import { describe, expect, it } from 'vitest';
import type { CanonicalMessage, CanonicalRequest } from '../canonical.ts';
import type { RenderTarget } from '../dialect.ts';
import { ADAPTIVE_TARGET, BUDGET_TARGET, canonical } from './__fixtures__/requests.ts';
import { renderRequest } from './render-request.ts';

const render = (fields: Partial<CanonicalRequest>, target: Partial<RenderTarget> = {}) =>
  renderRequest(canonical(fields), { ...BUDGET_TARGET, ...target });
const renderAdaptive = (fields: Partial<CanonicalRequest>, target: Partial<RenderTarget> = {}) =>
  render(fields, { ...ADAPTIVE_TARGET, ...target });
const think = (effort: CanonicalRequest['reasoning'], more: Partial<CanonicalRequest> = {}) => ({
  reasoning: effort,
  ...more,
});
const effort = (
  level: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | null,
  budget: number | null = null,
) => ({ effort: level, budgetTokens: budget, show: true }) as const;
const call = (id: string) => ({ type: 'tool-call', id, name: 'f', arguments: '{"a":1}' }) as const;
const result = (id: string) =>
  ({ type: 'tool-result', id, name: 'f', content: [{ type: 'text', text: 'r' }], isError: false }) as const;
const tool = { name: 'f', description: 'd', parameters: { type: 'object', properties: {} } };

describe('thinking with a budget', () => {
  it.each([
    [effort('none'), undefined],
    [effort('minimal'), undefined],
    [effort('low'), 2048],
    [effort('medium'), 6000],
    [effort('high'), 20_000],
    [effort(null), 6000],
    [effort(null, 1024), 1024],
    [effort(null, 999_999), 63_999],
  ])('asks for %j', (reasoning, budget) => {
    const { body } = render(think(reasoning));
    expect(body.thinking).toEqual(budget && { type: 'enabled', budget_tokens: expect.any(Number) });
    if (budget === undefined) return;
    const given = (body.thinking as { budget_tokens: number }).budget_tokens;
    expect(given).toBe(budget === 63_999 ? 63_999 : budget);
    expect(body.max_tokens).toBeGreaterThan(given);
  });

  it('raises max_tokens up to what the model can write, then lowers the budget', () => {
    expect(render(think(effort('medium'), { maxOutputTokens: 500 })).body).toMatchObject({
      max_tokens: 6500,
      thinking: { budget_tokens: 6000 },
    });
    expect(render(think(effort('high'), { maxOutputTokens: 500 }), { maxOutputTokens: 8192 }).body).toMatchObject({
      max_tokens: 8192,
      thinking: { budget_tokens: 7168 },
    });
    const small = render(think(effort('high')), { maxOutputTokens: 1500 }).body;
    expect(small).not.toHaveProperty('thinking');
    expect(small.max_tokens).toBe(1500);
  });

  it('takes sampling settings away, and brings them back without thinking', () => {
    const sampling = { temperature: 0.2, topK: 3 };
    const on = render(think(effort('high'), { ...sampling, topP: 0.5 }));
    expect(on.dropped).toEqual(['temperature', 'top_p', 'top_k']);
    expect(on.body).not.toHaveProperty('temperature');
    expect(render(think(effort('high'), { topP: 0.97, temperature: 1 })).body.top_p).toBe(0.97);
    expect(render(sampling).body).toMatchObject({ temperature: 0.2, top_k: 3 });
  });

  it('thinks as decided when the caller left it to us', () => {
    const decided = (level: 'low' | 'medium', chosenByUs = true) =>
      render({}, { chosenByUs, effort: level }).body.thinking;
    expect(decided('medium')).toEqual({ type: 'enabled', budget_tokens: 6000 });
    expect(decided('low')).toBeUndefined();
    expect(decided('medium', false)).toBeUndefined();
  });

  it.each<[string, Partial<CanonicalRequest>]>([
    ['tool_choice forces a tool', { tools: [tool], toolChoice: { type: 'required' } }],
    [
      'the answer is prefilled',
      {
        messages: [
          { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
          { role: 'assistant', parts: [{ type: 'text', text: 'Well' }] },
        ],
      },
    ],
    [
      'a tool call without its thinking is being answered',
      {
        messages: [
          { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
          { role: 'assistant', parts: [call('1')] },
          { role: 'user', parts: [result('1')] },
        ],
      },
    ],
  ])('is left out when %s', (reason, fields) => {
    const { body, dropped } = render(think(effort('high'), fields));
    expect(body).not.toHaveProperty('thinking');
    expect(dropped).toEqual([`reasoning (${reason})`]);
  });

  it('is asked for after a tool loop that is over', () => {
    const messages: CanonicalMessage[] = [
      { role: 'user', parts: [{ type: 'text', text: 'Hi' }] },
      { role: 'assistant', parts: [call('1')] },
      { role: 'user', parts: [result('1')] },
      { role: 'assistant', parts: [{ type: 'text', text: 'Done.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'More' }] },
    ];
    expect(render(think(effort('high'), { messages })).body).toHaveProperty('thinking');
  });
});

describe('adaptive thinking', () => {
  it.each([
    [effort('none'), undefined, 'low'],
    [effort('minimal'), undefined, 'low'],
    [effort('low'), { type: 'adaptive', display: 'summarized' }, 'low'],
    [effort('max'), { type: 'adaptive', display: 'summarized' }, 'max'],
    [effort(null), { type: 'adaptive', display: 'summarized' }, undefined],
    [effort(null, 2000), { type: 'adaptive', display: 'summarized' }, 'low'],
    [effort(null, 10_000), { type: 'adaptive', display: 'summarized' }, 'medium'],
    [effort(null, 30_000), { type: 'adaptive', display: 'summarized' }, 'high'],
    [effort(null, 60_000), { type: 'adaptive', display: 'summarized' }, 'xhigh'],
  ])('asks for %j', (reasoning, thinking, level) => {
    const { body } = renderAdaptive(think(reasoning));
    expect(body.thinking).toEqual(thinking);
    expect(body.output_config).toEqual(level && { effort: level });
  });

  it('keeps to the levels of the model, and tells a model to stop where that is possible', () => {
    const levels = (efforts: RenderTarget['efforts'], reasoning: CanonicalRequest['reasoning']) =>
      renderAdaptive({ reasoning }, { efforts }).body;
    expect(levels(['low', 'high'], effort('medium')).output_config).toEqual({ effort: 'low' });
    expect(levels(['high'], effort('low')).output_config).toEqual({ effort: 'high' });
    expect(levels(['none', 'low'], effort('none')).thinking).toEqual({ type: 'disabled' });
    expect(levels([], effort('high')).output_config).toBeUndefined();
  });

  it('never sends sampling settings to models that refuse them', () => {
    expect(renderAdaptive({ temperature: 0, topP: 0.9, topK: 2 }).dropped).toEqual(['temperature', 'top_p', 'top_k']);
    const older = renderAdaptive({ temperature: 0 }, { upstreamId: 'claude-opus-4-6' });
    expect(older.body.temperature).toBe(0);
  });

  it('tells the style from the name when the catalog is silent', () => {
    const style = (upstreamId: string) =>
      render({ reasoning: effort('high') }, { upstreamId, thinkingBudget: null, efforts: null }).body.thinking;
    expect(style('claude-opus-4-6')).toMatchObject({ type: 'adaptive' });
    expect(style('anthropic/claude-sonnet-5')).toMatchObject({ type: 'adaptive' });
    expect(style('claude-opus-4-20250514')).toMatchObject({ type: 'enabled' });
    expect(style('claude-3-7-sonnet-20250219')).toMatchObject({ type: 'enabled' });
    expect(style('some-model')).toMatchObject({ type: 'enabled' });
  });
});
