import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../core/index.ts';
import type { ParsedRequest } from './dialects/dialect.ts';
import { CLIENT_DIALECTS } from './dialects/registry.ts';
import { sessionReference } from './session-reference.ts';

type Body = Record<string, unknown>;
const SALT = new Uint8Array(16).fill(7);
const key = { authorization: 'Bearer sk-one' };

const bytes = (body: Body) => Buffer.from(JSON.stringify(body));
const chat = (text: string, body: Body = {}): ParsedRequest =>
  CLIENT_DIALECTS['openai-chat'].parse(
    bytes({
      model: 'auto',
      messages: [
        { role: 'system', content: 'You help.' },
        { role: 'user', content: text },
      ],
      ...body,
    }),
  );
const responses = (body: Body): ParsedRequest =>
  CLIENT_DIALECTS['openai-responses'].parse(bytes({ model: 'auto', input: 'hi', ...body }));
const refer = (parsed: ParsedRequest, headers: Record<string, string> = key, app: string | null = 'app') =>
  sessionReference(parsed, headers, app, SALT);

describe('sessionReference', () => {
  it.each<[string, Record<string, string>, Body]>([
    ['x-heimdall-session', { 'x-heimdall-session': 's1' }, {}],
    ['claude-code', { 'x-claude-code-session-id': 's1' }, {}],
    ['codex', { 'thread-id': 's1', 'session-id': 's2' }, {}],
    ['codex', { 'session-id': 's1' }, {}],
    ['codex', { session_id: 's1' }, {}],
    ['codex', { conversation_id: 's1' }, {}],
    ['codex', { 'x-codex-turn-metadata': '{"turn_id":"t","session_id":"s1"}' }, {}],
    ['open-webui', { 'x-openwebui-chat-id': 's1' }, {}],
    ['conversation', {}, { conversation: 'conv_1' }],
    ['conversation', {}, { conversation: { id: 'conv_1' } }],
    ['prompt_cache_key', {}, { prompt_cache_key: 'k1' }],
    ['first_turns', {}, {}],
  ])('is told by %s: %j %j', (source, headers, body) => {
    const first = refer(chat('Hello.', body), { ...key, ...headers });
    expect(first).toEqual({ source, key: expect.stringMatching(/^[0-9a-f]{24}$/) });
    const later = chat('Hello.', {
      ...body,
      messages: [
        { role: 'system', content: 'You help.' },
        { role: 'user', content: 'Hello.' },
        { role: 'assistant', content: 'Hi.' },
        { role: 'user', content: 'Go on.' },
      ],
    });
    expect(refer(later, { ...key, ...headers })).toEqual(first);
  });

  it('takes the word of the caller before that of its client', () => {
    const headers = { ...key, 'x-claude-code-session-id': 'c', 'x-heimdall-session': 'mine' };
    expect(refer(chat('One.'), headers)).toEqual(refer(chat('Another.'), { ...key, 'x-heimdall-session': 'mine' }));
  });

  it('keeps callers apart: by credential in any header, and by app', () => {
    const named = { 'x-heimdall-session': 'same' };
    const keys = [
      refer(chat('Hello.')),
      refer(chat('Hello.'), { authorization: 'Bearer sk-two' }),
      refer(chat('Hello.'), { 'x-api-key': 'Bearer sk-one' }),
      refer(chat('Hello.'), { 'x-goog-api-key': 'sk-one' }),
      refer(chat('Hello.'), {}),
      refer(chat('Hello.'), key, 'other app'),
      refer(chat('Hello.'), { ...named, ...key }),
      refer(chat('Hello.'), { ...named, authorization: 'Bearer sk-two' }),
    ].map((reference) => reference?.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps apart what begins differently under one id of a client', () => {
    const headers = { ...key, 'x-claude-code-session-id': 's1' };
    const keys = [
      refer(chat('Fix the bug.'), headers),
      refer(chat('Write a title of 5 words.'), headers),
      refer(chat('Fix the bug.', { tools: [{ type: 'function', function: { name: 'f' } }] }), headers),
      refer(chat('Fix the bug.'), { ...headers, 'x-claude-code-agent-id': 'sub' }),
    ].map((reference) => reference?.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("does not see Claude Code's billing line, which changes with every request", () => {
    const claude = (billing: string) =>
      CLIENT_DIALECTS.anthropic.parse(
        bytes({
          model: 'heimdall/auto',
          max_tokens: 100,
          system: [
            { type: 'text', text: `x-anthropic-billing-header: cc_version=2.1.212; cch=${billing};` },
            { type: 'text', text: 'You are an agent.' },
          ],
          messages: [{ role: 'user', content: 'Fix the bug.' }],
        }),
      );
    expect(refer(claude('1f2e3'))).toEqual(refer(claude('aaaaa')));
    expect(claude('1f2e3').request).toEqual(claude('aaaaa').request);
  });

  it('is null where nothing tells', () => {
    expect(refer(responses({ previous_response_id: 'resp_1' }))).toBeNull();
    expect(refer(responses({ previous_response_id: 'resp_1', prompt_cache_key: 'shared' }))).toBeNull();
    expect(refer(responses({ previous_response_id: 'resp_1' }), { ...key, 'thread-id': 't' })).not.toBeNull();
    expect(refer(chat('', { messages: [{ role: 'system', content: 'Only me.' }] }))).toBeNull();
  });

  it('holds no text, and no hash that could be compared with guesses', () => {
    const one = refer(chat('Hello.'))?.key;
    const salted = sessionReference(chat('Hello.'), key, 'app', new Uint8Array(16).fill(8))?.key;
    expect(one).not.toBe(salted);
  });

  it.each(['', '   ', 'x'.repeat(257)])('refuses an x-heimdall-session that is no id: %j', (value) => {
    try {
      refer(chat('Hello.'), { 'x-heimdall-session': value });
      expect.unreachable();
    } catch (error) {
      expect(HeimdallError.from(error)).toMatchObject({
        code: 'request_invalid',
        context: { param: 'x-heimdall-session' },
      });
    }
  });

  it('leaves ids of clients alone that cannot be ids', () => {
    const long = { ...key, 'x-claude-code-session-id': 'x'.repeat(600), 'x-codex-turn-metadata': '{nonsense' };
    expect(refer(chat('Hello.'), long)?.source).toBe('first_turns');
  });
});
