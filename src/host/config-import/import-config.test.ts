import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../config/parse-config.ts';
import { importConfig } from './import-config.ts';
import type { KnownModels } from './import-draft.ts';

const FIXTURES = join(import.meta.dirname, '../../../test/fixtures/config-import');
const offered = (id: string, ...providers: string[]) => ({ id, offers: providers.map((provider) => ({ provider })) });
const MODELS = [
  offered('openai/gpt-5', 'openai', 'openrouter'),
  offered('openai/gpt-5-mini', 'openai'),
  offered('google/gemini-2.5-pro', 'google', 'openrouter'),
  offered('google/gemini-2.5-flash', 'google'),
];
const known: KnownModels = {
  find: (name) => MODELS.find(({ id }) => id === name || id.endsWith(`/${name}`)),
};

function importFile(name: string) {
  const imported = importConfig(readFileSync(join(FIXTURES, name), 'utf8'), name, known);
  // In order as it is, and without a secret.
  parseConfig(imported.yaml, 'heimdall.yaml');
  expect(JSON.stringify(imported)).not.toContain('CANARY');
  return { ...imported, settings: parse(imported.yaml) as Record<string, unknown> };
}

describe('a configuration of LiteLLM', () => {
  const { settings, variables, notes, yaml, from } = importFile('litellm.yaml');

  it('gives servers with their models, keys by the name of their variable', () => {
    expect(from).toBe('LiteLLM');
    expect(settings.providers).toEqual({
      'openai-2': {
        base_url: 'https://api.openai.com/v1',
        api_key_env: 'TEAM_OPENAI_KEY',
        models: [
          { id: 'company-gpt', upstream_id: 'gpt-5-mini', quality_like: 'openai/gpt-5-mini' },
          { id: 'gpt-4', upstream_id: 'gpt-5-mini', quality_like: 'openai/gpt-5-mini' },
        ],
      },
      anthropic: {
        base_url: 'https://api.anthropic.com/v1',
        models: [{ id: 'claude', upstream_id: 'claude-sonnet-4.5' }],
      },
      groq: {
        base_url: 'https://api.groq.com/openai/v1',
        api_key_env: 'GROQ_API_KEY',
        discover: true,
        models: [
          {
            id: 'fast',
            upstream_id: 'llama-3.3-70b-versatile',
            context_tokens: 131_072,
            input_usd_per_mtok: 0.59,
            output_usd_per_mtok: 0.79,
            tools: true,
            vision: false,
            buckets: ['mid'],
          },
        ],
      },
      example: {
        base_url: 'https://llm.example.com:8443/v1',
        api_key_env: 'EXAMPLE_API_KEY',
        models: [{ id: 'on-prem', upstream_id: 'qwen3-32b', buckets: ['mid'] }],
      },
      'ollama-chat': {
        base_url: 'http://localhost:11434/v1',
        requires_key: false,
        models: [{ id: 'laptop', upstream_id: 'qwen2.5-coder:7b' }],
      },
    });
  });

  it('gives the rest that has a counterpart', () => {
    const { providers: _, ...rest } = settings;
    expect(rest).toEqual({
      timeout: 90_000,
      response_cache: { enabled: true, ttl_seconds: 600 },
      gateway: { token_env: 'HEIMDALL_TOKEN' },
    });
  });

  it('says which variables to set, in the file too', () => {
    expect(variables).toEqual([
      { name: 'ANTHROPIC_API_KEY', from: 'model_list[2].litellm_params.api_key' },
      { name: 'EXAMPLE_API_KEY', from: 'model_list[5].litellm_params.api_key' },
      { name: 'HEIMDALL_TOKEN', from: 'general_settings.master_key' },
    ]);
    for (const { name } of variables) expect(yaml).toContain(`#   ${name}: the value of `);
  });

  it('says what was left out, and why', () => {
    const why = new Map(notes.map((note) => [note.what, note.why]));
    expect(why.get('model_list[8] (azure-gpt)')).toContain('azure is called in a way of its own');
    expect(why.get('model_list[4] (fast)')).toContain('a second deployment');
    expect(why.get('model_list[9] (embeddings)')).toContain('of mode embedding');
    expect(why.get('model_list[10] (hidden-server)')).toContain('its api_base is in a variable');
    expect(why.get('router_settings.redis_password')).toContain('shared_state.url_env');
    expect(why.get('general_settings.database_url')).toContain('storage.postgres.url_env');
    expect(why.get('fallbacks of fast')).toContain('fast, on-prem became candidates of mid');
    expect([...why.keys()]).toEqual(
      expect.arrayContaining([
        'model_list[1] (company-gpt).temperature',
        'router_settings.model_group_alias.lost',
        'router_settings.routing_strategy',
        'router_settings.redis_password',
        'litellm_settings.num_retries',
        'litellm_settings.context_window_fallbacks',
        'general_settings.database_url',
        'environment_variables',
      ]),
    );
  });
});

describe('a configuration of claude-code-router', () => {
  const { settings, variables, notes, from } = importFile('claude-code-router.json');

  it('gives servers with their models, and candidates by purpose', () => {
    expect(from).toBe('claude-code-router');
    expect(settings).toEqual({
      router: {
        cheap_candidates: [{ model: 'ollama/qwen2.5-coder:latest' }],
        mid_candidates: [{ model: 'deepseek/deepseek-chat' }],
        hard_candidates: [{ model: 'deepseek/deepseek-reasoner' }, { model: 'google/gemini-2.5-pro' }],
        long_context_tokens: 60_000,
      },
      providers: {
        openrouter: {
          base_url: 'https://openrouter.ai/api/v1',
          models: [{ id: 'openrouter/somebody/new-model', upstream_id: 'somebody/new-model' }],
        },
        deepseek: {
          base_url: 'https://api.deepseek.com/v1',
          models: [
            { id: 'deepseek/deepseek-chat', upstream_id: 'deepseek-chat' },
            { id: 'deepseek/deepseek-reasoner', upstream_id: 'deepseek-reasoner' },
          ],
        },
        ollama: {
          base_url: 'http://localhost:11434/v1',
          requires_key: false,
          models: [{ id: 'ollama/qwen2.5-coder:latest', upstream_id: 'qwen2.5-coder:latest' }],
        },
        google: {
          base_url: 'https://generativelanguage.googleapis.com/v1beta',
          api_key_env: 'MY_GEMINI_KEY',
        },
        'model-scope': {
          base_url: 'https://api-inference.modelscope.cn/v1',
          api_key_env: 'MODEL_SCOPE_API_KEY',
          models: [
            {
              id: 'model-scope/Qwen/Qwen3-Coder-480B-A35B-Instruct',
              upstream_id: 'Qwen/Qwen3-Coder-480B-A35B-Instruct',
            },
          ],
        },
      },
      gateway: { token_env: 'HEIMDALL_TOKEN', port: 3456 },
      timeout: 600_000,
    });
  });

  it('says which variables to set and what was left out', () => {
    expect(variables.map(({ name }) => name)).toEqual(['OPENROUTER_API_KEY', 'MODEL_SCOPE_API_KEY', 'HEIMDALL_TOKEN']);
    expect(notes.map(({ what }) => what)).toEqual([
      'Providers[0] (openrouter), options of openrouter',
      'Providers[1] (deepseek), transformer tooluse',
      'Providers[4] (Model Scope), transformer maxtoken',
      'Providers[4] (Model Scope), transformer enhancetool',
      'Providers[5] (gemini-cli)',
      'Router.webSearch',
      'LOG',
      'HOST',
      'PROXY_URL',
      'transformers',
    ]);
  });
});

describe('a file', () => {
  it('of neither, or that cannot be read, is refused', () => {
    expect(() => importConfig('a: 1', 'x.yaml', known)).toThrow(/no router that is known: LiteLLM has a model_list/);
    expect(() => importConfig('a: [', 'x.yaml', known)).toThrow(/x\.yaml, line 1/);
  });

  it('with anything in any place becomes settings that are in order', () => {
    for (const odd of [
      null,
      1,
      'constructor',
      '__proto__',
      [],
      {},
      [null],
      { constructor: 'x' },
      { model: { use: [[]] } },
    ]) {
      const lite = {
        model_list: [odd, { model_name: odd, litellm_params: odd, model_info: odd }],
        router_settings: odd,
      };
      const ccr = {
        Providers: [odd, { name: 'constructor', api_base_url: 'http://x', models: odd, transformer: odd }],
        Router: odd,
      };
      for (const file of [lite, { ...lite, litellm_settings: odd, general_settings: odd }, ccr]) {
        const { yaml } = importConfig(JSON.stringify(file), 'x.json', known);
        expect(() => parseConfig(yaml, 'heimdall.yaml'), yaml).not.toThrow();
      }
    }
  });
});
