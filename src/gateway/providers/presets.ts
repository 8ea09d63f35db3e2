import type { DialectName } from '../dialects/canonical.ts';

/** Providers that Heimdall knows by name, each called in its own dialect. */
export interface ProviderPreset {
  readonly name: string;
  /** Base URL including its version segment. */
  readonly baseUrl: string;
  readonly dialect: DialectName;
  /** Further dialects that it takes as they come. */
  readonly alsoSpeaks?: readonly DialectName[];
  /** Environment variable that holds the key by the provider's own convention. */
  readonly apiKeyEnv: string;
}

/** The presets by name; an entry of the same name in `settings.providers` replaces one. */
export const PROVIDER_PRESETS: readonly ProviderPreset[] = [
  {
    name: 'openai',
    baseUrl: 'https://api.openai.com/v1',
    dialect: 'openai-chat',
    alsoSpeaks: ['openai-responses'],
    apiKeyEnv: 'OPENAI_API_KEY',
  },
  {
    name: 'openrouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    dialect: 'openai-chat',
    apiKeyEnv: 'OPENROUTER_API_KEY',
  },
  {
    name: 'google',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    dialect: 'gemini',
    apiKeyEnv: 'GEMINI_API_KEY',
  },
  { name: 'deepseek', baseUrl: 'https://api.deepseek.com/v1', dialect: 'openai-chat', apiKeyEnv: 'DEEPSEEK_API_KEY' },
  { name: 'anthropic', baseUrl: 'https://api.anthropic.com/v1', dialect: 'anthropic', apiKeyEnv: 'ANTHROPIC_API_KEY' },
];
