import { type Artifact, catalogPrice, type ExtraModel, SIMULATOR } from '../../core/index.ts';
import type { GatewayCatalog, GatewayModel } from '../../gateway/gateway.ts';

/** The artifact's catalog with the user's own models, which win over catalog models of the same id. */
export function createGatewayCatalog(artifact: Artifact, extra: ReadonlyMap<string, ExtraModel>): GatewayCatalog {
  const { catalog, manifest } = artifact;
  const models: GatewayModel[] = [
    ...[...extra.values()].map((model) => ({
      id: model.id,
      created: unixSeconds(manifest.created),
      ownedBy: model.provider,
      contextTokens: model.contextTokens,
    })),
    ...catalog.models
      .filter((model) => !extra.has(model.id))
      .map((model) => ({
        id: model.id,
        created: unixSeconds(model.released ?? manifest.created),
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
      })),
  ];
  const contexts = new Map(models.map((model) => [model.id, model.contextTokens]));
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
    price(modelId) {
      const own = extra.get(modelId);
      if (own !== undefined) {
        if (own.inputUsdPerMtok === null || own.outputUsdPerMtok === null) return null;
        return { inputUsdPerMtok: own.inputUsdPerMtok, outputUsdPerMtok: own.outputUsdPerMtok };
      }
      const model = catalog.get(modelId);
      return model === undefined ? null : catalogPrice(model);
    },
  };
}

/** 0 for what is not a date. */
function unixSeconds(date: string): number {
  const time = Date.parse(date);
  return Number.isNaN(time) ? 0 : Math.floor(time / 1_000);
}
