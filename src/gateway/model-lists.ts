/** `GET /v1/models` and `GET /v1/models/{id}` in the dialect of the caller. */
import { VIRTUAL_MODELS } from '../core/index.ts';
import { modelEntry as anthropicEntry, modelList as anthropicList } from './dialects/anthropic/index.ts';
import type { DialectName } from './dialects/canonical.ts';
import { embedderEntry, modelEntry as geminiEntry, modelList as geminiList } from './dialects/gemini/index.ts';
import { findModel, listModels } from './dialects/openai-chat/model-list.ts';
import type { GatewayCatalog, GatewayModel } from './gateway-options.ts';

/** When the virtual models came to be; the wire needs a time and theirs means nothing. */
const VIRTUAL_CREATED = 1_735_689_600;

const VIRTUAL: readonly GatewayModel[] = VIRTUAL_MODELS.map((id) => ({
  id,
  created: VIRTUAL_CREATED,
  ownedBy: 'heimdall',
  contextTokens: null,
  displayName: `Heimdall ${id.slice(id.indexOf('/') + 1)}`,
}));

/** An embedding model by its name. */
export interface ListedEmbedder {
  readonly id: string;
  readonly ownedBy: string;
}

/**
 * Every name that a request may use, virtual ones first. Embedding models come last and marked as such; clients of
 * Anthropic, whose API has none, do not see them.
 */
export function modelsBody(
  catalog: GatewayCatalog,
  dialect: DialectName,
  embedders: readonly ListedEmbedder[] = [],
): unknown {
  if (dialect === 'anthropic') return anthropicList([...virtualModels(catalog), ...catalog.models()]);
  if (dialect === 'gemini') {
    const { models } = geminiList([...VIRTUAL, ...catalog.models()]);
    return { models: [...models, ...embedders.map(({ id }) => embedderEntry(id))] };
  }
  const { object, data } = listModels(catalog);
  return { object, data: [...data, ...embedders.map(openAiEmbedder)] };
}

/**
 * One model, or null when there is none of that name.
 *
 * @param id Decoded.
 */
export function modelBody(
  catalog: GatewayCatalog,
  dialect: DialectName,
  id: string,
  embedders: readonly ListedEmbedder[] = [],
): unknown {
  const embedder = dialect === 'anthropic' ? undefined : embedders.find((one) => one.id === id);
  if (embedder !== undefined) return dialect === 'gemini' ? embedderEntry(id) : openAiEmbedder(embedder);
  if (dialect !== 'anthropic' && dialect !== 'gemini') return findModel(catalog, id);
  const model = [...virtualModels(catalog), ...catalog.models()].find((entry) => entry.id === id);
  if (model === undefined) return null;
  return dialect === 'anthropic' ? anthropicEntry(model) : geminiEntry(model);
}

/** `type` is an extension: clients that offer every listed model for chats can leave these out. */
function openAiEmbedder({ id, ownedBy }: ListedEmbedder) {
  return { id, object: 'model', created: VIRTUAL_CREATED, owned_by: ownedBy, type: 'embedding' };
}

/** The virtual models can what any model can: a request with a need goes only to those that meet it. */
function virtualModels(catalog: GatewayCatalog): GatewayModel[] {
  const known = catalog.models().flatMap(({ capabilities }) => capabilities ?? []);
  const capabilities = {
    tools: known.some(({ tools }) => tools),
    vision: known.some(({ vision }) => vision),
    jsonSchema: known.some(({ jsonSchema }) => jsonSchema),
    efforts: [...new Set(known.flatMap(({ efforts }) => efforts ?? []))],
    thinkingBudget: null,
  };
  return VIRTUAL.map((model) => ({ ...model, capabilities }));
}
