/** `GET /v1/models` in Anthropic's shape. */
import type { GatewayModel } from '../../gateway-options.ts';
import { type AnthropicCapabilities, anthropicCapabilities, type ModelLine, modelLine } from './model-capabilities.ts';

/** Every key is always present, as the SDK's types have it. */
export interface AnthropicModel {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly max_input_tokens: number | null;
  readonly max_tokens: number | null;
  readonly capabilities: AnthropicCapabilities | null;
  readonly lifecycle: 'active';
  readonly line: ModelLine | null;
  readonly deprecated_at: null;
  readonly retires_at: null;
}

export interface AnthropicModelList {
  readonly data: readonly AnthropicModel[];
  readonly has_more: false;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

/** The whole list in one page. */
export function modelList(models: readonly GatewayModel[]): AnthropicModelList {
  return {
    data: models.map(modelEntry),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  };
}

/** One model: the body of `GET /v1/models/{id}`. */
export function modelEntry(model: GatewayModel): AnthropicModel {
  return {
    type: 'model',
    id: model.id,
    display_name: model.displayName ?? model.id,
    created_at: new Date(model.created * 1000).toISOString().replace('.000Z', 'Z'),
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens ?? null,
    capabilities: anthropicCapabilities(model),
    lifecycle: 'active',
    line: modelLine(model.id),
    deprecated_at: null,
    retires_at: null,
  };
}
