/** `GET /v1/models` in the OpenAI shape. */
import { VIRTUAL_MODELS } from '../../../core/index.ts';
import type { GatewayCatalog, GatewayModel } from '../../gateway-options.ts';

/** One entry of the list. `context_length` is an extension that OpenRouter clients know. */
export interface OpenAiModel {
  readonly id: string;
  readonly object: 'model';
  /** Unix time in seconds. */
  readonly created: number;
  readonly owned_by: string;
  readonly context_length?: number;
}

/** When the virtual models came to be; the wire needs a time and theirs means nothing. */
const VIRTUAL_CREATED = 1_735_689_600;

/** Every name that a request may use, virtual ones first. */
export function listModels(catalog: GatewayCatalog): { object: 'list'; data: OpenAiModel[] } {
  return { object: 'list', data: [...VIRTUAL_MODELS.map(virtualModel), ...catalog.models().map(catalogModel)] };
}

/** One model by its decoded id, or null. */
export function findModel(catalog: GatewayCatalog, id: string): OpenAiModel | null {
  if ((VIRTUAL_MODELS as readonly string[]).includes(id)) return virtualModel(id);
  const model = catalog.models().find((entry) => entry.id === id);
  return model === undefined ? null : catalogModel(model);
}

function virtualModel(id: string): OpenAiModel {
  return { id, object: 'model', created: VIRTUAL_CREATED, owned_by: 'heimdall' };
}

function catalogModel(model: GatewayModel): OpenAiModel {
  return {
    id: model.id,
    object: 'model',
    created: model.created,
    owned_by: model.ownedBy,
    ...(model.contextTokens === null ? {} : { context_length: model.contextTokens }),
  };
}
