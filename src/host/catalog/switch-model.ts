import { HeimdallError } from '../../core/index.ts';
import { type FeatureFlags, featureFlagsSchema } from '../../shared/catalog.ts';
import type { HostCatalog } from './host-catalog.ts';

/**
 * Switches a model on or off, by any of its names.
 *
 * @throws {HeimdallError} `model_unknown`, `storage_failed`.
 */
export async function switchModel(catalog: HostCatalog, name: string, enabled: boolean): Promise<FeatureFlags> {
  const id = idOf(catalog, name);
  return await catalog.updateFlags((flags) => {
    const others = flags.disabled_models.filter((model) => model !== id);
    return { ...flags, disabled_models: enabled ? others : [...others, id] };
  });
}

/**
 * Changes the flags as a caller of the endpoint asks.
 *
 * @param input Untrusted: the body of the request.
 * @param whole True: what is absent is set back. False: what is absent stays.
 * @throws {HeimdallError} `request_invalid` naming the field; `model_unknown`, `storage_failed`.
 */
export async function setFlags(catalog: HostCatalog, input: unknown, whole: boolean): Promise<FeatureFlags> {
  const parsed = featureFlagsSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.') || 'the body';
    throw new HeimdallError('request_invalid', `${field}: ${issue?.message ?? 'not valid'}`, {
      context: { param: field },
    });
  }
  const known = new Set(catalog.flags().disabled_models);
  // What is switched off may have left every list since, and must not keep others from being switched.
  const disabled_models = parsed.data.disabled_models.map((name) => (known.has(name) ? name : idOf(catalog, name)));
  const given = typeof input === 'object' && input !== null ? input : {};
  return await catalog.updateFlags((flags) => ({
    ...flags,
    ...(whole || 'disabled_models' in given ? { disabled_models } : {}),
  }));
}

function idOf(catalog: HostCatalog, name: string): string {
  const model = catalog.model(name);
  if (model !== null) return model.id;
  throw new HeimdallError('model_unknown', `Model "${name.slice(0, 120)}" is not known.`, {
    context: { param: 'model' },
  });
}
