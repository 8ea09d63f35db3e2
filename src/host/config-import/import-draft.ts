import { isPrivateUrl, PROVIDER_PRESETS, type ProviderPreset } from '../../gateway/gateway.ts';
import type { SettingsInput } from '../../shared/settings-schema.ts';
import { withoutEndSlashes } from '../../shared/without-end-slashes.ts';

type ProviderInput = NonNullable<SettingsInput['providers']>[string];
type ModelInput = NonNullable<ProviderInput['models']>[number];
type RouterInput = NonNullable<SettingsInput['router']>;

/** Where a key is: never the key. `literal`: it stood in the file as it is. */
export type KeyPlace = { readonly variable: string } | 'literal' | 'none';

/** Something of the file that was not carried over. */
export interface ImportNote {
  /** Key in the file: `router_settings.num_retries`. */
  readonly what: string;
  readonly why: string;
}

/** An environment variable that has to be set, because its value stood in the file. */
export interface ImportVariable {
  readonly name: string;
  /** Key in the file that has the value. */
  readonly from: string;
}

export interface ProviderDraft {
  /** As the file calls it, or what it could be called. */
  readonly name: string;
  readonly baseUrl: string;
  readonly dialect: ProviderPreset['dialect'];
  readonly key: KeyPlace;
  /** The variable that is usual there. */
  readonly usualVariable: string | null;
  /** Key in the file, for what is said about it. */
  readonly from: string;
}

/** The models that Heimdall knows already. */
export interface KnownModels {
  find(name: string): { readonly id: string; readonly offers: readonly { readonly provider: string }[] } | undefined;
}

/** Not of a provider's name in the settings. */
const NOT_A_NAME = /[^a-z0-9-]+/g;

/** A `heimdall.yaml` as it grows out of somebody else's file. */
export class ImportDraft {
  readonly notes: ImportNote[] = [];
  readonly variables: ImportVariable[] = [];
  readonly router: RouterInput = {};
  readonly #known: KnownModels;
  readonly #providers = new Map<string, ProviderInput & { base_url: string }>();
  readonly #others: Pick<SettingsInput, 'gateway' | 'timeout' | 'response_cache'> = {};

  constructor(known: KnownModels) {
    this.#known = known;
  }

  note(what: string, why: string): void {
    this.notes.push({ what, why });
  }

  set(settings: Pick<SettingsInput, 'gateway' | 'timeout' | 'response_cache'>): void {
    const gateway = { ...this.#others.gateway, ...settings.gateway };
    Object.assign(this.#others, settings, Object.keys(gateway).length > 0 ? { gateway } : {});
  }

  /** The variable that a secret is in from now on. */
  variableFor(place: KeyPlace, usual: string, from: string): string | null {
    if (place === 'none') return null;
    if (place !== 'literal') return place.variable;
    if (!this.variables.some(({ name }) => name === usual)) this.variables.push({ name: usual, from });
    return usual;
  }

  /** Adds a server, or finds the one that is the same. @returns its name. */
  provider(draft: ProviderDraft): string {
    const preset = PROVIDER_PRESETS.find(({ baseUrl }) => new URL(baseUrl).host === new URL(draft.baseUrl).host);
    const plain = draft.name.toLowerCase().replaceAll(NOT_A_NAME, '-').replace(/^-+/, '').slice(0, 24) || 'provider';
    const usual = preset?.apiKeyEnv ?? draft.usualVariable ?? `${plain.toUpperCase().replaceAll('-', '_')}_API_KEY`;
    const isLocal = isPrivateUrl(draft.baseUrl);
    // Local servers take any key: one that stood in the file as it is says nothing.
    const keyless = isLocal && (draft.key === 'literal' || draft.key === 'none');
    const place = draft.key === 'none' && !isLocal ? { variable: usual } : draft.key;
    const variable = keyless ? null : this.variableFor(place, usual, draft.from);
    const entry = {
      base_url: preset?.baseUrl ?? draft.baseUrl,
      ...(preset === undefined && draft.dialect !== 'openai-chat' ? { dialect: draft.dialect } : {}),
      ...(variable === null || (preset !== undefined && variable === preset.apiKeyEnv)
        ? {}
        : { api_key_env: variable }),
      ...(keyless ? { requires_key: false } : {}),
    } as ProviderInput & { base_url: string };
    const same = [...this.#providers].find(
      ([, { models: _models, discover: _discover, ...each }]) => JSON.stringify(each) === JSON.stringify(entry),
    );
    if (same !== undefined) return same[0];
    const wanted = preset?.name ?? plain;
    let name = wanted;
    // A preset's name is that of its own server.
    const taken = () =>
      this.#providers.has(name) || (preset === undefined && PROVIDER_PRESETS.some((one) => one.name === name));
    for (let number = 2; taken(); number++) name = `${wanted}-${number}`;
    this.#providers.set(name, entry);
    return name;
  }

  /**
   * Adds a model of a server. One that Heimdall knows there needs no entry unless requests call it something else.
   *
   * @param name What requests call it; null for no name of its own.
   * @returns what to call it in the settings.
   */
  model(provider: string, upstream: string, name: string | null, more: Partial<ModelInput> = {}): string {
    const known = this.#known.find(upstream) ?? this.#known.find(`${provider}/${upstream}`);
    const servesIt = known?.offers.some((offer) => offer.provider === provider) === true;
    if (servesIt && (name === null || this.#known.find(name)?.id === known.id)) return known.id;
    const id = name ?? `${provider}/${upstream}`;
    const entry = this.#providers.get(provider);
    if (entry === undefined) return id;
    if (!(entry.models ?? []).some((model) => model.id === id)) {
      entry.models = [
        ...(entry.models ?? []),
        {
          id,
          ...(id === upstream ? {} : { upstream_id: upstream }),
          ...(known === undefined ? {} : { quality_like: known.id }),
          ...more,
        },
      ];
    }
    return id;
  }

  /** Asks a server which models it has. */
  discover(provider: string): void {
    const entry = this.#providers.get(provider);
    if (entry !== undefined && !PROVIDER_PRESETS.some(({ name }) => name === provider)) entry.discover = true;
  }

  /** Makes a model that has an entry a candidate of a bucket. @returns false when it has none. */
  addToBucket(id: string, bucket: 'cheap' | 'mid' | 'hard'): boolean {
    for (const { models = [] } of this.#providers.values()) {
      const model = models.find((one) => one.id === id);
      if (model !== undefined) {
        model.buckets = [bucket];
        return true;
      }
    }
    return false;
  }

  settings(): SettingsInput {
    const isSaid = ([name, entry]: [string, ProviderInput]) => {
      const isPreset = PROVIDER_PRESETS.some((one) => one.name === name);
      return (
        (entry.models ?? []).length > 0 || entry.discover === true || (isPreset && entry.api_key_env !== undefined)
      );
    };
    const providers = Object.fromEntries([...this.#providers].filter(isSaid));
    return {
      ...(Object.keys(this.router).length === 0 ? {} : { router: this.router }),
      ...(Object.keys(providers).length === 0 ? {} : { providers }),
      ...this.#others,
    };
  }
}

/** A base URL without what may be secret or belongs to one request; null when it is none. */
export function cleanUrl(text: string): string | null {
  try {
    const url = new URL(text);
    if (!/^https?:$/.test(url.protocol)) return null;
    return withoutEndSlashes(`${url.origin}${url.pathname}`);
  } catch {
    return null;
  }
}
