/** Public price files: LiteLLM's `model_prices_and_context_window.json` and `api.json` of models.dev, told apart by shape. */
import type { ListedModel, ListedPrice } from '../listing.ts';
import { arrayOf, defined, type Json, objectOf, perMillion, priceOf, textOf, tokensOf } from './read-fields.ts';

/** Providers that Heimdall calls, by LiteLLM's names for them. */
const LITELLM_PROVIDERS: Readonly<Record<string, string>> = {
  openai: 'openai',
  anthropic: 'anthropic',
  gemini: 'google',
  deepseek: 'deepseek',
  openrouter: 'openrouter',
};
const MODELS_DEV_PROVIDERS: ReadonlySet<string> = new Set(['openai', 'anthropic', 'google', 'deepseek', 'openrouter']);
const CHAT_MODES: ReadonlySet<unknown> = new Set(['chat', 'responses', 'completion']);

/** Prices and limits of the models of providers that Heimdall calls. */
export function parsePriceFile(body: unknown): ListedModel[] {
  const entries = Object.entries(objectOf(body));
  const isModelsDev = entries.some(([, value]) => typeof objectOf(value).models === 'object');
  return entries.flatMap(([key, value]) =>
    isModelsDev ? modelsDevProvider(key, objectOf(value)) : liteLlmModel(key, objectOf(value)),
  );
}

function liteLlmModel(key: string, model: Json): ListedModel[] {
  const provider = LITELLM_PROVIDERS[textOf(model.litellm_provider) ?? ''];
  if (provider === undefined || !CHAT_MODES.has(model.mode)) return [];
  // `gemini/gemini-2.5-pro`, `openrouter/openai/gpt-5`, and plain `gpt-5`.
  const prefix = `${textOf(model.litellm_provider)}/`;
  const id = key.startsWith(prefix) ? key.slice(prefix.length) : key;
  return [
    defined({
      provider,
      id,
      context_tokens: tokensOf(model.max_input_tokens),
      max_output_tokens: tokensOf(model.max_output_tokens),
      tools: flag(model.supports_function_calling),
      vision: flag(model.supports_vision),
      json_schema: flag(model.supports_response_schema),
      price: liteLlmPrice(model, id),
    }),
  ];
}

const REASONING = 'output_cost_per_reasoning_token';

/** A price of nothing at all stands for "not known" in these files, but for models whose name says that they are free. */
function isBlank({ input_usd_per_mtok, output_usd_per_mtok }: ListedPrice, id: string): boolean {
  return input_usd_per_mtok === 0 && output_usd_per_mtok === 0 && !id.endsWith(':free');
}

/** `…_above_200k_tokens`; prices of other service levels (`…_tokens_priority`) have other endings. */
const TIER = /^(.+)_above_(\d+)k_tokens$/;

function liteLlmPrice(model: Json, id: string): ListedPrice | undefined {
  const base = liteLlmRates((name) => model[name]);
  if (base === undefined || isBlank(base, id)) return undefined;
  const thresholds = new Set<number>();
  for (const name of Object.keys(model)) {
    const thousands = Number(TIER.exec(name)?.[2] ?? 0);
    if (thousands > 0 && priceOf(model[name]) !== undefined) thresholds.add(thousands);
  }
  const tiers = [...thresholds]
    .sort((one, other) => one - other)
    .map((thousands) => ({
      above_input_tokens: thousands * 1_000,
      ...(liteLlmRates((name) => {
        const own = model[`${name}_above_${thousands}k_tokens`];
        // What a tier does not say costs what it costs below it; thinking is part of the answer, which it does say.
        return own ?? (name === REASONING ? undefined : model[name]);
      }) ?? base),
    }));
  return tiers.length === 0 ? base : { ...base, tiers };
}

function liteLlmRates(field: (name: string) => unknown): Omit<ListedPrice, 'tiers'> | undefined {
  const input = perMillion(field('input_cost_per_token'));
  const output = perMillion(field('output_cost_per_token'));
  if (input === undefined || output === undefined) return undefined;
  return defined({
    input_usd_per_mtok: input,
    output_usd_per_mtok: output,
    cache_read_usd_per_mtok: perMillion(field('cache_read_input_token_cost')) ?? null,
    cache_write_usd_per_mtok: perMillion(field('cache_creation_input_token_cost')) ?? null,
    cache_write_1h_usd_per_mtok: perMillion(field('cache_creation_input_token_cost_above_1hr')),
    reasoning_usd_per_mtok: perMillion(field(REASONING)),
  });
}

function modelsDevProvider(provider: string, { models }: Json): ListedModel[] {
  if (!MODELS_DEV_PROVIDERS.has(provider)) return [];
  return Object.entries(objectOf(models)).flatMap(([key, value]) => {
    const model = objectOf(value);
    const limit = objectOf(model.limit);
    const modalities = objectOf(model.modalities);
    if (Array.isArray(modalities.output) && !modalities.output.includes('text')) return [];
    return [
      defined({
        provider,
        id: textOf(model.id) ?? key,
        context_tokens: tokensOf(limit.context),
        max_output_tokens: tokensOf(limit.output),
        tools: flag(model.tool_call),
        vision: Array.isArray(modalities.input) ? modalities.input.includes('image') : undefined,
        json_schema: flag(model.structured_output),
        price: modelsDevPrice(objectOf(model.cost), textOf(model.id) ?? key),
      }),
    ];
  });
}

/** Dollars per million tokens. `context_over_200k` is the older form of a tier, left out where `tiers` has them. */
function modelsDevPrice(cost: Json, id: string): ListedPrice | undefined {
  const base = modelsDevRates(cost, {});
  if (base === undefined || isBlank(base, id)) return undefined;
  const older = objectOf(cost.context_over_200k);
  const listed = arrayOf(cost.tiers).flatMap((entry) => {
    const { type, size } = objectOf(objectOf(entry).tier);
    const above = tokensOf(size);
    return type === 'context' && above !== undefined ? [{ above, rates: objectOf(entry) }] : [];
  });
  if (listed.length === 0 && Object.keys(older).length > 0) listed.push({ above: 200_000, rates: older });
  const tiers = listed.map(({ above, rates }) => ({
    above_input_tokens: above,
    ...(modelsDevRates(rates, cost) ?? base),
  }));
  return tiers.length === 0 ? base : { ...base, tiers };
}

function modelsDevRates(rates: Json, below: Json): Omit<ListedPrice, 'tiers'> | undefined {
  // What a tier does not say costs what it costs below it; thinking is part of the answer, which it does say.
  const field = (name: string) => priceOf(rates[name]) ?? (name === 'reasoning' ? undefined : priceOf(below[name]));
  const input = field('input');
  const output = field('output');
  if (input === undefined || output === undefined) return undefined;
  return defined({
    input_usd_per_mtok: input,
    output_usd_per_mtok: output,
    cache_read_usd_per_mtok: field('cache_read') ?? null,
    cache_write_usd_per_mtok: field('cache_write') ?? null,
    reasoning_usd_per_mtok: field('reasoning'),
  });
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
