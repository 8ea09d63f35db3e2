import { describe, expect, it } from 'vitest';
import { checkConfig } from './check-config.ts';
import { readEnvironmentSettings } from './environment-overrides.ts';
import { parseConfig } from './parse-config.ts';

const check = (text: string, env: Record<string, string> = {}) =>
  checkConfig(text, 'heimdall.yaml', readEnvironmentSettings(env)).problems;

describe('problems of a file', () => {
  it('have line, key, value and a way out', () => {
    const problems = check('router:\n  alpha: 1.4\n  alhpa: 1\ngateway:\n  port: http\nstoarge: {}\ncolour: red\n');
    expect(problems.map(({ line, key, value, fix }) => [line, key, value, fix])).toEqual([
      [2, 'router.alpha', '1.4', 'Set it to a number from 0 to 1.'],
      [3, 'router.alhpa', null, 'Write alpha, or remove it.'],
      [5, 'gateway.port', '"http"', 'Set it to a whole number from 0 to 65535.'],
      [6, 'stoarge', null, 'Write storage, or remove it.'],
      [7, 'colour', null, expect.stringMatching(/^Remove it\. Known here: router, profiles, /)],
    ]);
  });

  it('name the line where it is no YAML', () => {
    expect(check('router:\n  alpha: [1\n')).toMatchObject([
      { key: null, line: 3, fix: expect.stringContaining('YAML') },
    ]);
  });

  it('do not show what may be a key', () => {
    const text = JSON.stringify(check('providers: { openai: { base_url: "https://x/v1", api_key_env: sk-CANARY-1 } }'));
    expect(text).toContain('the name of an environment variable, or null');
    expect(text).not.toContain('CANARY');
  });

  it('say what lists, names and choices take', () => {
    const fixes = check(
      'router: { mid_candidates: x }\nprofiles: 1\nembedder: big\nproviders: { a: { base_url: 1 } }\n',
    );
    expect(fixes.map(({ fix }) => fix)).toEqual([
      'Set it to a list: each a section with model, effort, or null.',
      'Set it to names, each with a section with alpha, thresholds, penalties.',
      'Set it to a URL.',
      'Set it to one of static, minilm.',
    ]);
  });
});

describe('settings of the environment', () => {
  it('win over the file, a part over its section, and are YAML where no text is wanted', () => {
    const settings = parseConfig(
      'gateway: { port: 1, max_in_flight: 7 }\nrouter: { alpha: 0.1 }\n',
      'heimdall.yaml',
      readEnvironmentSettings({
        HEIMDALL_ROUTER__PENALTIES__COLD_CACHE: '2',
        HEIMDALL_ROUTER__PENALTIES: '{ latency_sd: 1 }',
        HEIMDALL_GATEWAY__PORT: '8080',
        HEIMDALL_GATEWAY__TOKEN_ENV: 'MY_TOKEN',
        HEIMDALL_APPS: '{"batch": "Economy"}',
        HEIMDALL_APPS__MY_CLI: 'Quality',
        HEIMDALL_PROVIDERS__MY_LAB__BASE_URL: 'http://127.0.0.1:8080/v1',
        HEIMDALL_TIMEOUT: '60000',
        HEIMDALL_ROUTER__THRESHOLDS: 'null',
        HEIMDALL_ENABLE_CACHING: 'false',
        HEIMDALL_EMBEDDER: ' ',
      }),
    );
    expect(settings.router).toMatchObject({
      alpha: 0.1,
      penalties: { latency_sd: 1, cold_cache: 2 },
      thresholds: null,
    });
    expect(settings.gateway).toMatchObject({ port: 8080, max_in_flight: 7, token_env: 'MY_TOKEN' });
    expect(settings).toMatchObject({
      apps: { batch: 'Economy', 'my-cli': 'Quality' },
      providers: { 'my-lab': { base_url: 'http://127.0.0.1:8080/v1' } },
      timeout: 60_000,
      enable_caching: false,
      embedder: 'static',
    });
  });

  it('are checked as the file is, by the name of their variable', () => {
    const env = { HEIMDALL_ROUTER__ALPHA: '7', HEIMDALL_GATEWAY__PROT: '1', HEIMDALL_APPS: '[', HEIMDALL_HOME: '/x' };
    expect(check('router: { alpha: 0.5, top_p: 0 }', env)).toMatchObject([
      { key: 'router.alpha', line: null, variable: 'HEIMDALL_ROUTER__ALPHA', value: '7' },
      { key: 'router.top_p', line: 1, variable: null },
      { key: 'HEIMDALL_GATEWAY__PROT', message: 'there is no such setting' },
      { key: 'HEIMDALL_APPS', message: 'its value is not YAML' },
    ]);
    expect(() => parseConfig('', 'heimdall.yaml', readEnvironmentSettings({ HEIMDALL_ROUTER__ALPHA: '7' }))).toThrow(
      /^environment: router\.alpha \(HEIMDALL_ROUTER__ALPHA\) is 7: /,
    );
  });

  it('leave other variables alone', () => {
    const env = { HEIMDALL_HOME: '/x', HEIMDALL_LOG_LEVEL: 'debug', HEIMDALL_TOKEN: 't', HEIMDALL__X: '1', PATH: 'p' };
    expect(readEnvironmentSettings(env)).toEqual({ overrides: [], problems: [] });
  });
});
