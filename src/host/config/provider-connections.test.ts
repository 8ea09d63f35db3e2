import { describe, expect, test } from 'vitest';
import { configRevision } from '../../library/config-revision.ts';
import { parseSettings, type Settings, type SettingsInput } from '../../shared/settings-schema.ts';
import { buildHostConfig } from './host-config.ts';
import { connectProviders as connectAll, type KeySources } from './provider-connections.ts';

function settings(input: SettingsInput = {}): Settings {
  const result = parseSettings(input);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return result.settings;
}
const connectProviders = (of: Settings, keys: KeySources) => connectAll(of, keys).connections;
const none = { env: {}, fileKeys: new Map<string, string>() };

describe('provider connections', () => {
  test('knows the presets, and where a key comes from', () => {
    const providers = connectProviders(settings(), {
      env: { OPENAI_API_KEY: ' from-env ', GEMINI_API_KEY: '' },
      fileKeys: new Map([
        ['openai', 'from-file'],
        ['anthropic', 'from-file'],
      ]),
    });
    expect(providers.get('openai')).toMatchObject({ apiKey: 'from-env', keySource: 'env OPENAI_API_KEY' });
    expect(providers.get('anthropic')).toMatchObject({ apiKey: 'from-file', keySource: 'keys.json' });
    expect(providers.get('google')).toMatchObject({ apiKey: null, keySource: null });
  });

  test('does not send the usual key to another host unasked', () => {
    const moved = { openai: { base_url: 'https://proxy.example/v1' } };
    const env = { OPENAI_API_KEY: 'k', OTHER: 'o' };
    const { connections, warnings } = connectAll(settings({ providers: moved }), { ...none, env });
    expect(connections.get('openai')).toMatchObject({ apiKey: null, keyVariable: null });
    expect(warnings).toEqual([
      'OPENAI_API_KEY is not sent to proxy.example, where the settings have moved openai to. If that server is to get it, say so: providers.openai.api_key_env: OPENAI_API_KEY.',
    ]);
    expect(connectAll(settings({ providers: moved }), none).warnings).toEqual([]);
    const named = { openai: { base_url: 'https://proxy.example/v1', api_key_env: 'OTHER' } };
    expect(connectProviders(settings({ providers: named }), { ...none, env }).get('openai')?.apiKey).toBe('o');
    const same = { openai: { base_url: 'https://api.openai.com/v2' } };
    expect(connectProviders(settings({ providers: same }), { ...none, env }).get('openai')).toMatchObject({
      apiKey: 'k',
      baseUrl: 'https://api.openai.com/v2',
    });
  });

  test('knows what each provider speaks', () => {
    const dialects = (input: SettingsInput['providers'] = {}) =>
      Object.fromEntries(
        [...connectProviders(settings({ providers: input }), none)].map(([name, { dialect }]) => [name, dialect]),
      );
    expect(dialects()).toEqual({
      openai: 'openai-chat',
      openrouter: 'openai-chat',
      google: 'gemini',
      deepseek: 'openai-chat',
      anthropic: 'anthropic',
    });
    const base_url = 'https://proxy.example/v1';
    expect(
      dialects({
        mine: { base_url },
        claude: { base_url, dialect: 'anthropic' },
        anthropic: { base_url },
        google: { base_url: 'https://generativelanguage.googleapis.com/v1beta/openai/' },
      }),
    ).toMatchObject({ mine: 'openai-chat', claude: 'anthropic', anthropic: 'anthropic', google: 'openai-chat' });
  });

  test('passes further dialects on only to the server that is known to take them', () => {
    const openai = (base_url: string) =>
      connectProviders(settings({ providers: { openai: { base_url } } }), none).get('openai')?.alsoSpeaks;
    expect(openai('https://api.openai.com/v1')).toEqual(['openai-responses']);
    expect(openai('https://proxy.example/v1')).toBeUndefined();
  });

  test('a local server that needs no key is configured', () => {
    const local = { providers: { local: { base_url: 'http://127.0.0.1:8080/v1', requires_key: false } } };
    const config = buildHostConfig(settings(local), none);
    expect(config.providers.get('local')?.keySource).toBe('none needed');
    expect(config.router.configuredProviders).toEqual(new Set(['local']));
    expect(config.router.simulatorActive).toBe(false);
  });
});

describe('host config', () => {
  test.each([
    ['auto', {}, true],
    ['auto', { OPENAI_API_KEY: 'k' }, false],
    ['always', { OPENAI_API_KEY: 'k' }, true],
    ['never', {}, false],
  ] as const)('simulator %s with keys %o is %s', (simulator, env, active) => {
    expect(buildHostConfig(settings({ simulator }), { ...none, env }).router.simulatorActive).toBe(active);
  });

  test('lists the models of own providers; the first that names one serves it', () => {
    const { router } = buildHostConfig(
      settings({
        providers: {
          one: { base_url: 'http://localhost:1/v1', models: [{ id: 'm', upstream_id: 'up', context_tokens: 9 }] },
          two: { base_url: 'http://localhost:2/v1', models: [{ id: 'm' }, { id: 'n', input_usd_per_mtok: 1 }] },
        },
      }),
      none,
    );
    expect([...router.extraModels.values()]).toEqual([
      { id: 'm', provider: 'one', upstreamId: 'up', contextTokens: 9, inputUsdPerMtok: null, outputUsdPerMtok: null },
      { id: 'n', provider: 'two', upstreamId: 'n', contextTokens: null, inputUsdPerMtok: 1, outputUsdPerMtok: null },
    ]);
  });

  test('the revision follows settings and provider availability, and nothing else', () => {
    const base = configRevision(settings(), new Set(['a', 'b']), false);
    expect(configRevision(settings(), new Set(['b', 'a']), false)).toBe(base);
    expect(configRevision(settings({ timeout: 5 }), new Set(['a', 'b']), false)).not.toBe(base);
    expect(configRevision(settings(), new Set(['a']), false)).not.toBe(base);
    expect(configRevision(settings(), new Set(['a', 'b']), true)).not.toBe(base);
  });
});
