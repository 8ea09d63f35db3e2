import { describe, expect, it } from 'vitest';
import type { RenderTarget } from '../dialect.ts';
import { ADAPTIVE_TARGET, BUDGET_TARGET, fixture, parse, parseWith } from './__fixtures__/requests.ts';
import { passThrough } from './pass-through.ts';

const chosen = (fields: Record<string, unknown>, target: Partial<RenderTarget> = {}) =>
  passThrough(parseWith(fields), { ...BUDGET_TARGET, chosenByUs: true, ...target });
const adaptive = (fields: Record<string, unknown>, target: Partial<RenderTarget> = {}) =>
  chosen(fields, { ...ADAPTIVE_TARGET, chosenByUs: true, ...target });
const hi = { role: 'user', content: 'Hi' };
const call = { type: 'tool_use', id: 't', name: 'f', input: {} };
const result = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'r' }] };
const thought = { type: 'thinking', thinking: 'x', signature: 'sig' };

describe('passThrough', () => {
  it('keeps every field, in its order, and replaces the model', () => {
    const text = fixture('agent-request.json');
    const rendered = passThrough(parse(JSON.parse(text)), { ...BUDGET_TARGET, upstreamId: 'up' });
    const expected = JSON.stringify(JSON.parse(text)).replace('"claude-sonnet-4-5"', '"up"');
    expect(JSON.stringify(rendered.body)).toBe(expected);
    expect(rendered).toMatchObject({
      path: '/messages',
      headers: { 'anthropic-version': '2023-06-01' },
      dropped: [],
    });
  });

  it('leaves the parsed body alone', () => {
    const parsed = parseWith({ top_k: 2 });
    const before = JSON.stringify(parsed.body);
    passThrough(parsed, { ...ADAPTIVE_TARGET, chosenByUs: true, effort: 'high' });
    expect(JSON.stringify(parsed.body)).toBe(before);
  });

  it('takes out thinking that another provider signed, whoever chose the model', () => {
    const messages = [
      hi,
      { role: 'assistant', content: [{ ...thought, signature: 'heimdall:gemini:x' }] },
      {
        role: 'assistant',
        content: [
          { ...thought, signature: '' },
          thought,
          { type: 'redacted_thinking', data: 'heimdall:gemini:y' },
          call,
        ],
      },
      result,
    ];
    const { body, dropped } = passThrough(parseWith({ messages }), BUDGET_TARGET);
    expect(body.messages).toEqual([hi, { role: 'assistant', content: [thought, call] }, result]);
    expect(dropped).toEqual(['thinking from another provider']);
  });

  it('keeps unsigned thinking for compatible servers, which have no signatures', () => {
    const content = [{ type: 'thinking', thinking: 'x' }, { ...thought, signature: 'heimdall:gemini:x' }, call];
    const messages = [hi, { role: 'assistant', content }, result];
    const { body } = passThrough(parseWith({ messages }), { ...BUDGET_TARGET, upstreamId: 'kimi-k2' });
    expect(body.messages).toEqual([hi, { role: 'assistant', content: [content[0], call] }, result]);
  });

  it.each([
    ['none', undefined],
    ['minimal', undefined],
    ['low', undefined],
    ['medium', 6000],
    ['high', 20_000],
    [null, undefined],
  ] as const)('adds the thinking of a decision for %s', (effort, budget) => {
    const { body } = chosen({ max_tokens: 32_000 }, { effort });
    expect(body.thinking).toEqual(budget && { type: 'enabled', budget_tokens: budget });
    expect(body.max_tokens).toBe(32_000);
    expect(passThrough(parseWith({}), { ...BUDGET_TARGET, effort }).body).not.toHaveProperty('thinking');
  });

  it('fits the budget below the max_tokens of the caller, or goes without', () => {
    expect(chosen({ max_tokens: 4096 }, { effort: 'high' }).body.thinking).toEqual({
      type: 'enabled',
      budget_tokens: 3072,
    });
    expect(chosen({ max_tokens: 2000 }, { effort: 'high' }).body).not.toHaveProperty('thinking');
  });

  it.each([
    ['a tool call without thinking', { messages: [hi, { role: 'assistant', content: [call] }, result] }],
    ['thinking after the call', { messages: [hi, { role: 'assistant', content: [call, thought] }, result] }],
    ['a prefilled answer', { messages: [hi, { role: 'assistant', content: 'Well' }] }],
    ['a forced tool', { tools: [{ name: 'f', input_schema: {} }], tool_choice: { type: 'any' } }],
    ['sampling settings', { temperature: 0 }],
    ['top_p', { top_p: 0.5 }],
    ['thinking that is off', { thinking: { type: 'disabled' } }],
  ])('adds no thinking to a conversation with %s', (_, fields) => {
    expect(chosen(fields, { effort: 'high' }).body.thinking).toEqual((fields as { thinking?: object }).thinking);
  });

  it('adds thinking within a tool loop that has it', () => {
    const messages = [hi, { role: 'assistant', content: [thought, call] }, result];
    expect(chosen({ messages, max_tokens: 30_000 }, { effort: 'high' }).body).toHaveProperty('thinking');
  });

  it('adds an effort where the model has efforts', () => {
    expect(adaptive({}, { effort: 'high' }).body).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'high' },
    });
    const low = adaptive({ output_config: { format: null } }, { effort: 'low' }).body;
    expect(low).not.toHaveProperty('thinking');
    expect(low.output_config).toEqual({ format: null, effort: 'low' });
    expect(adaptive({ output_config: { effort: 'max' } }, { effort: 'medium' }).body.output_config).toEqual({
      effort: 'max',
    });
  });

  it('puts what the caller asked for into the form of the model that we chose', () => {
    const enabled = { type: 'enabled', budget_tokens: 5000 };
    expect(adaptive({ thinking: enabled }).body).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'medium' },
    });
    expect(adaptive({ thinking: enabled }, { upstreamId: 'claude-opus-4-6' }).body.thinking).toEqual(enabled);
    expect(adaptive({ thinking: { type: 'adaptive' } }).body.thinking).toEqual({ type: 'adaptive' });
    expect(chosen({ thinking: enabled }).body.thinking).toEqual(enabled);
    expect(chosen({ thinking: { type: 'adaptive' }, max_tokens: 32_000 }).body.thinking).toEqual({
      type: 'enabled',
      budget_tokens: 20_000,
    });
    const small = chosen({ thinking: { type: 'adaptive' }, max_tokens: 1000 });
    expect(small.body).not.toHaveProperty('thinking');
    expect(small.dropped).toEqual(['thinking']);
  });

  it('takes settings out that the chosen model refuses, and only then', () => {
    const fields = {
      temperature: 0,
      top_p: 0.5,
      top_k: 1,
      max_tokens: 999_999,
      output_config: { effort: 'xhigh' },
    };
    const { body, dropped } = adaptive(fields, { efforts: ['low', 'medium', 'high'] });
    expect(body).toMatchObject({ max_tokens: 128_000, output_config: { effort: 'high' } });
    expect(dropped).toEqual(['temperature', 'top_p', 'top_k', 'max_tokens above the limit of the model']);
    const budget = chosen(fields);
    expect(budget.body).toMatchObject({ temperature: 0, top_p: 0.5, top_k: 1, max_tokens: 64_000 });
    expect(budget.body).not.toHaveProperty('output_config');
    expect(budget.dropped).toEqual(['max_tokens above the limit of the model', 'output_config.effort']);
    expect(chosen({ output_config: { effort: 'odd', format: null } }).body.output_config).toEqual({ format: null });
    expect(passThrough(parseWith(fields), ADAPTIVE_TARGET).body).toMatchObject(fields);
  });
});
