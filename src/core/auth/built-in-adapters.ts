import type { AuthAdapter, AuthInfo, RequestHeaders } from './auth-adapter.ts';

/** First value of a header, or undefined. */
export function headerValue(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** The token of `Authorization: Bearer …`. */
function bearerToken(headers: RequestHeaders): string | undefined {
  const value = headerValue(headers, 'authorization');
  if (value === undefined || value.length < 8 || value.slice(0, 7).toLowerCase() !== 'bearer ') return undefined;
  return value.slice(7).trim() || undefined;
}

/** Claude subscription tokens: `Authorization: Bearer sk-ant-oat…`. */
export const anthropicOauthAdapter: AuthAdapter = {
  name: 'anthropic-oauth',
  detect: (headers) => bearerToken(headers)?.startsWith('sk-ant-oat') === true,
  extract: (headers) => ({
    adapter: 'anthropic-oauth',
    type: 'oauth',
    provider: 'anthropic',
    token: bearerToken(headers) ?? '',
  }),
};

/** Google OAuth access tokens: `Authorization: Bearer ya29.…`. */
export const googleOauthAdapter: AuthAdapter = {
  name: 'google-oauth',
  detect: (headers) => bearerToken(headers)?.startsWith('ya29.') === true,
  extract: (headers) => ({
    adapter: 'google-oauth',
    type: 'oauth',
    provider: 'google',
    token: bearerToken(headers) ?? '',
  }),
};

/** Key formats that say which provider they are for. */
const KEY_PROVIDERS: readonly (readonly [RegExp, string])[] = [
  [/^sk-ant-/, 'anthropic'],
  [/^sk-or-/, 'openrouter'],
  [/^AIza[\w-]{30,}$/, 'google'],
  [/^sk-(?:proj|svcacct|admin)-/, 'openai'],
  [/^sk-[A-Za-z0-9]{48}$/, 'openai'],
];

/**
 * API keys in the OpenAI way (`Authorization: Bearer`), and in Anthropic's and Google's (`x-api-key`,
 * `x-goog-api-key`). A key of no provider's format, such as the placeholder `heimdall`, is local: it is for this
 * endpoint and goes nowhere.
 */
export const openaiKeyAdapter: AuthAdapter = {
  name: 'openai-key',
  detect: (headers) => apiKey(headers) !== undefined,
  extract(headers): AuthInfo {
    const token = apiKey(headers) ?? '';
    const provider = KEY_PROVIDERS.find(([format]) => format.test(token))?.[1] ?? null;
    return { adapter: 'openai-key', type: provider === null ? 'local' : 'api-key', provider, token };
  },
};

function apiKey(headers: RequestHeaders): string | undefined {
  return bearerToken(headers) ?? headerValue(headers, 'x-api-key') ?? headerValue(headers, 'x-goog-api-key');
}

/** OAuth first: their tokens travel in the same header as plain keys. */
export const builtInAuthAdapters: readonly AuthAdapter[] = [
  anthropicOauthAdapter,
  googleOauthAdapter,
  openaiKeyAdapter,
];
