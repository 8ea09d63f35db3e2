/** What the endpoint says of models, and models that are switched off there and in the console. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../src/shared/decision.ts';
import { startJsonServer } from '../fakes/json-server.ts';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { type Running, startHost } from './host-harness.ts';

async function get(host: Running, path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${host.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function setFlags(host: Running, body: unknown, method = 'PUT') {
  const response = await fetch(`${host.url}/v1/feature-flags`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function route(host: Running, model: string): Promise<Decision> {
  const response = await fetch(`${host.url}/v1/route`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
  });
  return (await response.json()) as Decision;
}

describe('GET /v1/pricing and /v1/capabilities', () => {
  test.each([
    ['openai/mid-one', 'plain'],
    ['openai%2Fmid-one', 'encoded'],
    ['mid-one', 'short'],
  ])('answer for %s', async (name) => {
    const host = await startHost();
    expect(await get(host, `/v1/pricing/${name}`)).toMatchObject({
      status: 200,
      body: {
        object: 'model.pricing',
        id: TINY_MODELS.midOpenai,
        currency: 'USD',
        unit: 'per million tokens',
        priced: true,
        price: { input_usd_per_mtok: 1, output_usd_per_mtok: 4, tiers: [] },
        offers: [{ provider: 'openai' }, { provider: 'openrouter' }],
      },
    });
    expect(await get(host, `/v1/capabilities/${name}`)).toMatchObject({
      status: 200,
      body: {
        object: 'model.capabilities',
        id: TINY_MODELS.midOpenai,
        context_tokens: 128_000,
        vision: true,
        enabled: true,
      },
    });
  });

  test('say unpriced for unpriced, and 404 for what nobody knows', async () => {
    const host = await startHost();
    const { body } = await get(host, `/v1/pricing/${TINY_MODELS.unpriced}`);
    expect(body).toMatchObject({ priced: false, price: null, offers: [{ priced: false, price: null }] });
    for (const path of ['/v1/pricing/no/such', '/v1/capabilities/nobody']) {
      expect(await get(host, path)).toMatchObject({ status: 404, body: { error: { code: 'model_not_found' } } });
    }
    expect((await fetch(`${host.url}/v1/pricing/mid-one`, { method: 'POST' })).status).toBe(405);
  });

  test('GET /v1/models/{id} answers to the SDK for ids with slashes', async () => {
    const host = await startHost();
    const sdk = new OpenAI({ baseURL: `${host.url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
    expect(await sdk.models.retrieve(TINY_MODELS.midOpenai)).toMatchObject({
      id: TINY_MODELS.midOpenai,
      object: 'model',
    });
  });
});

describe('/v1/feature-flags', () => {
  test('switch a model off for the very next request, a cached decision too, and on again', async () => {
    const host = await startHost();
    expect(await get(host, '/v1/feature-flags')).toEqual({ status: 200, body: { disabled_models: [] } });
    const chosen = await route(host, 'heimdall/mid');
    expect((await route(host, 'heimdall/mid')).cache.state).toBe('hit');
    const short = chosen.model.split('/')[1];
    expect(await setFlags(host, { disabled_models: [short] })).toEqual({
      status: 200,
      body: { disabled_models: [chosen.model] },
    });
    const next = await route(host, 'heimdall/mid');
    expect(next.model).not.toBe(chosen.model);
    expect(next.excluded).toContainEqual({ model: chosen.model, effort: chosen.effort, reason: 'disabled' });
    const sdk = new OpenAI({ baseURL: `${host.url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
    await expect(
      sdk.chat.completions.create({ model: chosen.model, messages: [{ role: 'user', content: 'hi' }] }),
    ).rejects.toMatchObject({ status: 403, code: 'model_disabled' });
    const listed: string[] = [];
    for await (const { id } of sdk.models.list()) listed.push(id);
    expect(listed).not.toContain(chosen.model);
    expect((await get(host, `/v1/capabilities/${chosen.model}`)).body).toMatchObject({ enabled: false });
    await setFlags(host, {}, 'PATCH');
    expect((await get(host, '/v1/feature-flags')).body).toEqual({ disabled_models: [chosen.model] });
    await setFlags(host, {});
    expect((await route(host, 'heimdall/mid')).model).toBe(chosen.model);
  });

  test('survive a restart', async () => {
    const host = await startHost();
    await setFlags(host, { disabled_models: [TINY_MODELS.hardOpenai] });
    expect(JSON.parse(readFileSync(join(host.folder, 'feature-flags.json'), 'utf8'))).toEqual({
      disabled_models: [TINY_MODELS.hardOpenai],
    });
    await host.heimdall.stop();
    const again = await startHost({ dataFolder: host.folder });
    expect((await route(again, 'heimdall/hard')).excluded).toContainEqual(
      expect.objectContaining({ model: TINY_MODELS.hardOpenai, reason: 'disabled' }),
    );
  });

  test('name what is wrong, and change nothing', async () => {
    const host = await startHost();
    for (const [body, status, code] of [
      ['{', 400, 'request_invalid'],
      [{ disabled_models: 'openai/mid-one' }, 400, 'request_invalid'],
      [{ disabled: [] }, 400, 'request_invalid'],
      [{ disabled_models: ['no/such'] }, 404, 'model_unknown'],
    ] as const) {
      const answer = await setFlags(host, body);
      expect(answer.status).toBe(status);
      expect(JSON.stringify(answer.body)).toContain(status === 404 ? 'model_not_found' : code);
    }
    expect((await get(host, '/v1/feature-flags')).body).toEqual({ disabled_models: [] });
  });

  test('cannot be set by a web page', async () => {
    const host = await startHost({ yaml: "gateway: { allowed_origins: ['https://app.example'] }" });
    const preflight = await fetch(`${host.url}/v1/feature-flags`, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'PUT' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).not.toContain('PUT');
  });

  test('are the same in the console', async () => {
    const host = await startHost();
    const row = await host.ask('catalog.set_enabled', { model: 'mid-one', enabled: false });
    expect(row).toMatchObject({ id: TINY_MODELS.midOpenai, enabled: false, buckets: [{ bucket: 'mid' }] });
    expect((await get(host, '/v1/feature-flags')).body).toEqual({ disabled_models: [TINY_MODELS.midOpenai] });
    await host.ask('catalog.set_enabled', { model: TINY_MODELS.midOpenai, enabled: true });
    expect((await get(host, '/v1/feature-flags')).body).toEqual({ disabled_models: [] });
    await expect(host.ask('catalog.set_enabled', { model: 'no/such', enabled: false })).rejects.toThrow(
      'model_unknown',
    );
  });
});

test('OpenRouter is told the preferences of the settings, and keeps those of the caller', async () => {
  const openrouter = await startJsonServer({
    '/api/v1/chat/completions': {
      id: 'gen-1',
      object: 'chat.completion',
      created: 1,
      model: 'qwen/tiny-b',
      choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1_000, completion_tokens: 100, total_tokens: 1_100 },
    },
  });
  const host = await startHost({
    env: { KEY: 'k' },
    yaml: `
providers: { openrouter: { base_url: '${openrouter.url}/api/v1', api_key_env: KEY } }
router: { openrouter: { sort: throughput, max_price: { completion: 3 }, data_collection: deny } }
`,
  });
  const sdk = new OpenAI({ baseURL: `${host.url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'hi' }];
  await sdk.chat.completions.create({ model: 'heimdall/cheap', messages });
  const own = { order: ['deepinfra'], allow_fallbacks: false };
  await sdk.chat.completions.create({ model: 'qwen/tiny-b', messages, provider: own } as never);
  await fetch(`${host.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01', 'x-api-key': 'heimdall' },
    body: JSON.stringify({ model: 'qwen/tiny-b', max_tokens: 50, messages }),
  });
  const ours = { sort: 'throughput', max_price: { completion: 3 }, data_collection: 'deny' };
  expect(openrouter.seen.map(({ body }) => (body as { provider: unknown }).provider)).toEqual([ours, own, ours]);
});
