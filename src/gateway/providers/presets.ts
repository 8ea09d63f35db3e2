/** Providers that Heimdall knows by name. All are called through their OpenAI-compatible surface. */
export interface ProviderPreset {
  readonly name: string;
  /** OpenAI-compatible base URL including its version segment. */
  readonly baseUrl: string;
  /** Environment variable that holds the key by the provider's own convention. */
  readonly apiKeyEnv: string;
}

/** The presets by name; an entry of the same name in `settings.providers` replaces one. */
export const PROVIDER_PRESETS: readonly ProviderPreset[] = [
  { name: 'openai', baseUrl: 'https://api.openai.com/v1', apiKeyEnv: 'OPENAI_API_KEY' },
  { name: 'openrouter', baseUrl: 'https://openrouter.ai/api/v1', apiKeyEnv: 'OPENROUTER_API_KEY' },
  {
    name: 'google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    apiKeyEnv: 'GEMINI_API_KEY',
  },
  { name: 'deepseek', baseUrl: 'https://api.deepseek.com/v1', apiKeyEnv: 'DEEPSEEK_API_KEY' },
  { name: 'anthropic', baseUrl: 'https://api.anthropic.com/v1', apiKeyEnv: 'ANTHROPIC_API_KEY' },
];
