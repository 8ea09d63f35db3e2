import {
  type CatalogModel,
  catalogPrice,
  type ExtraModel,
  type ModelCatalog,
  priceOfOffer,
  SIMULATOR,
} from '../../core/index.ts';
import type { GatewayCatalog, GatewayModel } from '../../gateway/gateway.ts';

export interface GatewayCatalogParts {
  readonly catalog: ModelCatalog;
  /** The user's own models by id; they win over catalog models of the same id. */
  readonly extra: ReadonlyMap<string, ExtraModel>;
  /** Ids of models that are switched off. */
  readonly disabled?: ReadonlySet<string>;
  /** ISO date for models that do not say when they were made. */
  readonly created: string;
}

/** The catalog in force with the user's own models, as the wire needs it. What cannot be called is not listed. */
export function createGatewayCatalog({ catalog, extra, disabled, created }: GatewayCatalogParts): GatewayCatalog {
  const callable = (id: string) => disabled?.has(id) !== true;
  const models: GatewayModel[] = [
    ...[...extra.values()]
      .filter(({ id }) => callable(id))
      .map((model) => ({
        id: model.id,
        created: unixSeconds(created),
        ownedBy: model.provider,
        contextTokens: model.contextTokens,
      })),
    ...catalog.models
      .filter((model) => !extra.has(model.id) && callable(model.id) && !isGone(model))
      .map((model) => listed(model, created)),
  ];
  const contexts = new Map<string, number | null>(catalog.models.map((model) => [model.id, model.context_tokens]));
  for (const { id, contextTokens } of extra.values()) contexts.set(id, contextTokens);
  return {
    models: () => models,
    contextTokens: (modelId) => contexts.get(modelId) ?? null,
    resolve(modelId, provider) {
      if (provider === SIMULATOR) return { upstreamId: modelId };
      const own = extra.get(modelId);
      if (own !== undefined) return own.provider === provider ? { upstreamId: own.upstreamId } : null;
      const model = catalog.get(modelId);
      const offer = model?.offers.find((candidate) => candidate.provider === provider);
      if (model === undefined || offer === undefined) return null;
      return {
        upstreamId: offer.upstream_id,
        maxOutputTokens: model.max_output_tokens,
        efforts: model.capabilities.efforts,
        thinkingBudget: model.capabilities.thinking_budget,
      };
    },
    price(modelId, provider) {
      const own = extra.get(modelId);
      if (own !== undefined) {
        if (own.inputUsdPerMtok === null || own.outputUsdPerMtok === null) return null;
        return { inputUsdPerMtok: own.inputUsdPerMtok, outputUsdPerMtok: own.outputUsdPerMtok };
      }
      const model = catalog.get(modelId);
      if (model === undefined) return null;
      const offer = model.offers.find((candidate) => candidate.provider === provider);
      return catalogPrice(offer === undefined ? model.price : priceOfOffer(model, offer));
    },
  };
}

/** Nobody lists it any more. */
function isGone({ offers }: CatalogModel): boolean {
  return offers.every(({ gone }) => gone !== undefined);
}

function listed(model: CatalogModel, created: string): GatewayModel {
  return {
    id: model.id,
    created: unixSeconds(model.released ?? created),
    ownedBy: model.author,
    contextTokens: model.context_tokens,
    displayName: model.name,
    maxOutputTokens: model.max_output_tokens,
    capabilities: {
      tools: model.capabilities.tools,
      vision: model.capabilities.vision,
      jsonSchema: model.capabilities.json_schema,
      efforts: model.capabilities.efforts,
      thinkingBudget: model.capabilities.thinking_budget,
    },
  };
}

/** 0 for what is not a date. */
function unixSeconds(date: string): number {
  const time = Date.parse(date);
  return Number.isNaN(time) ? 0 : Math.floor(time / 1_000);
}
