import type { AuthAdapter, AuthProblem, RequestHeaders } from './auth-adapter.ts';
import { bearerToken, findToken, headerValue } from './credential-headers.ts';

const PREFIX = 'sk-ant-oat';
/** The API takes tokens of a login with this beta only. It is added to those that the client names. */
const OAUTH_BETA = 'oauth-2025-04-20';
/** How Claude Code names itself: `claude-cli/2.1.85 (external, cli)`. */
const USER_AGENT = /^claude-cli\/\d/;
/** `cli`, or `cli-bg` for its work in the background. */
const APP = /^cli(?:$|-)/;
/** It names the beta of the login with every request, and nearly always its own. */
const BETA = /(?:^|,)\s*(?:oauth|claude-code)-\d/;

/** True for the text of a Claude subscription token, which is never to be used as an API key. */
export function isClaudeSubscriptionToken(token: string): boolean {
  return token.startsWith(PREFIX);
}

/**
 * Claude subscription tokens, `Authorization: Bearer sk-ant-oat…`. They are bound to Anthropic's own client: one is
 * passed on only when Claude Code itself sent the request, in the Messages API, and goes out with the client's headers
 * as they came. Nothing that would make another client look like it is ever added.
 */
export const anthropicOauthAdapter: AuthAdapter = {
  name: 'anthropic-oauth',
  detect: (headers) => tokenOf(headers) !== undefined,
  extract: (headers) => ({
    adapter: 'anthropic-oauth',
    type: 'oauth',
    provider: 'anthropic',
    token: tokenOf(headers) ?? '',
    passThroughOnly: true,
    metadata: { client: isClaudeCode(headers) ? 'claude-code' : 'other' },
  }),
  validate({ metadata }, _nowMs, dialect): AuthProblem | null {
    if (metadata?.client === 'claude-code' && dialect === 'anthropic') return null;
    const why =
      metadata?.client === 'claude-code'
        ? 'Claude Code does not speak this API'
        : 'this request does not come from Claude Code';
    return {
      code: 'auth_not_usable',
      message: `A Claude subscription token works in Anthropic's own client only, and ${why}. Use an API key of Anthropic instead.`,
    };
  },
  apply: ({ token }) => ({ authorization: `Bearer ${token}`, 'anthropic-beta': OAUTH_BETA }),
};

function tokenOf(headers: RequestHeaders): string | undefined {
  return findToken(headers, isClaudeSubscriptionToken);
}

function isClaudeCode(headers: RequestHeaders): boolean {
  return (
    bearerToken(headers)?.startsWith(PREFIX) === true &&
    USER_AGENT.test(headerValue(headers, 'user-agent') ?? '') &&
    APP.test(headerValue(headers, 'x-app') ?? '') &&
    BETA.test(headerValue(headers, 'anthropic-beta') ?? '')
  );
}
