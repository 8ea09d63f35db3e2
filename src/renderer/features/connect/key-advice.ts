/** Where a provider's key goes, by the names that its own tools use. */
const VARIABLES: Record<string, string> = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GEMINI_API_KEY',
  openrouter: 'OPENROUTER_API_KEY',
  deepseek: 'DEEPSEEK_API_KEY',
};

export interface KeyAdvice {
  readonly before: string;
  readonly code: string;
  readonly after: string;
}

export function keyAdvice(provider: string, configPath: string | null): KeyAdvice {
  const variable = VARIABLES[provider];
  if (variable) return { before: 'Set', code: variable, after: 'and restart Heimdall.' };
  return {
    before: 'Name its variable in',
    code: `providers.${provider}.api_key_env`,
    after: configPath ? 'of the configuration file.' : 'of a configuration file.',
  };
}
