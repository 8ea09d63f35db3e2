import { describe, expect, it } from 'vitest';
import { anthropicOauthAdapter as adapter } from './anthropic-oauth.ts';

/** As Claude Code 2.1 sends them. */
const CLAUDE_CODE = {
  authorization: 'Bearer sk-ant-oat01-abcdefgh',
  'user-agent': 'claude-cli/2.1.85 (external, cli)',
  'x-app': 'cli',
  'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20,interleaved-thinking-2025-05-14',
  'anthropic-version': '2023-06-01',
};

const problem = (headers: Record<string, string | undefined>, dialect: string | null = 'anthropic') =>
  adapter.validate?.(adapter.extract(headers), 0, dialect)?.message ?? null;

describe('Claude subscription tokens', () => {
  it.each([
    [CLAUDE_CODE],
    [{ ...CLAUDE_CODE, 'x-app': 'cli-bg' }],
    // Its small requests name fewer betas.
    [{ ...CLAUDE_CODE, 'anthropic-beta': 'oauth-2025-04-20,interleaved-thinking-2025-05-14' }],
    [{ ...CLAUDE_CODE, 'user-agent': 'claude-cli/2.0.76 (external, sdk-ts)' }],
  ])("are used for Anthropic's own client %#", (headers) => {
    expect(adapter.detect(headers)).toBe(true);
    expect(problem(headers)).toBeNull();
  });

  it.each([
    ['another client', { ...CLAUDE_CODE, 'user-agent': 'Anthropic/JS 1.12.0' }],
    ['no client at all', { ...CLAUDE_CODE, 'user-agent': undefined }],
    ['a client that only sounds like it', { ...CLAUDE_CODE, 'user-agent': 'my-claude-cli/2.1.85' }],
    ['no app', { ...CLAUDE_CODE, 'x-app': undefined }],
    ['no beta of the login', { ...CLAUDE_CODE, 'anthropic-beta': 'interleaved-thinking-2025-05-14' }],
    ['the place of an API key', { ...CLAUDE_CODE, authorization: undefined, 'x-api-key': 'sk-ant-oat01-abcdefgh' }],
  ])('are not used for %s', (_name, headers) => {
    expect(adapter.detect(headers)).toBe(true);
    expect(problem(headers)).toMatch(/does not come from Claude Code. Use an API key/);
    expect(problem(headers)).not.toContain('sk-ant');
  });

  it.each(['openai-chat', 'openai-responses', 'gemini', null])('are not used for a request in %s', (dialect) => {
    expect(problem(CLAUDE_CODE, dialect)).toMatch(/does not speak this API/);
  });
});
