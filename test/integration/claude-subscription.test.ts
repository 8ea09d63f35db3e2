/** A Claude subscription token, brought by Claude Code and by clients that are something else. */
import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { startHost } from './host-harness.ts';

const TOKEN = 'sk-ant-oat01-CANARY-of-the-subscription';
/** What Claude Code 2.1 sends beside what the SDK inside it does. */
const CLAUDE_CODE = {
  'user-agent': 'claude-cli/2.1.85 (external, cli)',
  'x-app': 'cli',
  'anthropic-beta': 'claude-code-20250219,oauth-2025-04-20,interleaved-thinking-2025-05-14',
  'x-claude-code-session-id': '0b0e',
};
const anthropic = new FakeAnthropicUpstream();
const openai = new FakeOpenAiUpstream();

beforeAll(() => Promise.all([anthropic.start(), openai.start()]));
afterAll(() => Promise.all([anthropic.stop(), openai.stop()]));
beforeEach(() => {
  anthropic.reset();
  openai.reset();
});

const start = (withOpenai = true) =>
  startHost({
    env: { TEST_KEY: 'key-of-openai' },
    yaml: `
simulator: never
providers:
  anthropic: { base_url: ${anthropic.baseUrl}, dialect: anthropic, models: [{ id: anthropic/test }] }
  openai: { base_url: ${openai.baseUrl}, ${withOpenai ? 'api_key_env: TEST_KEY, ' : ''}models: [{ id: openai/test }] }
router:
  cheap_candidates: [{ model: anthropic/test, effort: null }, { model: openai/test, effort: null }]
`,
  });
const client = (url: string, defaultHeaders: Record<string, string> = {}) =>
  new Anthropic({ baseURL: url, authToken: TOKEN, apiKey: null, maxRetries: 0, defaultHeaders });
const ask = (model = 'anthropic/test') => ({
  model,
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: 'hello' }],
});

describe('a Claude subscription token', () => {
  test('of Claude Code goes to Anthropic as it came, streamed or not', async () => {
    const { url } = await start();
    const code = client(url, CLAUDE_CODE);
    expect((await code.messages.create(ask())).role).toBe('assistant');
    expect((await code.messages.stream(ask()).finalMessage()).stop_reason).toBe('end_turn');
    expect(anthropic.requests).toHaveLength(2);
    for (const { headers } of anthropic.requests) {
      expect(headers).toMatchObject({ authorization: `Bearer ${TOKEN}`, ...CLAUDE_CODE });
      expect(headers['x-api-key']).toBeUndefined();
    }
  });

  test('of another client is refused with the way out, and stays here', async () => {
    const host = await start();
    const error = await client(host.url)
      .messages.create(ask())
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Anthropic.PermissionDeniedError);
    expect((error as Error).message).toContain('Use an API key of Anthropic');
    expect((error as Error).message).not.toContain('CANARY');
    expect(anthropic.requests).toHaveLength(0);
    expect(JSON.stringify(host.logger.lines)).not.toContain('CANARY');
  });

  test('that cannot be used does not keep a request from other providers, and the decision says why', async () => {
    const host = await start();
    expect((await client(host.url).messages.create(ask('heimdall/auto'))).role).toBe('assistant');
    expect(anthropic.requests).toHaveLength(0);
    expect(openai.requests[0]?.headers.authorization).toBe('Bearer key-of-openai');
    const page = await host.ask<{ records: { decision: { auth: object; notes: string[] } }[] }>('decisions.page', {});
    const decision = page.records[0]?.decision;
    expect(decision?.auth).toMatchObject({
      adapter: 'anthropic-oauth',
      credential_class: 'oauth',
      unused_because: expect.stringContaining('does not come from Claude Code'),
    });
    expect(decision?.notes.join(' ')).toContain('the credential of the request was not used');
    expect(JSON.stringify(page)).not.toContain('CANARY');
  });

  test.each([
    ['/v1/chat/completions', { model: 'anthropic/test', messages: [{ role: 'user', content: 'hello' }] }],
    ['/v1/responses', { model: 'anthropic/test', input: 'hello' }],
    ['/v1beta/models/anthropic%2Ftest:generateContent', { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }],
  ])('never goes out with a translated request: %s', async (path, body) => {
    const { url } = await start(false);
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { ...CLAUDE_CODE, authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('x-heimdall-error')).toBe('auth_not_usable');
    expect(await response.text()).not.toContain('CANARY');
    expect(anthropic.requests).toHaveLength(0);
  });

  test('does not travel as an API key either', async () => {
    const { url } = await start(false);
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { ...CLAUDE_CODE, 'x-api-key': TOKEN, 'content-type': 'application/json' },
      body: JSON.stringify(ask()),
    });
    expect(response.status).toBe(403);
    expect(anthropic.requests).toHaveLength(0);
  });
});
