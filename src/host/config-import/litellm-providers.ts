import type { ProviderPreset } from '../../gateway/gateway.ts';

/** How LiteLLM's providers are called. */
export interface LiteLlmProvider {
  /** Null: only where the file has an api_base. */
  readonly baseUrl: string | null;
  readonly dialect: ProviderPreset['dialect'];
  /** Environment variable that LiteLLM reads the key from when the file has none. */
  readonly variable: string | null;
  /** Keeps its own name even with an api_base. */
  readonly isLocal: boolean;
  /** What LiteLLM itself adds to an api_base where it is not there, so that files leave it out; null: nothing. */
  readonly addedPath: string | null;
}

const hosted = (
  baseUrl: string | null,
  variable: string | null,
  dialect: ProviderPreset['dialect'] = 'openai-chat',
): LiteLlmProvider => ({
  baseUrl,
  dialect,
  variable,
  isLocal: false,
  addedPath: dialect === 'anthropic' ? '/v1' : null,
});
const local = (baseUrl: string | null): LiteLlmProvider => ({ ...hosted(baseUrl, null), isLocal: true });
/** LiteLLM calls Ollama's own API, which is at the root; Heimdall the one for OpenAI's clients, beside it. */
const ollama: LiteLlmProvider = { ...local('http://localhost:11434/v1'), addedPath: '/v1' };

/**
 * Prefixes of `litellm_params.model` whose servers Heimdall can call: base URL and variable as docs.litellm.ai has them,
 * one page a provider. Others (Azure, Bedrock, Vertex, SageMaker and so on) sign or address requests in a way of their own.
 */
const PROVIDERS: ReadonlyMap<string, LiteLlmProvider> = new Map([
  ['openai', hosted('https://api.openai.com/v1', 'OPENAI_API_KEY')],
  ['anthropic', hosted('https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY', 'anthropic')],
  ['gemini', hosted('https://generativelanguage.googleapis.com/v1beta', 'GEMINI_API_KEY', 'gemini')],
  ['openrouter', hosted('https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY')],
  ['deepseek', hosted('https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY')],
  ['groq', hosted('https://api.groq.com/openai/v1', 'GROQ_API_KEY')],
  ['mistral', hosted('https://api.mistral.ai/v1', 'MISTRAL_API_KEY')],
  ['xai', hosted('https://api.x.ai/v1', 'XAI_API_KEY')],
  ['together_ai', hosted('https://api.together.xyz/v1', 'TOGETHERAI_API_KEY')],
  ['fireworks_ai', hosted('https://api.fireworks.ai/inference/v1', 'FIREWORKS_AI_API_KEY')],
  ['perplexity', hosted('https://api.perplexity.ai', 'PERPLEXITYAI_API_KEY')],
  ['cerebras', hosted('https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY')],
  ['nvidia_nim', hosted('https://integrate.api.nvidia.com/v1', 'NVIDIA_NIM_API_KEY')],
  ['moonshot', hosted('https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY')],
  ['openai_like', hosted(null, null)],
  ['custom_openai', hosted(null, null)],
  ['litellm_proxy', hosted(null, null)],
  ['ollama', ollama],
  ['ollama_chat', ollama],
  ['lm_studio', local(null)],
  ['hosted_vllm', local(null)],
]);

/** Splits `groq/llama-3.3-70b`. A name without a provider that is known is OpenAI's, as there. `kind` is null for others. */
export function litellmProvider(
  model: string,
  custom: string | null,
): { readonly prefix: string; readonly upstream: string; readonly kind: LiteLlmProvider | null } {
  const slash = model.indexOf('/');
  const prefix = custom ?? (slash < 0 ? 'openai' : model.slice(0, slash));
  const upstream = slash >= 0 && (custom === null || model.startsWith(`${custom}/`)) ? model.slice(slash + 1) : model;
  return { prefix, upstream, kind: PROVIDERS.get(prefix) ?? null };
}
