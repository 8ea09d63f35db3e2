/** Names of OpenTelemetry's conventions for generative AI (semantic conventions 1.37, status "development"). */

/** Well-known values of `gen_ai.provider.name`, where ours is another. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  google: 'gcp.gemini',
  xai: 'x_ai',
  mistral: 'mistral_ai',
};

/** `gen_ai.provider.name` of a provider of the settings. */
export function providerName(provider: string): string {
  return PROVIDER_NAMES[provider] ?? provider;
}

/** `gen_ai.operation.name` of a dialect. */
export function operationName(dialect: string): string {
  return dialect === 'gemini' ? 'generate_content' : 'chat';
}

/** Bounds that the conventions ask for. */
export const TOKEN_BOUNDS = Array.from({ length: 14 }, (_, power) => 4 ** power);
export const DURATION_BOUNDS = Array.from({ length: 14 }, (_, power) => 2 ** power / 100);
export const FIRST_CHUNK_BOUNDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
