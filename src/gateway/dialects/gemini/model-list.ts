/** `GET /v1beta/models` in Google's shape. */

/** What the list needs of a model; the gateway's own models fit. */
export interface ListedModel {
  readonly id: string;
  readonly displayName?: string;
  readonly contextTokens: number | null;
  readonly maxOutputTokens?: number | null;
}

export interface GeminiModel {
  /** `models/{id}`: clients put it into the path as it stands. */
  readonly name: string;
  readonly displayName: string;
  readonly inputTokenLimit?: number;
  readonly outputTokenLimit?: number;
  readonly supportedGenerationMethods: readonly string[];
}

const METHODS = ['generateContent', 'streamGenerateContent', 'countTokens'] as const;
const EMBEDDING_METHODS = ['embedContent', 'batchEmbedContents'] as const;

/** All models on one page: there is no `nextPageToken`. */
export function modelList(models: readonly ListedModel[]): { readonly models: readonly GeminiModel[] } {
  return { models: models.map(modelEntry) };
}

/** One model, as `GET /v1beta/models/{id}` answers it. Limits that are not known are left out. */
export function modelEntry(model: ListedModel): GeminiModel {
  const output = model.maxOutputTokens ?? null;
  return {
    name: `models/${model.id}`,
    displayName: model.displayName ?? model.id,
    ...(model.contextTokens === null ? {} : { inputTokenLimit: model.contextTokens }),
    ...(output === null ? {} : { outputTokenLimit: output }),
    supportedGenerationMethods: METHODS,
  };
}

/** An embedding model. */
export function embedderEntry(id: string): GeminiModel {
  return { name: `models/${id}`, displayName: id, supportedGenerationMethods: EMBEDDING_METHODS };
}
