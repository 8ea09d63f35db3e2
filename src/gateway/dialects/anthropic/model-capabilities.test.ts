import { describe, expect, it } from 'vitest';
import type { GatewayModel } from '../../gateway-options.ts';
import { anthropicCapabilities, modelLine } from './model-capabilities.ts';

type Known = NonNullable<GatewayModel['capabilities']>;

function capabilities(id: string, known: Partial<Known> = {}) {
  const all = { tools: true, vision: true, jsonSchema: true, efforts: null, thinkingBudget: null, ...known };
  const model = { id, created: 0, ownedBy: id.split('/')[0] ?? '', contextTokens: null, capabilities: all };
  return anthropicCapabilities(model);
}

describe('anthropicCapabilities', () => {
  it('says what a model of another maker takes', () => {
    const known = capabilities('openai/gpt-5.2', { efforts: ['none', 'low', 'medium', 'high', 'xhigh'] });
    expect(known).toMatchObject({
      image_input: { supported: true },
      pdf_input: { supported: true },
      structured_outputs: { supported: true },
      effort: { supported: true, low: { supported: true }, xhigh: { supported: true }, max: { supported: false } },
      thinking: { supported: true, types: { enabled: { supported: true }, disabled: { supported: true } } },
      context_management: { supported: false },
      server_tools: { supported: false },
      citations: { supported: false },
    });
  });

  it('says that a model without thinking has none', () => {
    const known = capabilities('qwen/qwen3-coder', { vision: false });
    expect(known).toMatchObject({
      image_input: { supported: false },
      pdf_input: { supported: false },
      effort: { supported: false, high: { supported: false } },
      thinking: { supported: false, types: { enabled: { supported: false }, disabled: { supported: true } } },
    });
  });

  it('leaves what only the servers of Anthropic do to Claude', () => {
    const known = capabilities('anthropic/claude-haiku-4.5', { thinkingBudget: { min: 1_024, max: 63_999 } });
    expect(known).toMatchObject({
      citations: { supported: true },
      context_management: { supported: true, clear_thinking_20251015: { supported: true } },
      thinking: { supported: true, types: { between_tools: { supported: true } } },
      effort: { supported: false },
      batch: { supported: false },
    });
  });

  it('says nothing of a model that nothing is known of', () => {
    expect(anthropicCapabilities({ id: 'mine', created: 0, ownedBy: 'mine', contextTokens: null })).toBeNull();
  });
});

describe('modelLine', () => {
  it.each([
    ['anthropic/claude-opus-4.8', 'opus'],
    ['claude-3-5-haiku-20241022', 'haiku'],
    ['claude-sonnet-5', 'sonnet'],
    ['openai/gpt-5', null],
    ['heimdall/auto', null],
  ])('of %s is %s', (id, line) => expect(modelLine(id)).toBe(line));
});
