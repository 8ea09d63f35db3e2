import { HeimdallError } from '../../core/index.ts';
import { PROVIDER_PRESETS } from '../../gateway/gateway.ts';
import type { FormModel } from '../../shared/console/own-models-contract.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../shared/console-contract.ts';
import type { OwnModel } from '../../shared/settings/provider-settings.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import type { ConfigChange } from '../config/config-store.ts';
import { isConfigured } from '../config/provider-connections.ts';
import type { ConsoleParts } from '../console/handlers/handlers.ts';

type SaveInput = ConsoleParsedInput<'models.save'>;
type Place = NonNullable<SaveInput['replaces']>;
type Own = ConsoleOutput<'models.own'>;
type Parts = Pick<ConsoleParts, 'config' | 'routing'>;

/** Models of the settings, and what a form for one can choose from. */
export function listOwnModels({ config, routing }: Parts): Own {
  const { settings, providers } = config.current();
  return {
    providers: [...providers.values()].map((connection) => ({
      name: connection.name,
      base_url: connection.baseUrl,
      configured: isConfigured(connection),
    })),
    models: Object.entries(settings.providers).flatMap(([provider, { models }]) =>
      models.map((model) => ({ provider, model: formModel(model) })),
    ),
    known: routing.catalog.models().flatMap(({ id, quality }) => (quality?.like === null ? [id] : [])),
  };
}

/**
 * Adds a model to the configuration file, or replaces one there.
 *
 * @throws {HeimdallError} `request_invalid` naming the field; what `ConfigStore.edit` throws.
 */
export async function saveOwnModel(parts: Parts, input: SaveInput): Promise<void> {
  const { settings } = parts.config.current();
  check(parts, input);
  const { provider, model, replaces } = input;
  const entry = settingsModel(model);
  const held = settings.providers[provider];
  const stays = replaces?.provider === provider ? replaces : null;
  const changes: ConfigChange[] = replaces === null || stays !== null ? [] : removal(settings, replaces);
  if (held === undefined) changes.push({ path: ['providers', provider], value: newProvider(input, entry) });
  else if (held.models.length === 0) changes.push({ path: ['providers', provider, 'models'], value: [entry] });
  else {
    const place = stays === null ? held.models.length : indexOf(settings, stays);
    changes.push({ path: ['providers', provider, 'models', String(place)], value: entry });
  }
  await parts.config.edit(changes);
}

/** @throws {HeimdallError} `not_found`; what `ConfigStore.edit` throws. */
export async function removeOwnModel({ config }: Parts, place: Place): Promise<void> {
  await config.edit(removal(config.current().settings, place));
}

function check({ config, routing }: Parts, { provider, new_provider, model, replaces }: SaveInput): void {
  const { settings, providers } = config.current();
  if (replaces !== null) indexOf(settings, replaces);
  if (new_provider === null && !providers.has(provider)) {
    throw invalid('provider', `there is no provider "${provider}"; give its address, or choose one that is there`);
  }
  if (new_provider !== null && providers.has(provider)) {
    throw invalid('provider', `there is a provider "${provider}" already; choose it, or another name`);
  }
  const same = routing.catalog.model(model.id);
  if (same !== null && same.id === model.id && replaces?.id !== model.id) {
    throw invalid('model.id', `there is a model "${model.id}" already; choose another name`);
  }
  if ((model.input_usd_per_mtok === null) !== (model.output_usd_per_mtok === null)) {
    const missing = model.input_usd_per_mtok === null ? 'input' : 'output';
    throw invalid(`model.${missing}_usd_per_mtok`, 'give both prices, or none');
  }
  if (model.quality_like !== null && routing.artifact.quality.row(model.quality_like, null) === undefined) {
    throw invalid('model.quality_like', `nothing is known of the quality of "${model.quality_like}"`);
  }
}

function invalid(field: string, problem: string): HeimdallError {
  return new HeimdallError('request_invalid', `models.save: ${field}: ${problem}`, { context: { param: field } });
}

/** With a provider of its own, or beside the preset that it takes the place of, at the same address. */
function newProvider({ provider, new_provider }: SaveInput, entry: object) {
  const preset = PROVIDER_PRESETS.find(({ name }) => name === provider);
  const connection =
    new_provider ?? (preset === undefined ? {} : { base_url: preset.baseUrl, dialect: preset.dialect });
  return { ...connection, models: [entry] };
}

function removal(settings: Settings, place: Place): ConfigChange[] {
  const index = indexOf(settings, place);
  const held = settings.providers[place.provider];
  const of = ['providers', place.provider] as const;
  if (held?.models.length !== 1) return [{ path: [...of, 'models', String(index)], value: undefined }];
  // A server without models would be asked which it has from then on, and nobody wanted that.
  const quiet = held.discover === null ? [{ path: [...of, 'discover'] as const, value: false }] : [];
  return [{ path: [...of, 'models'], value: undefined }, ...quiet];
}

function indexOf({ providers }: Settings, { provider, id }: Place): number {
  const index = providers[provider]?.models.findIndex((model) => model.id === id) ?? -1;
  if (index < 0) throw new HeimdallError('not_found', `The settings have no model "${id}" at ${provider}.`);
  return index;
}

/** Without what is not said, so that the file stays readable. */
function settingsModel(model: FormModel): Partial<OwnModel> {
  return Object.fromEntries(
    Object.entries(model).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
  );
}

function formModel(model: OwnModel): FormModel {
  return { ...model, upstream_id: model.upstream_id ?? null, context_tokens: model.context_tokens ?? null };
}
