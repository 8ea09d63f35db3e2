/** Asks an OpenAI-compatible server which models it has, and what they take, in the ways that four servers answer. */

import type { ProviderConnection } from '../../../gateway/gateway.ts';
import { withoutEndSlashes } from '../../../shared/without-end-slashes.ts';
import { fetchJson, type JsonRequest } from '../fetch-json.ts';
import { arrayOf, defined, type Json, objectOf, textOf, tokensOf } from '../sources/read-fields.ts';

const TIMEOUT_MS = 5_000;
/** Models that Ollama is asked about one by one. */
const MAX_SHOWN = 64;
const MAX_MODELS = 1_000;

export type ServerKind = 'ollama' | 'lm-studio' | 'vllm' | 'llama.cpp' | 'openai-compatible';

export interface DiscoveredModel {
  /** As the server calls it. */
  readonly id: string;
  readonly contextTokens: number | null;
  readonly tools?: boolean;
  readonly vision?: boolean;
}

export interface Discovery {
  readonly kind: ServerKind;
  readonly models: readonly DiscoveredModel[];
}

type Ask = (request: Pick<JsonRequest, 'url' | 'post'>) => Promise<unknown>;

/**
 * Reads `GET {base}/models`, then what the server has beyond it.
 *
 * @throws {HeimdallError} `catalog_refresh_failed` when the list cannot be read. What else cannot be read is not known.
 */
export async function discoverModels(
  { baseUrl, apiKey }: Pick<ProviderConnection, 'baseUrl' | 'apiKey'>,
  options: Pick<JsonRequest, 'version' | 'signal' | 'fetch'>,
): Promise<Discovery> {
  const headers = apiKey === null ? undefined : { authorization: `Bearer ${apiKey}` };
  const ask: Ask = async (request) => {
    const answer = await fetchJson({ ...request, ...options, ...(headers ? { headers } : {}), timeoutMs: TIMEOUT_MS });
    return answer.changed ? answer.body : null;
  };
  const base = withoutEndSlashes(baseUrl);
  const root = base.replace(/\/v\d+(?:beta)?$/, '');
  const listed = arrayOf(objectOf(await ask({ url: `${base}/models` })).data)
    .map(objectOf)
    .filter((model) => textOf(model.id) !== undefined)
    .slice(0, MAX_MODELS);

  if (listed.some(({ max_model_len }) => tokensOf(max_model_len) !== undefined)) return vllm(listed);
  if (listed.some(({ owned_by }) => owned_by === 'llamacpp')) return await llamaCpp(listed, root, ask);
  return (await ollama(listed, root, ask)) ?? (await lmStudio(listed, root, ask)) ?? plain(listed);
}

/** The list as it is; some servers add a context to it. */
function plain(listed: readonly Json[]): Discovery {
  const models = listed.map((model) => ({
    id: model.id as string,
    contextTokens: tokensOf(model.context_length) ?? tokensOf(model.context_window) ?? null,
  }));
  return { kind: 'openai-compatible', models };
}

function vllm(listed: readonly Json[]): Discovery {
  const models = listed.map((model) => ({
    id: model.id as string,
    contextTokens: tokensOf(model.max_model_len) ?? null,
  }));
  return { kind: 'vllm', models };
}

/** `GET /props` has the context of a slot, which a request must fit in, and what the model takes beside text. */
async function llamaCpp(listed: readonly Json[], root: string, ask: Ask): Promise<Discovery> {
  const props = objectOf(await orNull(ask({ url: `${root}/props` })));
  const context = tokensOf(objectOf(props.default_generation_settings).n_ctx);
  const { vision } = objectOf(props.modalities);
  const models = listed.map((model) =>
    defined({
      id: model.id as string,
      contextTokens: context ?? tokensOf(objectOf(model.meta).n_ctx_train) ?? null,
      vision: typeof vision === 'boolean' ? vision : undefined,
    }),
  );
  return { kind: 'llama.cpp', models };
}

/** `GET /api/tags` tells that it is Ollama; `POST /api/show` has the context and the capabilities of each model. */
async function ollama(listed: readonly Json[], root: string, ask: Ask): Promise<Discovery | null> {
  const tags = objectOf(await orNull(ask({ url: `${root}/api/tags` })));
  if (!Array.isArray(tags.models)) return null;
  const models: DiscoveredModel[] = [];
  for (const [index, { id }] of listed.entries()) {
    const shown =
      index < MAX_SHOWN ? objectOf(await orNull(ask({ url: `${root}/api/show`, post: { model: id } }))) : {};
    const can = Array.isArray(shown.capabilities) ? new Set<unknown>(shown.capabilities) : null;
    if (can !== null && !can.has('completion')) continue;
    models.push(
      defined({
        id: id as string,
        contextTokens: ollamaContext(shown),
        tools: can?.has('tools'),
        vision: can?.has('vision'),
      }),
    );
  }
  return { kind: 'ollama', models };
}

/** `num_ctx` of the model file where it is set; else what the model was made for, under a name of its architecture. */
function ollamaContext({ parameters, model_info }: Json): number | null {
  const set = typeof parameters === 'string' ? /^num_ctx\s+(\d+)/m.exec(parameters)?.[1] : undefined;
  if (set !== undefined) return tokensOf(set) ?? null;
  const entry = Object.entries(objectOf(model_info)).find(([key]) => key.endsWith('.context_length'));
  return tokensOf(entry?.[1]) ?? null;
}

/** `GET /api/v0/models` has type, state and context. */
async function lmStudio(listed: readonly Json[], root: string, ask: Ask): Promise<Discovery | null> {
  const body = objectOf(await orNull(ask({ url: `${root}/api/v0/models` })));
  if (!Array.isArray(body.data)) return null;
  const known = new Map(body.data.map(objectOf).map((model) => [model.id, model]));
  const models = listed.flatMap((model): DiscoveredModel[] => {
    const more = known.get(model.id) ?? {};
    if (more.type === 'embeddings') return [];
    return [
      defined({
        id: model.id as string,
        contextTokens: tokensOf(more.loaded_context_length) ?? tokensOf(more.max_context_length) ?? null,
        tools: Array.isArray(more.capabilities) ? more.capabilities.includes('tool_use') : undefined,
        vision: typeof more.type === 'string' ? more.type === 'vlm' : undefined,
      }),
    ];
  });
  return { kind: 'lm-studio', models };
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch {
    return null;
  }
}
