import { describe, expect, it } from 'vitest';
import { describeAuth, tokenReference } from './auth-adapter.ts';
import { createAuthRegistry } from './auth-registry.ts';

const ENABLED = ['anthropic-oauth', 'google-oauth', 'openai-key'];
const detect = (headers: Record<string, string | string[]>) => createAuthRegistry().detect(headers, ENABLED);

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
  ])('recognises %s', (authorization, adapter, type, provider) => {
    expect(detect({ authorization })).toMatchObject({ adapter, type, provider });
  });

  it('reads keys from the headers of Anthropic and Google clients', () => {
    expect(detect({ 'x-api-key': 'sk-ant-api03-abc' })?.provider).toBe('anthropic');
    expect(detect({ 'x-goog-api-key': ['heimdall'] })?.token).toBe('heimdall');
  });

  it('finds nothing in nothing', () => {
    expect(detect({})).toBeNull();
    expect(detect({ authorization: 'Basic abc' })).toBeNull();
    expect(detect({ authorization: 'Bearer ' })).toBeNull();
  });

  it('asks only enabled adapters, in order, and knows custom ones', () => {
    const registry = createAuthRegistry();
    registry.register({
      name: 'corp',
      detect: (headers) => headers['x-corp'] !== undefined,
      extract: () => ({ adapter: 'corp', type: 'api-key', provider: 'corp', token: 'secret' }),
    });
    const headers = { 'x-corp': '1', authorization: 'Bearer heimdall' };
    expect(registry.detect(headers, ['openai-key', 'corp'])?.adapter).toBe('openai-key');
    expect(registry.detect(headers, ['corp'])?.adapter).toBe('corp');
    expect(registry.detect(headers, ['unheard-of'])).toBeNull();
    expect(registry.names).toEqual([...ENABLED, 'corp']);
    expect(() =>
      registry.register({
        name: 'corp',
        detect: () => false,
        extract: () => {
          throw new Error();
        },
      }),
    ).toThrow('already');
  });

  it('keeps what an adapter throws to itself', () => {
    const registry = createAuthRegistry();
    registry.register({
      name: 'bad',
      detect: () => {
        throw new Error('token sk-secret');
      },
      extract: () => {
        throw new Error();
      },
    });
    let caught: unknown;
    try {
      registry.detect({}, ['bad']);
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
