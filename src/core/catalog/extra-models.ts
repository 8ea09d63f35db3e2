import type { Settings } from '../../shared/settings-schema.ts';
import type { ExtraModel } from '../router.ts';

/** The user's own models, then those that servers said they have; the latter have short names where these are clear. */
export function extraModels(
  { providers }: Pick<Settings, 'providers'>,
  discovered: readonly ExtraModel[],
): { readonly models: ReadonlyMap<string, ExtraModel>; readonly names: ReadonlyMap<string, string> } {
  const models = new Map<string, ExtraModel>();
  for (const [provider, { models: own, free }] of Object.entries(providers)) {
    for (const model of own) {
      // The first provider that lists a model serves it: the order of the file is the order of preference.
      if (models.has(model.id)) continue;
      models.set(model.id, {
        id: model.id,
        provider,
        upstreamId: model.upstream_id ?? model.id,
        contextTokens: model.context_tokens ?? null,
        inputUsdPerMtok: model.input_usd_per_mtok ?? (free ? 0 : null),
        outputUsdPerMtok: model.output_usd_per_mtok ?? (free ? 0 : null),
        ...(model.buckets.length === 0 ? {} : { buckets: model.buckets }),
        ...(model.tools === null ? {} : { tools: model.tools }),
        ...(model.vision === null ? {} : { vision: model.vision }),
        ...(model.json_schema === null ? {} : { json: model.json_schema }),
        ...(model.quality_like === null ? {} : { qualityLike: model.quality_like }),
      });
    }
  }
  const names = new Map<string, string>();
  const shared = new Set<string>();
  const name = (short: string, id: string) => {
    if (models.has(short) || (names.has(short) && names.get(short) !== id)) shared.add(short);
    names.set(short, id);
  };
  for (const model of discovered) {
    if (models.has(model.id)) continue;
    models.set(model.id, model);
    name(model.upstreamId, model.id);
    // Ollama takes a name without its tag for that of the latest.
    if (model.upstreamId.endsWith(':latest')) name(model.upstreamId.slice(0, -':latest'.length), model.id);
  }
  for (const short of shared) names.delete(short);
  return { models, names };
}
