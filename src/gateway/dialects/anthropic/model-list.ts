/** `GET /v1/models` in Anthropic's shape. */

/** A model as the catalog has it. */
export interface ListedModel {
  readonly id: string;
  /** Unix time in seconds. */
  readonly created: number;
  /** Name for people; the id when there is none. */
  readonly name?: string;
  readonly contextTokens?: number | null;
}

export interface AnthropicModel {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly max_input_tokens?: number;
}

export interface AnthropicModelList {
  readonly data: readonly AnthropicModel[];
  readonly has_more: false;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

/** The whole list in one page. */
export function modelList(models: readonly ListedModel[]): AnthropicModelList {
  return {
    data: models.map(modelEntry),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  };
}

/** One model: the body of `GET /v1/models/{id}`. */
export function modelEntry(model: ListedModel): AnthropicModel {
  const { contextTokens } = model;
  return {
    type: 'model',
    id: model.id,
    display_name: model.name ?? model.id,
    created_at: new Date(model.created * 1000).toISOString().replace('.000Z', 'Z'),
    ...(contextTokens === null || contextTokens === undefined ? {} : { max_input_tokens: contextTokens }),
  };
}
