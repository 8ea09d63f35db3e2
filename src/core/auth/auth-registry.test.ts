import { describe, expect, it } from 'vitest';
import { type AuthAdapter, type AuthInfo, describeAuth, isUsableAt, tokenReference } from './auth-adapter.ts';
import { createAuthRegistry } from './auth-registry.ts';

const ENABLED = ['anthropic-oauth', 'google-oauth', 'openai-key', 'user-keys'];
const CONTEXT = { nowMs: 1_000, dialect: 'openai-chat' };
const detect = (headers: Record<string, string | string[]>) => createAuthRegistry().detect(headers, ENABLED, CONTEXT);

const corp: AuthAdapter = {
  name: 'corp',
  detect: (headers) => headers['x-corp'] !== undefined,
  extract: () => ({ adapter: 'corp', type: 'api-key', provider: 'corp', token: 'secret' }),
};

describe('auth registry', () => {
  it.each([
    ['Bearer sk-ant-oat01-abcdefgh', 'anthropic-oauth', 'oauth', 'anthropic'],
    ['Bearer ya29.a0AfB_abc', 'google-oauth', 'oauth', 'google'],
    ['Bearer sk-ant-api03-abc', 'openai-key', 'api-key', 'anthropic'],
    ['Bearer sk-or-v1-abc', 'openai-key', 'api-key', 'openrouter'],
    ['bearer sk-proj-abc', 'openai-key', 'api-key', 'openai'],
    [`Bearer sk-${'a'.repeat(48)}`, 'openai-key', 'api-key', 'openai'],
    [`Bearer AIza${'a'.repeat(35)}`, 'openai-key', 'api-key', 'google'],
    ['Bearer heimdall', 'openai-key', 'local', null],
    ['Bearer sk-0123456789abcdef0123456789abcdef', 'openai-key', 'local', null],
    ['Bearer hmd_abcdefgh', 'user-keys', 'local', null],
  ])('recognises %s', (authorization, adapter, type, provider) => {
    expect(detect({ authorization })).toMatchObject({ adapter, type, provider });
  });

  it('reads keys from the headers of Anthropic and Google clients', () => {
    expect(detect({ 'x-api-key': 'sk-ant-api03-abc' })?.provider).toBe('anthropic');
    expect(detect({ 'x-goog-api-key': ['heimdall'] })?.token).toBe('heimdall');
  });

  it("reads a key of Heimdall's own in any place, and a provider's beside it first", () => {
    for (const name of ['x-api-key', 'x-goog-api-key', 'x-heimdall-token']) {
      expect(detect({ [name]: 'hmd_abc' })).toMatchObject({ adapter: 'user-keys', type: 'local', token: 'hmd_abc' });
    }
    const both = { authorization: 'Bearer hmd_abc', 'x-api-key': 'sk-ant-api03-abc' };
    expect(detect(both)).toMatchObject({ adapter: 'openai-key', token: 'sk-ant-api03-abc' });
  });

  it('says what is wrong with a credential, and how one travels', () => {
    const registry = createAuthRegistry([
      {
        name: 'short-lived',
        detect: () => true,
        extract: () => ({ adapter: 'short-lived', type: 'oauth', provider: 'corp', token: 't', expiresAt: 2_000 }),
        validate: ({ expiresAt = 0 }, nowMs) =>
          nowMs < expiresAt ? null : { code: 'auth_expired', message: 'It expired. Get a new one.' },
        apply: ({ token }, { dialect }) => ({ 'x-corp': `${token} for ${dialect}` }),
      },
    ]);
    const early = registry.detect({}, ['short-lived'], CONTEXT);
    expect(early).not.toHaveProperty('problem');
    const late = registry.detect({}, ['short-lived'], { ...CONTEXT, nowMs: 2_000 });
    expect(late?.problem?.code).toBe('auth_expired');
    expect(describeAuth(late)).toMatchObject({
      credential_class: 'oauth',
      unused_because: 'It expired. Get a new one.',
    });
    expect(registry.apply(early as AuthInfo, { provider: 'corp', dialect: 'gemini' })).toEqual({
      'x-corp': 't for gemini',
    });
    expect(isUsableAt(early, 'corp')).toBe(true);
    expect(isUsableAt(early, 'google')).toBe(false);
    expect(isUsableAt(late, 'corp')).toBe(false);
    expect(isUsableAt(null, 'corp')).toBe(false);
  });

  it.each([
    ['openai-key', 'api-key', 'anthropic', { 'x-api-key': 'k' }],
    ['openai-key', 'api-key', 'gemini', { 'x-goog-api-key': 'k' }],
    ['openai-key', 'api-key', 'openai-chat', { authorization: 'Bearer k' }],
    ['openai-key', 'api-key', 'openai-responses', { authorization: 'Bearer k' }],
    ['google-oauth', 'oauth', 'gemini', { authorization: 'Bearer k' }],
    ['anthropic-oauth', 'oauth', 'anthropic', { authorization: 'Bearer k', 'anthropic-beta': 'oauth-2025-04-20' }],
  ] as const)('sends a credential of %s (%s) in %s', (adapter, type, dialect, headers) => {
    const auth: AuthInfo = { adapter, type, provider: 'p', token: 'k' };
    expect(createAuthRegistry().apply(auth, { provider: 'p', dialect })).toEqual(headers);
  });

  it('names the project that pays where one is configured', () => {
    const auth: AuthInfo = { adapter: 'google-oauth', type: 'oauth', provider: 'google', token: 'k' };
    const headers = createAuthRegistry().apply(
      { ...auth, metadata: { user_project: 'mine' } },
      { provider: 'google', dialect: 'gemini' },
    );
    expect(headers['x-goog-user-project']).toBe('mine');
  });

  it('finds nothing in nothing', () => {
    expect(detect({})).toBeNull();
    expect(detect({ authorization: 'Basic abc' })).toBeNull();
    expect(detect({ authorization: 'Bearer ' })).toBeNull();
  });

  it('asks only enabled adapters, in order, and knows custom ones', () => {
    const registry = createAuthRegistry([corp]);
    const headers = { 'x-corp': '1', authorization: 'Bearer heimdall' };
    expect(registry.detect(headers, ['openai-key', 'corp'], CONTEXT)?.adapter).toBe('openai-key');
    expect(registry.detect(headers, ['corp'], CONTEXT)?.adapter).toBe('corp');
    expect(registry.detect(headers, ['unheard-of'], CONTEXT)).toBeNull();
    expect(registry.names).toEqual([...ENABLED, 'corp']);
  });

  it('puts other custom adapters in force whole or not at all, and lets no credential travel without its own', () => {
    const registry = createAuthRegistry([corp]);
    const target = { provider: 'corp', dialect: 'gemini' };
    const auth = registry.detect({ 'x-corp': '1' }, ['corp'], CONTEXT) as AuthInfo;
    expect(() => registry.use([{ ...corp, name: 'new' }, corp, corp])).toThrow('already an auth adapter named "corp"');
    expect(() => registry.use([{ ...corp, name: 'openai-key' }])).toThrow('"openai-key"');
    expect(registry.names).toEqual([...ENABLED, 'corp']);
    expect(registry.apply(auth, target)).toEqual({ 'x-goog-api-key': 'secret' });
    registry.use([{ ...corp, name: 'new' }]);
    expect(registry.names).toEqual([...ENABLED, 'new']);
    expect(() => registry.apply(auth, target)).toThrow('The auth adapter "corp" failed');
  });

  it('keeps what an adapter throws to itself', () => {
    const fail = () => {
      throw new Error('token sk-secret');
    };
    const registry = createAuthRegistry([{ name: 'bad', detect: fail, extract: fail, apply: fail }]);
    const target = { provider: 'p', dialect: 'gemini' };
    expect(() => registry.apply({ adapter: 'bad', type: 'oauth', provider: 'p', token: 't' }, target)).toThrow(
      'The auth adapter "bad" failed on this request.',
    );
    let caught: unknown;
    try {
      registry.detect({}, ['bad'], CONTEXT);
    } catch (error) {
      caught = error;
    }
    expect(caught).toMatchObject({ code: 'auth_adapter_failed', type: 'auth' });
    expect(String((caught as Error).message) + String((caught as Error).cause)).not.toContain('sk-secret');
  });
});

describe('describeAuth', () => {
  it('shows at most the last three characters of a long token', () => {
    expect(tokenReference('sk-proj-abcdefghijklm')).toBe('..klm');
    expect(tokenReference('heimdall')).toBe('..');
    expect(describeAuth({ adapter: 'a', type: 'local', provider: null, token: 'heimdall' }).reference).toBeNull();
    expect(describeAuth(null).adapter).toBe('none');
  });
});
