/** `GET https://openrouter.ai/api/v1/models` (openrouter.ai/docs/models): public, one page, dollars per token as text. */
import type { ListedModel, ListedPrice } from '../listing.ts';
import { arrayOf, defined, type Json, objectOf, perMillion, textOf, tokensOf } from './read-fields.ts';

export function parseOpenRouter(body: unknown): ListedModel[] {
  return arrayOf(objectOf(body).data).flatMap((entry) => {
    const model = objectOf(entry);
    const id = textOf(model.id);
    const architecture = objectOf(model.architecture);
    // `~author/model-latest` are moving names for models that are listed under their own.
    if (id === undefined || id.startsWith('~') || !id.includes('/') || !writesText(architecture)) return [];
    const top = objectOf(model.top_provider);
    const parameters = parametersOf(model);
    const created =
      typeof model.created === 'number' && model.created > 0 ? new Date(model.created * 1_000) : undefined;
    return [
      defined({
        provider: 'openrouter',
        id,
        name: nameOf(model),
        released: created?.toISOString().slice(0, 10),
        context_tokens: tokensOf(model.context_length) ?? tokensOf(top.context_length),
        max_output_tokens: tokensOf(top.max_completion_tokens),
        tools: parameters?.has('tools'),
        vision: Array.isArray(architecture.input_modalities)
          ? architecture.input_modalities.includes('image')
          : undefined,
        json_schema: parameters?.has('structured_outputs'),
        price: priceOfModel(objectOf(model.pricing)),
      }),
    ];
  });
}

function parametersOf(model: Json): ReadonlySet<unknown> | undefined {
  return Array.isArray(model.supported_parameters) ? new Set(model.supported_parameters) : undefined;
}

function writesText({ output_modalities }: Json): boolean {
  return !Array.isArray(output_modalities) || output_modalities.includes('text');
}

/** `OpenAI: GPT-5` is listed with its author before it, which has a field of its own here. */
function nameOf(model: Json): string | undefined {
  return textOf(model.name)?.replace(/^[^:]{1,40}: /, '');
}

/** "-1" stands for "it depends", as of models that are routers themselves: that is no price. "0" is free. */
function priceOfModel(pricing: Json): ListedPrice | null {
  const input = perMillion(pricing.prompt);
  const output = perMillion(pricing.completion);
  if (input === undefined || output === undefined) return null;
  const reasoning = perMillion(pricing.internal_reasoning);
  return {
    input_usd_per_mtok: input,
    output_usd_per_mtok: output,
    cache_read_usd_per_mtok: perMillion(pricing.input_cache_read) ?? null,
    cache_write_usd_per_mtok: perMillion(pricing.input_cache_write) ?? null,
    // It says 0 where thinking is billed as output.
    ...(reasoning === undefined || reasoning === 0 ? {} : { reasoning_usd_per_mtok: reasoning }),
  };
}
