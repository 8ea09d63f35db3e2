/** `GET /v1/models` and `GET /v1/models/{id}` in the dialect of the caller. */
import { VIRTUAL_MODELS } from '../core/index.ts';
import { modelEntry as anthropicEntry, modelList as anthropicList } from './dialects/anthropic/index.ts';
import type { DialectName } from './dialects/canonical.ts';
import { modelEntry as geminiEntry, modelList as geminiList } from './dialects/gemini/index.ts';
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

/** Every name that a request may use, virtual ones first. */
export function modelsBody(catalog: GatewayCatalog, dialect: DialectName): unknown {
  if (dialect === 'anthropic') return anthropicList([...VIRTUAL, ...catalog.models()].map(named));
  if (dialect === 'gemini') return geminiList([...VIRTUAL, ...catalog.models()]);
  return listModels(catalog);
}

/**
 * One model, or null when there is none of that name.
 *
 * @param id Decoded.
 */
export function modelBody(catalog: GatewayCatalog, dialect: DialectName, id: string): unknown {
  if (dialect !== 'anthropic' && dialect !== 'gemini') return findModel(catalog, id);
  const model = [...VIRTUAL, ...catalog.models()].find((entry) => entry.id === id);
  if (model === undefined) return null;
  return dialect === 'anthropic' ? anthropicEntry(named(model)) : geminiEntry(model);
}

function named(model: GatewayModel) {
  return { ...model, ...(model.displayName === undefined ? {} : { name: model.displayName }) };
}
