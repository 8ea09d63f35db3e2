/** `GET /v1/capabilities/{model}`, `GET /v1/pricing/{model}` and `/v1/feature-flags`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CatalogModelView } from '../shared/catalog.ts';
import type { CatalogReports } from './gateway-options.ts';
import { parseJson } from './http/parse-json.ts';
import { readBody } from './http/read-body.ts';
import { sendJson } from './http/respond.ts';

/** Flags are a list of names: no request needs more. Bytes. */
const MAX_FLAGS_BYTES = 1024 * 1024;

/** What a model can take and where it can be called. Null: no such model. */
export function capabilitiesBody(model: CatalogModelView): unknown {
  const { efforts, thinking_budget, ...capabilities } = model.capabilities;
  return {
    object: 'model.capabilities',
    id: model.id,
    name: model.name,
    author: model.author,
    context_tokens: model.context_tokens,
    max_output_tokens: model.max_output_tokens,
    ...capabilities,
    reasoning: { efforts, thinking_budget },
    enabled: model.enabled,
    gone: model.gone,
    providers: model.offers.map(({ provider, configured, gone }) => ({ provider, configured, gone })),
    facts: model.facts,
  };
}

/** What a model costs, by provider. Unpriced is `priced: false` with null, never a zero. */
export function pricingBody(model: CatalogModelView): unknown {
  return {
    object: 'model.pricing',
    id: model.id,
    currency: 'USD',
    unit: 'per million tokens',
    priced: model.price !== null,
    price: model.price,
    offers: model.offers.map(({ provider, upstream_id, price }) => ({
      provider,
      upstream_id,
      priced: price !== null,
      price,
    })),
  };
}

/**
 * Shows the flags, replaces them (PUT) or changes those that are given (PATCH).
 *
 * @throws {HeimdallError} `request_invalid`, `model_unknown`, `storage_failed`.
 */
export async function featureFlags(
  request: IncomingMessage,
  response: ServerResponse,
  reports: CatalogReports,
): Promise<void> {
  if (request.method === 'PUT' || request.method === 'PATCH') {
    const input = parseJson(await readBody(request, MAX_FLAGS_BYTES), '{"disabled_models": ["openai/gpt-5"]}');
    sendJson(response, 200, await reports.setFlags(input, request.method === 'PUT'));
  } else sendJson(response, 200, reports.flags());
}
