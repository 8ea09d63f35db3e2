/** The catalog that is read from lists over real sockets, kept on disk, and in force for the next request. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CatalogInfo, CatalogModelView } from '../../src/shared/catalog.ts';
import type { Decision } from '../../src/shared/decision.ts';
import { type JsonServer, startJsonServer } from '../fakes/json-server.ts';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { manualClock, temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost } from './host-harness.ts';

/** An entry as OpenRouter lists it. */
function listed(id: string, prompt: string, completion: string, more: object = {}) {
  return {
    id,
    canonical_slug: id,
    name: `Somebody: ${id}`,
    created: 1_763_060_305,
    context_length: 128_000,
    architecture: { input_modalities: ['text'], output_modalities: ['text'], tokenizer: 'Other', instruct_type: null },
    pricing: { prompt, completion, request: '0', image: '0', internal_reasoning: '0' },
    top_provider: { context_length: 128_000, max_completion_tokens: 8_192, is_moderated: false },
    per_request_limits: null,
    supported_parameters: ['max_tokens', 'tools'],
    ...more,
  };
}

/** Everything of the tiny artifact that is at OpenRouter, and a newcomer. */
const LISTED = [
  listed(TINY_MODELS.cheapA, '0.0000001', '0.0000004', { context_length: 64_000 }),
  listed('qwen/tiny-b', '0.0000003', '0.0000012'),
  listed('openai/mid-one', '0.000001', '0.000004'),
  listed(TINY_MODELS.unpriced, '-1', '-1'),
  listed('newcomer/model-x', '0.000002', '0.000006', { pricing: { prompt: '0.000002', completion: '0.000006' } }),
];

const DAY = 86_400_000;

async function setUp(options: { yaml?: string; folder?: string; env?: Record<string, string> } = {}) {
  const lists = await startJsonServer({ '/api/v1/models': { data: LISTED } });
  const folder = options.folder ?? temporaryFolder();
  const clock = manualClock(Date.parse('2026-11-23T06:00:00Z'));
  const yaml = `
catalog:
  base_url: ${lists.url}/api/v1
  refresh_seconds: 0
  sources: { price_file: { url: '${lists.url}/prices.json', enabled: ${existsPrices(options.yaml)} } }
${(options.yaml ?? '').replace('# prices\n', '')}`;
  const host = await startHost({ yaml, dataFolder: folder, clock, env: options.env ?? {} });
  return { lists, host, folder, clock, yaml };
}

function existsPrices(yaml = ''): boolean {
  return yaml.includes('# prices');
}

async function find(host: Running, id: string): Promise<CatalogModelView | undefined> {
  const { models } = await host.ask<{ models: CatalogModelView[] }>('catalog.list');
  return models.find((model) => model.id === id);
}

async function route(host: Running, body: object): Promise<Decision> {
  const response = await fetch(`${host.url}/v1/route`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], ...body }),
  });
  return (await response.json()) as Decision;
}

const source = (info: CatalogInfo, name: string) => info.sources.find((entry) => entry.name === name);

/** Replaces an entry of the list. */
function relist(lists: JsonServer, change: (list: typeof LISTED) => typeof LISTED): void {
  lists.answers.set('/api/v1/models', { data: change(LISTED) });
}

describe('a refresh', () => {
  test('brings new models, prices and a version with its difference; nothing secret is sent', async () => {
    const { lists, host } = await setUp({ env: { OPENROUTER_API_KEY: 'sk-or-secret' } });
    expect(await host.ask<CatalogInfo>('catalog.info')).toMatchObject({ origin: 'bundled', diffs: [] });
    expect(
      ((await route(host, { model: 'newcomer/model-x' })) as unknown as { error: { code: string } }).error.code,
    ).toBe('model_not_found');
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(source(info, 'openrouter')).toMatchObject({ state: 'ok', models: 5, error: null });
    expect(info).toMatchObject({ origin: 'refreshed', notices: [] });
    expect(info.diffs[0]).toMatchObject({ version: info.version, added: ['newcomer/model-x'], removed: [] });
    expect(await find(host, 'newcomer/model-x')).toMatchObject({
      name: 'newcomer/model-x',
      context_tokens: 128_000,
      max_output_tokens: 8_192,
      capabilities: { tools: true, vision: false, json_schema: false },
      price: { input_usd_per_mtok: 2, output_usd_per_mtok: 6, source: 'openrouter', date: '2026-11-23' },
      facts: { context_tokens: { source: 'openrouter', date: '2026-11-23' } },
      buckets: [],
    });
    expect(await find(host, TINY_MODELS.unpriced)).toMatchObject({ price: null });
    expect(await route(host, { model: 'model-x' })).toMatchObject({
      model: 'newcomer/model-x',
      provider: 'openrouter',
    });
    expect(lists.seen).toHaveLength(1);
    expect(JSON.stringify(lists.seen)).not.toContain('secret');
    expect(lists.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  test('asks with the tag of what it has, and keeps version and cached decisions when nothing changed', async () => {
    const { lists, host, clock } = await setUp();
    const first = await host.ask<CatalogInfo>('catalog.refresh');
    await route(host, { model: 'heimdall/cheap' });
    clock.advance(DAY / 24);
    const second = await host.ask<CatalogInfo>('catalog.refresh');
    expect(lists.seen[1]?.headers['if-none-match']).toMatch(/^"[0-9a-f]+"$/);
    expect(source(second, 'openrouter')).toMatchObject({ state: 'unchanged', fetched_ms: clock.now() });
    expect(second.version).toBe(first.version);
    // An hour later the decision has left the cache by age; the revision it was made under is still the one in force.
    const before = await route(host, { model: 'heimdall/cheap' });
    await host.ask('catalog.refresh');
    expect(await route(host, { model: 'heimdall/cheap' })).toMatchObject({
      cache: { state: 'hit' },
      config_revision: before.config_revision,
    });
    relist(lists, (list) =>
      list.map((entry) => (entry.id === 'qwen/tiny-b' ? listed(entry.id, '0.0000004', '0.0000012') : entry)),
    );
    const third = await host.ask<CatalogInfo>('catalog.refresh');
    expect(third.diffs[0]).toMatchObject({
      prices: [{ model: 'qwen/tiny-b', from: { input: 0.3, output: 1.2 }, to: { input: 0.4, output: 1.2 } }],
    });
    expect((await route(host, { model: 'heimdall/cheap' })).cache.state).toBe('miss');
  });

  test('keeps what was known when the source fails, and says how old it is', async () => {
    const { lists, host, clock } = await setUp();
    const before = await host.ask<CatalogInfo>('catalog.refresh');
    const broken: [string, unknown][] = [
      [
        'answered 500',
        (_request: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(500).end(),
      ],
      [
        'not JSON',
        (_request: unknown, response: { writeHead(status: number): { end(text: string): void } }) =>
          response.writeHead(200).end('<html>'),
      ],
      ['no model that can be used', { data: [] }],
      ['no model that can be used', { data: [{ id: 3 }] }],
      [
        'broke off',
        (_request: unknown, response: import('node:http').ServerResponse) => {
          response.writeHead(200, { 'content-length': '1000' }).write('{');
          setTimeout(() => response.destroy(), 20);
        },
      ],
    ];
    for (const [message, answer] of broken) {
      lists.answers.set('/api/v1/models', answer);
      const info = await host.ask<CatalogInfo>('catalog.refresh');
      expect(source(info, 'openrouter')).toMatchObject({ state: 'failed', models: 5 });
      expect(source(info, 'openrouter')?.error).toContain(message);
      expect(info.version).toBe(before.version);
    }
    await lists.close();
    clock.advance(3 * DAY + 60_000);
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(info.notices).toEqual([
      expect.stringMatching(/^The catalog is 3 days old where openrouter has the say: .*ECONNREFUSED/),
    ]);
    const { notices } = await host.ask<{ notices: string[] }>('app.info');
    expect(notices).toEqual(info.notices);
    expect(await find(host, 'newcomer/model-x')).toBeDefined();
  });

  test('does not believe a list that has lost most of its models, until the user does', async () => {
    const { lists, host } = await setUp();
    await host.ask('catalog.refresh');
    relist(lists, (list) => list.slice(0, 2));
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(source(info, 'openrouter')?.error).toBe(
      'openrouter has lost 3 of 5 models at once; what was known before stays in force.',
    );
    expect(await find(host, 'newcomer/model-x')).toMatchObject({ gone: null });
    await host.ask('catalog.refresh', { accept: true });
    expect(await find(host, 'newcomer/model-x')).toMatchObject({ gone: '2026-11-23' });
  });

  test('does not believe prices that fall to nothing or move tenfold', async () => {
    const { lists, host } = await setUp();
    await host.ask('catalog.refresh');
    relist(lists, (list) =>
      list.map((entry) => {
        if (entry.id === TINY_MODELS.cheapA) return listed(entry.id, '0', '0', { context_length: 64_000 });
        if (entry.id === 'qwen/tiny-b') return listed(entry.id, '0.0000003', '0.000013');
        return entry.id === 'newcomer/model-x' ? listed(entry.id, '20', '0.000006') : entry;
      }),
    );
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(source(info, 'openrouter')?.doubts).toEqual([
      'deepseek/tiny-a from $0.1 to $0 per million input tokens',
      'qwen/tiny-b from $1.2 to $13 per million output tokens',
      'newcomer/model-x at $20000000 per million tokens',
    ]);
    expect(info.notices[0]).toContain('heimdall models --refresh --accept');
    expect(await find(host, 'qwen/tiny-b')).toMatchObject({ price: { output_usd_per_mtok: 1.2 } });
    const accepted = await host.ask<CatalogInfo>('catalog.refresh', { accept: true });
    expect(await find(host, 'qwen/tiny-b')).toMatchObject({ price: { output_usd_per_mtok: 13 } });
    // What is absurd stays out, whoever says so.
    expect(source(accepted, 'openrouter')?.doubts).toHaveLength(1);
  });

  test('marks a model that left the list, chooses it no more, and remembers it', async () => {
    const { lists, host, clock } = await setUp({ env: { OPENROUTER_API_KEY: 'k' } });
    await host.ask('catalog.refresh');
    const chosen = await route(host, { model: 'heimdall/cheap' });
    clock.advance(2 * DAY);
    relist(lists, (list) => list.filter(({ id }) => id !== chosen.model && id !== 'newcomer/model-x'));
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(new Set(info.diffs[0]?.removed)).toEqual(new Set([chosen.model, 'newcomer/model-x']));
    const next = await route(host, { model: 'heimdall/cheap' });
    expect(next.model).not.toBe(chosen.model);
    expect(next.excluded).toContainEqual({
      model: chosen.model,
      effort: null,
      reason: 'no longer listed by openrouter since 2026-11-25',
    });
    expect(await find(host, 'newcomer/model-x')).toMatchObject({ gone: '2026-11-25', price: null });
    const list = (await (await fetch(`${host.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(list.data.map(({ id }) => id)).not.toContain('newcomer/model-x');
    lists.answers.set('/api/v1/models', { data: LISTED });
    await host.ask('catalog.refresh');
    expect(await find(host, 'newcomer/model-x')).toMatchObject({ gone: null });
  });
});

describe('what was read', () => {
  test('is in force again after a restart, without asking', async () => {
    const { lists, host, folder, yaml } = await setUp();
    const before = await host.ask<CatalogInfo>('catalog.refresh');
    await host.heimdall.stop();
    const again = await startHost({ yaml, dataFolder: folder, clock: manualClock(Date.parse('2026-11-24T06:00:00Z')) });
    const info = await again.ask<CatalogInfo>('catalog.info');
    expect(info).toMatchObject({ version: before.version, created_ms: before.created_ms, diffs: before.diffs });
    expect(await find(again, 'newcomer/model-x')).toBeDefined();
    expect(lists.seen).toHaveLength(1);
  });

  test('is left behind when it is damaged or older than the bundled catalog', async () => {
    const { host, folder, yaml } = await setUp();
    await host.ask('catalog.refresh');
    await host.heimdall.stop();
    const path = join(folder, 'catalog.json');
    const stored = readFileSync(path, 'utf8');
    const old = JSON.parse(stored);
    old.listings.openrouter.fetched_ms = Date.parse('2020-01-01');
    for (const text of ['{"schema_version": 1, "oops"', '[]', JSON.stringify(old)]) {
      writeFileSync(path, text);
      const again = await startHost({ yaml, dataFolder: folder });
      expect(await again.ask<CatalogInfo>('catalog.info')).toMatchObject({ origin: 'bundled' });
      expect((await again.chat('hello')).status).toBe(200);
      await again.heimdall.stop();
    }
  });
});

describe('lists that need a key', () => {
  test('are read from the provider with its key, page by page, and only while there is one', async () => {
    const anthropic = await startJsonServer({
      '/v1/models': ({ path }: { path: string }) =>
        path.includes('after_id=claude-new')
          ? {
              data: [
                {
                  type: 'model',
                  id: 'claude-newer',
                  display_name: 'Claude Newer',
                  created_at: '2026-11-01T00:00:00Z',
                  max_input_tokens: 1_000_000,
                  max_tokens: 64_000,
                },
              ],
              has_more: false,
              first_id: 'claude-newer',
              last_id: 'claude-newer',
            }
          : {
              data: [
                {
                  type: 'model',
                  id: 'claude-new',
                  display_name: 'Claude New',
                  created_at: '2026-10-01T00:00:00Z',
                  max_input_tokens: 500_000,
                  max_tokens: 32_000,
                },
              ],
              has_more: true,
              first_id: 'claude-new',
              last_id: 'claude-new',
            },
    });
    const google = await startJsonServer({
      '/v1beta/models': ({ path }: { path: string }) =>
        path.includes('pageToken=more')
          ? {
              models: [
                {
                  name: 'models/hard-two',
                  inputTokenLimit: 2_000_000,
                  outputTokenLimit: 65_536,
                  supportedGenerationMethods: ['generateContent'],
                },
              ],
            }
          : {
              models: [
                {
                  name: 'models/gemini-new',
                  displayName: 'Gemini New',
                  inputTokenLimit: 1_048_576,
                  outputTokenLimit: 65_536,
                  supportedGenerationMethods: ['generateContent'],
                  thinking: true,
                },
              ],
              nextPageToken: 'more',
            },
    });
    const openai = await startJsonServer({
      '/v1/models': {
        object: 'list',
        data: [{ id: 'gpt-new', object: 'model', created: 1_790_000_000, owned_by: 'system' }],
      },
    });
    const { host } = await setUp({
      env: { ANTHROPIC_API_KEY: 'sk-ant-1', GEMINI_API_KEY: 'AIza-1' },
      yaml: `
providers:
  anthropic: { base_url: '${anthropic.url}/v1' }
  google: { base_url: '${google.url}/v1beta' }
  openai: { base_url: '${openai.url}/v1' }
`,
    });
    const keyed = await host.ask<CatalogInfo>('catalog.refresh');
    // Own base URLs of known providers read no variable of theirs unless it is named.
    expect(source(keyed, 'openai')).toMatchObject({ state: 'no key' });
    expect(openai.seen).toHaveLength(0);
    writeFileSync(join(host.folder, 'keys.json'), JSON.stringify({ anthropic: 'sk-ant-1', google: 'AIza-1' }), {
      mode: 0o600,
    });
    await expect
      .poll(async () =>
        (await host.ask<{ providers: { name: string; configured: boolean }[] }>('app.info')).providers
          .filter(({ configured }) => configured)
          .map(({ name }) => name)
          .sort(),
      )
      .toEqual(['anthropic', 'google']);
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(source(info, 'anthropic')).toMatchObject({ state: 'ok', models: 2 });
    expect(source(info, 'google')).toMatchObject({ state: 'ok', models: 2 });
    expect(
      anthropic.seen.every(
        ({ headers }) => headers['x-api-key'] === 'sk-ant-1' && headers['anthropic-version'] !== undefined,
      ),
    ).toBe(true);
    expect(
      google.seen.every(({ headers, path }) => headers['x-goog-api-key'] === 'AIza-1' && !path.includes('AIza')),
    ).toBe(true);
    expect(openai.seen).toHaveLength(0);
    expect(await find(host, 'anthropic/claude-newer')).toMatchObject({
      context_tokens: 1_000_000,
      price: null,
      author: 'anthropic',
    });
    expect(await find(host, TINY_MODELS.hardGoogle)).toMatchObject({ context_tokens: 2_000_000 });
    expect(JSON.stringify(info) + JSON.stringify(host.logger.lines)).not.toMatch(/sk-ant-1|AIza-1/);
    expect(readFileSync(join(host.folder, 'catalog.json'), 'utf8')).not.toMatch(/sk-ant-1|AIza-1/);
  });

  test('do not follow a redirect with their key', async () => {
    const elsewhere = await startJsonServer({ '/v1/models': { object: 'list', data: [] } });
    const openai = await startJsonServer({
      '/v1/models': (_request: unknown, response: import('node:http').ServerResponse) => {
        response.writeHead(302, { location: `${elsewhere.url}/v1/models` }).end();
      },
    });
    const { host } = await setUp({
      env: { MY_KEY: 'sk-1' },
      yaml: `providers: { openai: { base_url: '${openai.url}/v1', api_key_env: MY_KEY } }`,
    });
    const info = await host.ask<CatalogInfo>('catalog.refresh');
    expect(source(info, 'openai')).toMatchObject({ state: 'failed' });
    expect(elsewhere.seen).toHaveLength(0);
  });
});

describe('the price file', () => {
  test('prices direct offers with tiers, and OpenRouter keeps its own price', async () => {
    const { lists, host } = await setUp({ yaml: '# prices\n' });
    lists.answers.set('/prices.json', {
      'mid-one': {
        litellm_provider: 'openai',
        mode: 'chat',
        input_cost_per_token: 1.1e-6,
        output_cost_per_token: 4.4e-6,
        input_cost_per_token_above_128k_tokens: 2.2e-6,
        cache_read_input_token_cost: 1.1e-7,
        max_input_tokens: 128_000,
      },
    });
    await host.ask('catalog.refresh');
    const model = await find(host, TINY_MODELS.midOpenai);
    expect(model).toMatchObject({
      price: {
        input_usd_per_mtok: 1.1,
        source: 'price_file',
        tiers: [{ above_input_tokens: 128_000, input_usd_per_mtok: 2.2, output_usd_per_mtok: 4.4 }],
      },
      offers: [
        { provider: 'openai', price: { input_usd_per_mtok: 1.1 } },
        { provider: 'openrouter', price: { input_usd_per_mtok: 1, source: 'openrouter' } },
      ],
    });
  });
});

test('calls nobody by itself while no provider elsewhere has a key', async () => {
  const { host } = await setUp();
  expect(await host.ask<CatalogInfo>('catalog.info')).toMatchObject({ next_refresh_ms: null });
  writeFileSync(join(host.folder, 'heimdall.yaml'), 'catalog: { refresh_seconds: 3600 }');
  await expect
    .poll(async () => (await host.ask<{ config: { revision: string } }>('app.info')).config.revision)
    .not.toBe('');
  const info = await host.ask<CatalogInfo>('catalog.info');
  expect(info.next_refresh_ms).toBeNull();
  expect(existsSync(join(host.folder, 'catalog.json'))).toBe(false);
});
