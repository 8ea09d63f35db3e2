/** Models of the user's own servers, found over real sockets and called by their names. */
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { CatalogInfo, CatalogModelView } from '../../src/shared/catalog.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { startJsonServer } from '../fakes/json-server.ts';
import { startLlamaCpp, startLmStudio, startOllama, startVllm } from '../fakes/model-servers.ts';
import { type Running, startHost } from './host-harness.ts';

const provider = (url: string, more = '') => `{ base_url: '${url}/v1', requires_key: false${more} }`;

async function found(host: Running): Promise<CatalogModelView[]> {
  const { models } = await host.ask<{ models: CatalogModelView[] }>('catalog.list');
  return models.filter(({ origin }) => origin === 'discovered');
}

function client(host: Running): OpenAI {
  return new OpenAI({ baseURL: `${host.url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
}

const ask = (sdk: OpenAI, model: string) =>
  sdk.chat.completions.create({ model, messages: [{ role: 'user', content: 'Who are you?' }] });

async function lastRecord(host: Running): Promise<DecisionRecord | undefined> {
  const { records } = await host.ask<{ records: DecisionRecord[] }>('decisions.page', { limit: 1 });
  return records[0];
}

describe('discovery', () => {
  test('finds the models of four servers with what they take', async () => {
    const [ollama, studio, vllm, llama] = [
      await startOllama(),
      await startLmStudio(),
      await startVllm(),
      await startLlamaCpp(),
    ];
    const host = await startHost({
      yaml: `
providers:
  ollama: ${provider(ollama.url)}
  lmstudio: ${provider(studio.url)}
  vllm: ${provider(vllm.url)}
  llamacpp: ${provider(llama.url)}
`,
    });
    await expect.poll(async () => (await found(host)).length).toBe(6);
    const facts = (await found(host)).map(({ id, context_tokens, capabilities, price }) => [
      id,
      context_tokens,
      capabilities.tools,
      capabilities.vision,
      price,
    ]);
    expect(facts).toEqual([
      ['ollama/llama3.2:latest', 131_072, true, false, null],
      ['ollama/llava:7b', 8_192, false, true, null],
      ['lmstudio/qwen2-vl-7b-instruct', 32_768, true, true, null],
      ['lmstudio/gpt-oss-20b', 16_384, true, false, null],
      ['vllm/meta-llama/Llama-3.1-8B-Instruct', 24_576, true, true, null],
      ['llamacpp/gemma-3-4b-it-Q4_K_M.gguf', 4_096, true, true, null],
    ]);
    const { servers } = await host.ask<CatalogInfo>('catalog.info');
    expect(servers.map(({ kind, error }) => [kind, error])).toEqual([
      ['ollama', null],
      ['lm-studio', null],
      ['vllm', null],
      ['llama.cpp', null],
    ]);
    const listed: string[] = [];
    for await (const { id } of client(host).models.list()) listed.push(id);
    expect(listed).toEqual(expect.arrayContaining(['ollama/llama3.2:latest', 'vllm/meta-llama/Llama-3.1-8B-Instruct']));
  });

  test('calls a found model by every name of it; its cost is not known until the user says so', async () => {
    const ollama = await startOllama();
    const host = await startHost({ yaml: `providers: { ollama: ${provider(ollama.url)} }` });
    await expect.poll(async () => (await found(host)).length).toBe(2);
    const sdk = client(host);
    for (const name of ['ollama/llama3.2:latest', 'llama3.2:latest', 'llama3.2']) {
      const answer = await ask(sdk, name);
      expect(answer.choices[0]?.message.content).toBe('I am llama3.2:latest');
    }
    await expect.poll(async () => (await lastRecord(host))?.outcome.status).toBe('ok');
    expect(await lastRecord(host)).toMatchObject({
      decision: { model: 'ollama/llama3.2:latest', provider: 'ollama' },
      outcome: { served_model: 'ollama/llama3.2:latest', cost_usd: null },
    });
    const free = await startHost({ yaml: `providers: { ollama: ${provider(ollama.url, ', free: true')} }` });
    await expect.poll(async () => (await found(free)).length).toBe(2);
    await ask(client(free), 'llava:7b');
    await expect.poll(async () => (await lastRecord(free))?.outcome.cost_usd).toBe(0);
  });

  test('leaves a name that two servers have to neither', async () => {
    const [one, two] = [await startVllm(), await startVllm()];
    const host = await startHost({ yaml: `providers: { one: ${provider(one.url)}, two: ${provider(two.url)} }` });
    await expect.poll(async () => (await found(host)).length).toBe(2);
    const sdk = client(host);
    await expect(ask(sdk, 'meta-llama/Llama-3.1-8B-Instruct')).rejects.toMatchObject({ status: 404 });
    expect((await ask(sdk, 'two/meta-llama/Llama-3.1-8B-Instruct')).choices[0]?.finish_reason).toBe('stop');
    expect(two.seen.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  test('finds a server that was down at the start, and keeps the models of one that went down', async () => {
    const gone = await startOllama();
    const port = Number(new URL(gone.url).port);
    await gone.close();
    const host = await startHost({ yaml: `providers: { ollama: ${provider(gone.url)} }` });
    const down = async () => (await host.ask<CatalogInfo>('catalog.info')).servers[0];
    await expect.poll(async () => (await down())?.error).toMatch(/Could not reach/);
    expect(await found(host)).toEqual([]);
    const ollama = await startOllama(port);
    const back = await host.ask<CatalogInfo>('catalog.refresh');
    expect(back.servers[0]).toMatchObject({ kind: 'ollama', models: 2, error: null });
    expect(await found(host)).toHaveLength(2);
    await ollama.close();
    const again = await host.ask<CatalogInfo>('catalog.refresh');
    expect(again.servers[0]).toMatchObject({ models: 2, error: expect.stringContaining('Could not reach') });
    expect(await found(host)).toHaveLength(2);
  });

  test('asks nobody who has models listed, is a known provider, or says no; and a server with its key', async () => {
    const quiet = await startVllm();
    const keyed = await startJsonServer({ '/v1/models': { data: [{ id: 'm-1', context_length: 9_000 }] } });
    const host = await startHost({
      env: { MY_KEY: 'sk-mine' },
      yaml: `
providers:
  listed: ${provider(quiet.url, ', models: [{ id: own }]')}
  openai: { base_url: '${quiet.url}/v1', api_key_env: MY_KEY }
  silent: ${provider(quiet.url, ', discover: false')}
  nokey: { base_url: '${quiet.url}/v1' }
  keyed: { base_url: '${keyed.url}/v1', api_key_env: MY_KEY }
catalog: { refresh_seconds: 0 }
`,
    });
    await expect.poll(async () => (await found(host)).map(({ id }) => id)).toEqual(['keyed/m-1']);
    expect(quiet.seen).toEqual([]);
    expect(keyed.seen.every(({ headers }) => headers.authorization === 'Bearer sk-mine')).toBe(true);
    const { servers } = await host.ask<CatalogInfo>('catalog.info');
    expect(servers).toMatchObject([{ provider: 'keyed', kind: 'openai-compatible', models: 1 }]);
  });
});
