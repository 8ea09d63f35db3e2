import type { AuthAdapter, AuthInfo, RequestHeaders } from './auth-adapter.ts';
import { credentialHeaders, findToken } from './credential-headers.ts';
import { isUserKey } from './user-keys.ts';

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
 * endpoint and goes nowhere. Stored keys travel as this adapter applies them.
 */
export const openaiKeyAdapter: AuthAdapter = {
  name: 'openai-key',
  detect: (headers) => apiKey(headers) !== undefined,
  extract(headers): AuthInfo {
    const token = apiKey(headers) ?? '';
    const provider = KEY_PROVIDERS.find(([format]) => format.test(token))?.[1] ?? null;
    return { adapter: 'openai-key', type: provider === null ? 'local' : 'api-key', provider, token };
  },
  apply: credentialHeaders,
};

/** Keys of Heimdall's own are another adapter's, and a caller may bring one beside a provider's. */
function apiKey(headers: RequestHeaders): string | undefined {
  return findToken(headers, (token) => !isUserKey(token));
}
