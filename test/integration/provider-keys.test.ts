/** API keys that are set in the console: encrypted, in force at once, never shown again. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { type Running, startHost } from './host-harness.ts';

const KEY = 'sk-test-CANARY-of-the-console-xyz';
const upstream = new FakeOpenAiUpstream();

interface Keys {
  keys: { provider: string; source: string; variable: string | null; reference: string; in_force: boolean }[];
  held_by: string;
  problem: string | null;
}

beforeAll(() => upstream.start());
afterAll(() => upstream.stop());
beforeEach(() => upstream.reset());

const yaml = () => `
simulator: never
providers:
  mine: { base_url: ${upstream.baseUrl}, api_key_env: MINE_KEY, models: [{ id: mine/one }] }
router: { cheap_candidates: [{ model: mine/one, effort: null }] }
`;
const set = (host: Running, key = KEY) => host.ask<Keys>('keys.set', { provider: 'mine', key });
const sent = () => upstream.requests.map(({ headers }) => headers.authorization);

describe('keys of providers', () => {
  test('work without a restart, and are never given out', async () => {
    const host = await startHost({ yaml: yaml() });
    expect((await host.chat('hello')).status).toBe(422);
    expect(await set(host, `  ${KEY}  `)).toEqual({
      keys: [{ provider: 'mine', source: 'stored', variable: null, reference: '..xyz', in_force: true }],
      held_by: 'file',
      problem: null,
    });
    expect((await host.chat('hello')).status).toBe(200);
    expect(sent()).toEqual([`Bearer ${KEY}`]);
    const { providers } = await host.ask<{ providers: { name: string }[] }>('app.info');
    expect(providers).toContainEqual({ name: 'mine', configured: true, key_source: 'stored' });

    await host.heimdall.stop();
    for (const name of readdirSync(host.folder)) {
      expect(readFileSync(join(host.folder, name), 'latin1')).not.toContain('CANARY');
    }
    expect(JSON.stringify(host.logger.lines)).not.toContain('CANARY');
    expect(statSync(join(host.folder, 'secrets.json')).mode & 0o777).toBe(0o600);

    const next = await startHost({ dataFolder: host.folder });
    expect((await next.chat('hello')).status).toBe(200);
    expect((await next.ask<Keys>('keys.remove', { provider: 'mine' })).keys).toEqual([]);
    expect((await next.chat('hello')).status).toBe(422);
  });

  test('the environment wins over the console, and the console over keys.json', async () => {
    const host = await startHost({ yaml: yaml(), env: { MINE_KEY: 'sk-of-the-environment-abc' } });
    writeFileSync(join(host.folder, 'keys.json'), '{"mine":"sk-of-the-file-0123456789"}', { mode: 0o600 });
    await set(host);
    const sources = (await host.ask<Keys>('keys.list')).keys.map(({ source, in_force }) => [source, in_force]);
    expect(sources).toEqual([
      ['environment', true],
      ['stored', false],
      ['keys.json', false],
    ]);
    await host.chat('hello');
    expect(sent()).toEqual(['Bearer sk-of-the-environment-abc']);
    await host.heimdall.stop();
    const next = await startHost({ dataFolder: host.folder });
    await next.chat('hello');
    expect(sent()[1]).toBe(`Bearer ${KEY}`);
    expect((await next.ask<Keys>('keys.list')).keys[0]).toMatchObject({ source: 'stored', in_force: true });
  });

  test.each([
    [{ provider: 'nobody', key: KEY }, 'there is no provider "nobody"'],
    [{ provider: 'mine', key: '' }, 'must not be empty'],
    [{ provider: 'mine', key: 'CANARY with a space' }, 'printable ASCII without spaces'],
    [{ provider: 'mine', key: `${KEY}\nx-evil: 1` }, 'printable ASCII without spaces'],
    [{ provider: 'mine', key: 'sk-ant-oat01-CANARY' }, 'Claude subscription'],
    [{ provider: 'mine', key: 'hmd_CANARY' }, 'Heimdall issued'],
    [{ provider: 'Mine!', key: KEY }, 'must be a provider name'],
  ])('are checked before they are stored %#', async (input, message) => {
    const host = await startHost({ yaml: yaml() });
    const response = await host.post('keys.set', input);
    expect(response.status).toBe(400);
    const body = await response.text();
    expect(body).toContain('request_invalid');
    expect(JSON.parse(body).error.message).toContain(message);
    expect(body + JSON.stringify(host.logger.lines)).not.toContain('CANARY');
    expect((await host.ask<Keys>('keys.list')).keys).toEqual([]);
  });

  test('of a Claude subscription in the environment are not used, and a notice says so', async () => {
    const host = await startHost({ env: { ANTHROPIC_API_KEY: 'sk-ant-oat01-CANARY' } });
    const info = await host.ask<{ notices: string[]; providers: { name: string; configured: boolean }[] }>('app.info');
    expect(info.providers.find(({ name }) => name === 'anthropic')?.configured).toBe(false);
    expect(info.notices.join(' ')).toMatch(/env ANTHROPIC_API_KEY.*Claude subscription/);
    expect(JSON.stringify(info) + JSON.stringify(host.logger.lines)).not.toContain('CANARY');
  });

  test('that the window sealed are left alone by a headless host', async () => {
    const sealer = {
      seal: (text: string) => Buffer.from(text).reverse().toString('base64'),
      unseal: (sealed: string) => Buffer.from(sealed, 'base64').reverse().toString(),
    };
    const window = await startHost({ yaml: yaml(), keySealer: sealer });
    expect((await set(window)).held_by).toBe('os');
    await window.heimdall.stop();
    const before = readFileSync(join(window.folder, 'secrets.json'), 'utf8');
    const headless = await startHost({ dataFolder: window.folder });
    expect(await headless.ask<Keys>('keys.list')).toMatchObject({
      keys: [],
      problem: expect.stringContaining('window'),
    });
    const refused = (await (await headless.post('keys.set', { provider: 'mine', key: KEY })).json()) as unknown;
    expect(refused).toMatchObject({ ok: false, error: { code: 'secrets_unavailable' } });
    await headless.heimdall.stop();
    expect(readFileSync(join(window.folder, 'secrets.json'), 'utf8')).toBe(before);
    const again = await startHost({ dataFolder: window.folder, keySealer: sealer });
    expect((await again.chat('hello')).status).toBe(200);
  });
});
