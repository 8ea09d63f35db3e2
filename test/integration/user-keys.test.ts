/** Keys that Heimdall issues to apps. */
import { createHash } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { UserKeyStore } from '../../src/host/user-keys/user-key-store.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { type Running, startHost } from './host-harness.ts';

/** As another process would open it. */
const storeOf = (host: Running) => new UserKeyStore(host.folder, host.logger, Date.now);
const issue = async (host: Running, name = 'my-editor') => (await storeOf(host).create(name)).key;
const models = (host: Running, headers: Record<string, string> = {}) => fetch(`${host.url}/v1/models`, { headers });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function until(good: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await good()); tries++) {
    if (tries > 200) throw new Error('never came');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until a running host has heard of a key. */
const known = (host: Running, key: string) => until(async () => (await models(host, bearer(key))).status === 200);

async function lastRecord(host: Running) {
  const page = await host.ask<{ records: { app: string; decision: { auth: unknown } }[] }>('decisions.page', {});
  return page.records[0];
}

describe('user keys', () => {
  test('name the app in any place where a client puts its key', async () => {
    const host = await startHost();
    const key = await issue(host);
    await known(host, key);
    const places = [bearer(key), { 'x-api-key': key }, { 'x-goog-api-key': key }, { 'x-heimdall-token': key }];
    for (const headers of places) {
      expect((await host.chat('hello', headers)).status).toBe(200);
      expect(await lastRecord(host)).toMatchObject({
        app: 'my-editor',
        decision: { auth: { adapter: 'user-keys', credential_class: 'local', provider: null, reference: null } },
      });
    }
    const inQuery = await fetch(`${host.url}/v1beta/models/heimdall/auto:generateContent?key=${key}`, {
      method: 'POST',
      body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }),
    });
    expect(inQuery.status).toBe(200);
    // A key says more than a header that anybody can write.
    await host.chat('hello', { ...bearer(key), 'x-heimdall-app': 'another' });
    expect((await lastRecord(host))?.app).toBe('my-editor');
  });

  test('are stored as digests in a file of their owner alone, and leave no trace', async () => {
    const host = await startHost();
    const key = await issue(host);
    await known(host, key);
    await host.chat('hello', bearer(key));
    await host.chat('hello', bearer('hmd_CANARY-unknown'));
    await host.heimdall.stop();
    const path = join(host.folder, 'user-keys.json');
    const stored = readFileSync(path, 'utf8');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(stored).toContain(createHash('sha256').update(key).digest('hex'));
    const database = readFileSync(join(host.folder, 'decisions.db'), 'latin1');
    for (const text of [stored, database, JSON.stringify(host.logger.lines)]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain('CANARY');
    }
  });

  test('never go to a provider, and do not hide the key that a caller brings for one', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    const host = await startHost({
      yaml: `
providers: { openai: { base_url: ${upstream.baseUrl}, models: [{ id: openai/test }] } }
router: { cheap_candidates: [{ model: openai/test, effort: null }] }
simulator: never
`,
    });
    const key = await issue(host);
    await known(host, key);
    expect((await host.chat('hello', bearer(key))).status).toBe(422);
    const own = 'sk-proj-of-the-caller-0123456789';
    expect((await host.chat('hello', { 'x-heimdall-token': key, ...bearer(own) })).status).toBe(200);
    expect(upstream.requests[0]?.headers.authorization).toBe(`Bearer ${own}`);
    expect(JSON.stringify(upstream.requests.map(({ headers }) => headers))).not.toContain('hmd_');
    expect((await lastRecord(host))?.app).toBe('my-editor');
    await upstream.stop();
  });

  test('are refused in the dialect of the caller when they are not known', async () => {
    const host = await startHost();
    const apiKey = 'hmd_nobody-issued-this';
    const openai = new OpenAI({ baseURL: `${host.url}/v1`, apiKey, maxRetries: 0 });
    await expect(openai.models.list()).rejects.toMatchObject({ status: 401, code: 'user_key_invalid' });
    const anthropic = new Anthropic({ baseURL: host.url, apiKey, maxRetries: 0 });
    const ask = { model: 'heimdall/auto', max_tokens: 10, messages: [{ role: 'user' as const, content: 'hello' }] };
    await expect(anthropic.messages.create(ask)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
    const google = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: host.url } });
    await expect(google.models.generateContent({ model: 'heimdall/auto', contents: 'hello' })).rejects.toMatchObject({
      status: 401,
    });
  });

  test('are revoked at once, also in a host that runs', async () => {
    const host = await startHost();
    const key = await issue(host);
    await known(host, key);
    await storeOf(host).revoke('my-editor');
    await until(async () => (await models(host, bearer(key))).status === 401);
    const again = await issue(host);
    expect(again).not.toBe(key);
    await known(host, again);
    expect((await models(host, bearer(key))).status).toBe(401);
  });

  test('are required when the settings say so; the access token opens as well', async () => {
    const host = await startHost({ yaml: 'gateway: { require_user_key: true }' });
    const key = await issue(host);
    await known(host, key);
    const refused = await models(host);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('x-heimdall-error')).toBe('user_key_invalid');
    expect((await models(host, bearer('heimdall'))).status).toBe(401);
    // The console is not an app, and what it sends again goes through under the app's name.
    expect((await host.post('app.info')).status).toBe(200);
    const asked = await host.chat('hello', bearer(key));
    const id = asked.headers.get('x-heimdall-decision-id');
    const again = await host.ask<{ record_id: string }>('decisions.replay', { id, mode: 'send' });
    expect(await host.ask('decisions.get', { id: again.record_id })).toMatchObject({ app: 'my-editor' });

    const guarded = await startHost({
      yaml: 'gateway: { require_user_key: true, token_env: HEIMDALL_TOKEN }',
      env: { HEIMDALL_TOKEN: 'a-secret-token' },
      dataFolder: host.folder,
    });
    expect((await models(guarded, bearer('a-secret-token'))).status).toBe(200);
    expect((await models(guarded, bearer(key))).status).toBe(200);
    expect((await models(guarded)).headers.get('x-heimdall-error')).toBe('token_invalid');
    expect((await guarded.post('app.info', null, bearer(key))).status).toBe(401);
  });

  test.each([
    ['is damaged', (path: string) => writeFileSync(path, '{"version":1,"keys":[{"name":"x"}]}')],
    ['is open to others', (path: string) => chmodSync(path, 0o644)],
  ])('are all invalid while their file %s, and the console says so', async (_name, spoil) => {
    const host = await startHost();
    const key = await issue(host);
    await known(host, key);
    const path = join(host.folder, 'user-keys.json');
    const good = readFileSync(path, 'utf8');
    spoil(path);
    await until(async () => (await models(host, bearer(key))).status === 401);
    const { notices } = await host.ask<{ notices: string[] }>('app.info');
    expect(notices.join(' ')).toContain('No app key is valid');
    await expect(storeOf(host).create('another')).rejects.toMatchObject({ code: 'secrets_unavailable' });
    writeFileSync(path, good);
    chmodSync(path, 0o600);
    await known(host, key);
  });

  test('have a name of their own', async () => {
    const host = await startHost();
    await issue(host);
    const store = storeOf(host);
    await expect(store.create('my-editor')).rejects.toThrow('already');
    await expect(store.create(' ')).rejects.toMatchObject({ code: 'request_invalid' });
    await expect(store.create('a\nb')).rejects.toMatchObject({ code: 'request_invalid' });
    await expect(store.revoke('nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});
