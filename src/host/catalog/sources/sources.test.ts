import { describe, expect, it } from 'vitest';
import { catalogPrice, requestCost } from '../../../core/index.ts';
import { type ListedModel, listedModelSchema } from '../listing.ts';
import { loadFixture } from './__fixtures__/load-fixture.ts';
import { parseOpenRouter } from './openrouter.ts';
import { parsePriceFile } from './price-file.ts';
import { nextAnthropicPage, nextGooglePage, parseAnthropic, parseGoogle, parseOpenAi } from './provider-listings.ts';

const byId = (models: readonly ListedModel[]) => new Map(models.map((model) => [model.id, model]));

describe('the list of OpenRouter', () => {
  const models = byId(parseOpenRouter(loadFixture('openrouter-models.json')));

  it('holds what answers in text, without moving names', () => {
    expect([...models.keys()]).toEqual([
      'openai/gpt-5.1',
      'deepseek/deepseek-v3.2:free',
      'openrouter/auto',
      'anthropic/claude-sonnet-4.5',
    ]);
  });

  it('has limits, capabilities and dollars per million tokens', () => {
    expect(models.get('openai/gpt-5.1')).toEqual({
      provider: 'openrouter',
      id: 'openai/gpt-5.1',
      name: 'GPT-5.1',
      released: '2025-11-13',
      context_tokens: 400_000,
      max_output_tokens: 128_000,
      tools: true,
      vision: true,
      json_schema: true,
      price: {
        input_usd_per_mtok: 1.25,
        output_usd_per_mtok: 10,
        cache_read_usd_per_mtok: 0.125,
        cache_write_usd_per_mtok: null,
      },
    });
  });

  it('tells free from not known', () => {
    expect(models.get('deepseek/deepseek-v3.2:free')?.price).toMatchObject({ input_usd_per_mtok: 0 });
    expect(models.get('openrouter/auto')?.price).toBeNull();
  });
});

describe('lists of providers', () => {
  it("OpenAI's is left with the models that chat", () => {
    expect(parseOpenAi(loadFixture('openai-models.json'))).toEqual([
      { provider: 'openai', id: 'gpt-5.1', released: '2025-11-10' },
      { provider: 'openai', id: 'gpt-5.1-2025-11-13', released: '2025-11-10' },
    ]);
  });

  it("Google's has pages and limits", () => {
    const first = loadFixture('google-models-1.json');
    expect(parseGoogle(first)).toEqual([
      {
        provider: 'google',
        id: 'gemini-2.5-pro',
        name: 'Gemini 2.5 Pro',
        context_tokens: 1_048_576,
        max_output_tokens: 65_536,
      },
    ]);
    expect(nextGooglePage(first)).toBe('Ch9tb2RlbHMvZ2VtaW5p');
    expect(nextGooglePage(loadFixture('google-models-2.json'))).toBeNull();
  });

  it("Anthropic's has pages, limits and capabilities", () => {
    const [first, second] = [loadFixture('anthropic-models-1.json'), loadFixture('anthropic-models-2.json')];
    expect(parseAnthropic(first)).toMatchObject([
      { id: 'claude-sonnet-4-5-20250929', released: '2025-09-29', context_tokens: 200_000, vision: true },
    ]);
    expect(parseAnthropic(second)).toEqual([
      {
        provider: 'anthropic',
        id: 'claude-opus-5',
        name: 'Claude Opus 5',
        context_tokens: 1_000_000,
        max_output_tokens: 128_000,
        vision: true,
        json_schema: true,
        efforts: ['low', 'medium', 'high', 'max'],
      },
    ]);
    expect(nextAnthropicPage(first)).toBe('claude-sonnet-4-5-20250929');
    expect(nextAnthropicPage(second)).toBeNull();
  });
});

describe('price files', () => {
  const litellm = parsePriceFile(loadFixture('litellm-prices.json'));
  const price = (provider: string, id: string) =>
    litellm.find((model) => model.provider === provider && model.id === id)?.price;

  it("LiteLLM's is left with chats of providers that are called", () => {
    expect(litellm.map(({ provider, id }) => `${provider} ${id}`)).toEqual([
      'google gemini-2.5-pro',
      'anthropic claude-sonnet-4-5-20250929',
      'openai gpt-5.1',
      'google gemini-1.5-flash',
      'openrouter qwen/qwen3-coder:free',
      'google gemini-exp-1206',
    ]);
  });

  it('reads tiers, cached tokens of five minutes and an hour, and leaves other service levels out', () => {
    expect(price('anthropic', 'claude-sonnet-4-5-20250929')).toEqual({
      input_usd_per_mtok: 3,
      output_usd_per_mtok: 15,
      cache_read_usd_per_mtok: 0.3,
      cache_write_usd_per_mtok: 3.75,
      cache_write_1h_usd_per_mtok: 6,
      tiers: [
        {
          above_input_tokens: 200_000,
          input_usd_per_mtok: 6,
          output_usd_per_mtok: 22.5,
          cache_read_usd_per_mtok: 0.6,
          cache_write_usd_per_mtok: 7.5,
          cache_write_1h_usd_per_mtok: 12,
        },
      ],
    });
    expect(price('google', 'gemini-2.5-pro')).toMatchObject({ input_usd_per_mtok: 1.25, reasoning_usd_per_mtok: 10 });
  });

  it('takes a price of nothing for unknown, but where the name says free', () => {
    expect(price('google', 'gemini-exp-1206')).toBeUndefined();
    expect(price('openrouter', 'qwen/qwen3-coder:free')).toMatchObject({
      input_usd_per_mtok: 0,
      output_usd_per_mtok: 0,
    });
  });

  it.each([
    ['google', 'gemini-2.5-pro', 200_000, 0.35],
    ['google', 'gemini-2.5-pro', 200_001, 0.6500025 - 0.0],
    ['google', 'gemini-1.5-flash', 128_000, 0.0126],
    ['google', 'gemini-1.5-flash', 128_001, 0.02520015],
    ['anthropic', 'claude-sonnet-4-5-20250929', 200_000, 0.75],
    ['anthropic', 'claude-sonnet-4-5-20250929', 200_001, 1.425006],
  ])('bills %s %s with %i tokens in and 10,000 out to the micro-dollar', (provider, id, inputTokens, dollars) => {
    const listed = price(provider, id) ?? null;
    const cost = requestCost(catalogPrice(listed === null ? null : { ...listed, source: 'price_file' }), {
      inputTokens,
      outputTokens: 10_000,
    });
    expect(cost).toBeCloseTo(dollars, 9);
  });

  it('bills thinking over a tier like the answer there', () => {
    const listed = price('google', 'gemini-2.5-pro');
    if (!listed) throw new Error('not priced');
    const cost = requestCost(catalogPrice({ ...listed, source: 'price_file' }), {
      inputTokens: 300_000,
      outputTokens: 10_000,
      reasoningTokens: 8_000,
      cacheReadTokens: 100_000,
    });
    // 200,000 at 2.5, 100,000 at 0.25 and 10,000 at 15.
    expect(cost).toBe(0.675);
  });

  it('reads models.dev: tiers in either form, no images', () => {
    const models = byId(parsePriceFile(loadFixture('models-dev-api.json')));
    expect([...models.keys()]).toEqual(['gpt-5.5', 'gemini-2.5-pro']);
    expect(models.get('gpt-5.5')).toMatchObject({
      provider: 'openai',
      context_tokens: 1_050_000,
      tools: true,
      vision: true,
      json_schema: true,
      price: { input_usd_per_mtok: 5, tiers: [{ above_input_tokens: 272_000, input_usd_per_mtok: 10 }] },
    });
    expect(models.get('gemini-2.5-pro')?.price).toMatchObject({
      tiers: [{ above_input_tokens: 200_000, output_usd_per_mtok: 15, cache_read_usd_per_mtok: 0.625 }],
    });
  });
});

describe('every parser', () => {
  const parsers = { parseOpenRouter, parseOpenAi, parseGoogle, parseAnthropic, parsePriceFile };
  const garbage = [
    null,
    'text',
    [],
    { data: 'no' },
    { data: [null, 1, {}, { id: 7 }] },
    { models: [{ name: {} }] },
    { a: { litellm_provider: 'openai', mode: 'chat', input_cost_per_token: 'NaN', output_cost_per_token: -1 } },
    { data: [{ id: 'a/b', context_length: -5, pricing: { prompt: 'x', completion: '1e400' }, created: 'then' }] },
  ];

  it.each(Object.entries(parsers))('%s leaves out what it cannot read', (_name, parse) => {
    for (const body of garbage) {
      for (const model of parse(body)) expect(listedModelSchema.parse(model)).toEqual(model);
    }
  });
});
