/** Who embeds, by the name of the model. */
import { type AuthInfo, HeimdallError, SIMULATOR } from '../../core/index.ts';
import { type CredentialChoice, chooseCredential } from '../dispatch/credentials.ts';
import { missingKeyMessage } from '../dispatch/missing-key.ts';
import type { GatewayOptions, ProviderConnection } from '../gateway-options.ts';
import type { LocalEmbedder } from './local-embedder.ts';

/** Embedding models whose bare names say whose they are. */
const FAMILIES: readonly { readonly provider: string; readonly names: RegExp; readonly listed: readonly string[] }[] = [
  {
    provider: 'openai',
    names: /^text-embedding-(?:3-|ada-)/,
    listed: ['text-embedding-3-small', 'text-embedding-3-large'],
  },
  {
    provider: 'google',
    names: /^(?:gemini-embedding-|text-embedding-00\d|embedding-001$)/,
    listed: ['gemini-embedding-001'],
  },
];

export interface EmbeddingProvider {
  readonly connection: ProviderConnection;
  readonly upstreamId: string;
  readonly credential: Exclude<CredentialChoice, { kind: 'missing' }>;
}

export type FoundEmbedder =
  | { readonly kind: 'local'; readonly embedder: LocalEmbedder }
  | ({ readonly kind: 'provider' } & EmbeddingProvider);

/**
 * Finds what a model name means: a local model; a model that the settings or the catalog have at a provider;
 * `provider/model` for any provider that is connected; or a known name such as `text-embedding-3-small`, at its maker
 * or, without a key for that, at OpenRouter.
 *
 * @throws {HeimdallError} `model_unknown`; `provider_unconfigured` when the provider has no credential, or what is wrong with the
 *   caller's.
 */
export function findEmbedder(options: GatewayOptions, name: string, auth: AuthInfo | null): FoundEmbedder {
  const model = name.startsWith('models/') ? name.slice('models/'.length) : name;
  const embedder = options.embedders?.().find((one) => one.model === model || one.aliases.includes(model));
  if (embedder !== undefined) return { kind: 'local', embedder };
  const ways = providerWays(options, model).map(({ connection, upstreamId }) => {
    return { connection, upstreamId, credential: chooseCredential(connection, auth, false) };
  });
  for (const { credential, ...way } of ways) {
    if (credential.kind !== 'missing') return { kind: 'provider', ...way, credential };
  }
  const [way] = ways;
  if (way === undefined) throw unknown();
  if (auth?.provider === way.connection.name && auth.problem !== undefined) {
    throw new HeimdallError(auth.problem.code, auth.problem.message);
  }
  const message = missingKeyMessage(way.connection, model);
  throw new HeimdallError('provider_unconfigured', `${message} heimdall/minilm needs none.`);
}

/** Names of embedding models that can be asked now, for lists. */
export function listedEmbedders(options: GatewayOptions): { readonly id: string; readonly ownedBy: string }[] {
  const local = (options.embedders?.() ?? []).map(({ model }) => ({ id: model, ownedBy: 'heimdall' }));
  const known = FAMILIES.flatMap(({ provider, listed }) => {
    const connection = options.providers().get(provider);
    const callable = connection !== undefined && chooseCredential(connection, null, false).kind !== 'missing';
    return callable ? listed.map((id) => ({ id, ownedBy: provider })) : [];
  });
  return [...local, ...known];
}

function providerWays(options: GatewayOptions, model: string): Omit<EmbeddingProvider, 'credential'>[] {
  const connections = options.providers();
  const ways: Omit<EmbeddingProvider, 'credential'>[] = [];
  const add = (connection: ProviderConnection | undefined, upstreamId: string) => {
    if (connection !== undefined && upstreamId !== '' && connection.name !== SIMULATOR) {
      ways.push({ connection, upstreamId });
    }
  };
  for (const connection of connections.values()) {
    const served = options.catalog().resolve(model, connection.name);
    if (served !== null) add(connection, served.upstreamId);
  }
  const slash = model.indexOf('/');
  const named = slash > 0 ? connections.get(model.slice(0, slash)) : undefined;
  add(named, model.slice(slash + 1));
  const bare = named === undefined || slash < 0 ? model : model.slice(slash + 1);
  const family = FAMILIES.find(({ names }) => names.test(bare));
  if (family !== undefined && (slash < 0 || model.startsWith(`${family.provider}/`))) {
    if (slash < 0) add(connections.get(family.provider), model);
    add(connections.get('openrouter'), `${family.provider}/${bare}`);
  }
  return ways;
}

function unknown(): HeimdallError {
  return new HeimdallError(
    'model_unknown',
    'There is no embedding model of this name. Use heimdall/minilm, heimdall/static, text-embedding-3-small, gemini-embedding-001, or provider/model for any other.',
    { context: { param: 'model' } },
  );
}
