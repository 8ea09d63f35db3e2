/** Four servers that people run models on, as far as they say which models they have and answer chats. */
import { type JsonServer, type SeenRequest, startJsonServer } from './json-server.ts';

/** A complete chat completion that names the model it was asked for. */
function chat({ body }: SeenRequest): unknown {
  const { model } = body as { model: string };
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content: `I am ${model}` }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
  };
}

/** Ollama: no `/api/v0`, context and capabilities by `POST /api/show`. */
export function startOllama(port = 0): Promise<JsonServer> {
  const shown: Record<string, object> = {
    'llama3.2:latest': {
      parameters: 'stop                           "<|eot_id|>"',
      details: {
        parent_model: '',
        format: 'gguf',
        family: 'llama',
        parameter_size: '3.2B',
        quantization_level: 'Q4_K_M',
      },
      model_info: { 'general.architecture': 'llama', 'llama.context_length': 131_072, 'llama.block_count': 28 },
      capabilities: ['completion', 'tools'],
    },
    'llava:7b': {
      parameters: 'num_ctx                        8192\nstop                           "[INST]"',
      details: { family: 'llama', parameter_size: '7B' },
      model_info: { 'general.architecture': 'llama', 'llama.context_length': 32_768 },
      capabilities: ['completion', 'vision'],
    },
    'nomic-embed-text:latest': {
      model_info: { 'general.architecture': 'nomic-bert', 'nomic-bert.context_length': 2_048 },
      capabilities: ['embedding'],
    },
  };
  const names = Object.keys(shown);
  return startJsonServer(
    {
      '/v1/models': {
        object: 'list',
        data: names.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'library' })),
      },
      '/api/tags': {
        models: names.map((name) => ({ name, model: name, modified_at: '2026-11-01T00:00:00Z', size: 2_019_393_189 })),
      },
      '/api/show': ({ body }: SeenRequest) => shown[(body as { model: string }).model] ?? null,
      '/v1/chat/completions': chat,
    },
    port,
  );
}

/** LM Studio: types and contexts at `/api/v0/models`. */
export function startLmStudio(): Promise<JsonServer> {
  const models = [
    {
      id: 'qwen2-vl-7b-instruct',
      type: 'vlm',
      publisher: 'mlx-community',
      arch: 'qwen2_vl',
      state: 'not-loaded',
      max_context_length: 32_768,
    },
    {
      id: 'gpt-oss-20b',
      type: 'llm',
      publisher: 'openai',
      arch: 'gpt-oss',
      state: 'loaded',
      max_context_length: 131_072,
      loaded_context_length: 16_384,
      capabilities: ['tool_use'],
    },
    {
      id: 'text-embedding-nomic-embed-text-v1.5',
      type: 'embeddings',
      publisher: 'nomic-ai',
      arch: 'nomic-bert',
      state: 'not-loaded',
      max_context_length: 2_048,
    },
  ];
  return startJsonServer({
    '/v1/models': {
      data: models.map(({ id }) => ({ id, object: 'model', owned_by: 'organization_owner' })),
      object: 'list',
    },
    '/api/v0/models': { object: 'list', data: models.map((model) => ({ object: 'model', ...model })) },
    '/v1/chat/completions': chat,
  });
}

/** vLLM: `max_model_len` in the list itself. */
export function startVllm(): Promise<JsonServer> {
  return startJsonServer({
    '/v1/models': {
      object: 'list',
      data: [
        {
          id: 'meta-llama/Llama-3.1-8B-Instruct',
          object: 'model',
          created: 1_790_000_000,
          owned_by: 'vllm',
          root: 'meta-llama/Llama-3.1-8B-Instruct',
          parent: null,
          max_model_len: 24_576,
          permission: [],
        },
      ],
    },
    '/v1/chat/completions': chat,
  });
}

/** llama.cpp: the context of a slot at `/props`. */
export function startLlamaCpp(): Promise<JsonServer> {
  return startJsonServer({
    '/v1/models': {
      models: [{ name: 'gemma-3-4b-it-Q4_K_M.gguf', model: 'gemma-3-4b-it-Q4_K_M.gguf', capabilities: ['completion'] }],
      object: 'list',
      data: [
        {
          id: 'gemma-3-4b-it-Q4_K_M.gguf',
          object: 'model',
          created: 1_790_000_000,
          owned_by: 'llamacpp',
          meta: { vocab_type: 1, n_vocab: 262_144, n_ctx_train: 131_072, n_embd: 2_560, n_params: 3_880_099_328 },
        },
      ],
    },
    '/props': {
      default_generation_settings: { n_ctx: 4_096, params: {} },
      total_slots: 1,
      modalities: { vision: true, audio: false },
    },
    '/v1/chat/completions': chat,
  });
}
