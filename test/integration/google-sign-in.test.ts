/** Signing in at an authorization server that was not written here, and calling Google's API with it. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoogleGenAI } from '@google/genai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProxiedFetch } from '../../src/gateway/gateway.ts';
import { createPkce } from '../../src/host/oauth/pkce.ts';
import { exchangeCode } from '../../src/host/oauth/token-endpoint.ts';
import { SecretStore } from '../../src/host/secrets/secret-store.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { ANSWER_WORDS } from '../fakes/scripted-upstream.ts';
import {
  type AuthorizationServer,
  CLIENT_ID,
  callbackAddress,
  startAuthorizationServer,
} from '../helpers/authorization-server.ts';
import { type Running, startHost } from './host-harness.ts';

type Account = { state: string; problem: string | null; in_force: boolean; scopes: string[] };

const google = new FakeGeminiUpstream();
let server: AuthorizationServer;

beforeEach(async () => {
  server = await startAuthorizationServer();
  await google.start();
  google.reset();
});

afterEach(async () => {
  await server.stop();
  await google.stop();
});

const yaml = (more = '') => `
simulator: never
auth_adapters:
  google_oauth:
    client_id: ${CLIENT_ID}
    authorization_url: ${server.authorizationUrl}
    token_url: ${server.tokenUrl}
    revoke_url: ${server.url}/token/revocation
    scopes: [openid, offline_access]
    ${more}
providers:
  google: { base_url: ${google.baseUrl}, sign_in: google, api_key_env: GOOGLE_TEST_KEY, models: [{ id: google/test, upstream_id: gemini-test }] }
router: { cheap_candidates: [{ model: google/test, effort: null }] }
`;

const account = async (host: Running): Promise<Account> => {
  const { accounts } = await host.ask<{ accounts: [Account] }>('accounts.list');
  return accounts[0];
};

async function until<T>(read: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (good(value)) return value;
    if (tries > 200) throw new Error(`never came: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const begin = async (host: Running) => (await host.ask<{ url: string }>('accounts.login', { provider: 'google' })).url;
const settled = (host: Running) =>
  until(
    () => account(host),
    ({ state }) => state !== 'waiting',
  );

async function signIn(host: Running): Promise<void> {
  const page = await fetch(await callbackAddress(await begin(host)));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('Signed in');
  expect(await settled(host)).toMatchObject({ state: 'signed-in', problem: null });
}

const sent = () => google.requests.map(({ headers }) => headers.authorization);
const generate = (host: Running, headers: Record<string, string> = {}) =>
  fetch(`${host.url}/v1beta/models/google/test:generateContent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] }),
  });

/** Every file of a folder, as one text. */
function bytesOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describe('signing in', () => {
  test('asks with PKCE and a state, and serves the official client from then on', async () => {
    const host = await startHost({ yaml: yaml('user_project: my-project') });
    expect(await account(host)).toMatchObject({ state: 'signed-out', in_force: false });
    expect((await generate(host)).status).toBe(503);
    const url = new URL(await begin(host));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/oauth2callback$/),
    });
    await signIn(host);
    expect(await account(host)).toMatchObject({ in_force: true, scopes: ['openid', 'offline_access'] });

    const client = new GoogleGenAI({ apiKey: 'heimdall', httpOptions: { baseUrl: host.url } });
    const answer = await client.models.generateContent({ model: 'google/test', contents: 'hello' });
    expect(answer.text).toBe(ANSWER_WORDS.join(''));
    const headers = google.requests[0]?.headers;
    expect(headers).toMatchObject({
      authorization: `Bearer ${server.accessTokens[0]}`,
      'x-goog-user-project': 'my-project',
    });
    expect(headers).not.toHaveProperty('x-goog-api-key');
  });

  test('leaves no token in logs, decisions, errors, database or files', async () => {
    const host = await startHost({ yaml: yaml() });
    await signIn(host);
    const [token = 'none'] = server.accessTokens;
    google.next(
      { kind: 'answer' },
      { kind: 'status', status: 400, body: JSON.stringify({ error: { code: 400, message: `bad ${token}` } }) },
    );
    const answers = [await (await generate(host)).text(), await (await generate(host)).text()];
    await host.heimdall.stop();
    const everything = [JSON.stringify(host.logger.lines), ...answers, bytesOf(host.folder)].join('\n');
    expect(server.accessTokens.length).toBeGreaterThan(0);
    expect(server.refreshTokens.length).toBeGreaterThan(0);
    for (const secret of [...server.accessTokens, ...server.refreshTokens]) expect(everything).not.toContain(secret);
    expect(answers[1]).toContain('bad [key]');
    for (const name of ['secrets.json', 'vault-key.json']) {
      expect(statSync(join(host.folder, name)).mode & 0o777).toBe(0o600);
    }
  });

  test('goes on waiting after forged callbacks', async () => {
    const host = await startHost({ yaml: yaml() });
    const real = await callbackAddress(await begin(host));
    const forge = (change: (url: URL) => void) => {
      const url = new URL(real);
      change(url);
      return url.href;
    };
    const forged = [
      forge((url) => url.searchParams.set('state', 'a'.repeat(43))),
      forge((url) => url.searchParams.delete('state')),
      forge((url) => url.searchParams.delete('code')),
      forge((url) => {
        url.pathname = '/elsewhere';
      }),
      forge((url) => {
        url.search = '?error=access_denied';
      }),
    ];
    for (const url of forged) {
      const page = await fetch(url);
      expect(page.status).toBe(400);
      expect(await page.text()).toContain('goes on waiting');
    }
    expect((await fetch(real, { method: 'POST' })).status).toBe(400);
    expect((await account(host)).state).toBe('waiting');
    expect((await fetch(real)).status).toBe(200);
    expect((await settled(host)).state).toBe('signed-in');
    // The port is gone with the sign-in.
    await expect(fetch(real)).rejects.toThrow();
  });

  test('does not take the code of another flow', async () => {
    const [one, two] = [await startHost({ yaml: yaml() }), await startHost({ yaml: yaml() })];
    const first = new URL(await callbackAddress(await begin(one)));
    const second = new URL(await callbackAddress(await begin(two)));
    second.searchParams.set('code', first.searchParams.get('code') ?? '');
    expect((await fetch(second)).status).toBe(400);
    expect(await settled(two)).toMatchObject({
      state: 'signed-out',
      problem: expect.stringContaining('invalid_grant'),
    });
  });

  test('ends when the user says no, and can be tried again', async () => {
    const host = await startHost({ yaml: yaml() });
    server.user = 'denies';
    expect((await fetch(await callbackAddress(await begin(host)))).status).toBe(400);
    expect(await settled(host)).toMatchObject({
      state: 'signed-out',
      problem: 'The sign-in was refused in the browser.',
    });
    server.user = 'agrees';
    await signIn(host);
  });

  test('the server insists on the verifier and on the redirect address', async () => {
    const host = await startHost({ yaml: yaml() });
    const plain = new URL(await begin(host));
    plain.searchParams.delete('code_challenge');
    plain.searchParams.delete('code_challenge_method');
    expect(new URL(await callbackAddress(plain.href)).searchParams.get('error')).toBe('invalid_request');
    const elsewhere = new URL(await begin(host));
    elsewhere.searchParams.set('redirect_uri', 'http://127.0.0.1:9/stolen');
    await expect(callbackAddress(elsewhere.href)).rejects.toThrow(/redirect_uri/);
    const client = {
      clientId: CLIENT_ID,
      clientSecret: null,
      authorizationUrl: server.authorizationUrl,
      tokenUrl: server.tokenUrl,
      revokeUrl: null,
      scopes: [],
      fetch: createProxiedFetch({ env: {} }),
    };
    const redirectUri = 'http://127.0.0.1:5555/oauth2callback';
    const { verifier, challenge } = createPkce();
    const code = async () => {
      const url = new URL(await begin(host));
      url.searchParams.set('redirect_uri', redirectUri);
      url.searchParams.set('code_challenge', challenge);
      return new URL(await callbackAddress(url.href)).searchParams.get('code') ?? '';
    };
    const refused = { ok: false, error: 'invalid_grant' };
    const other = createPkce().verifier;
    expect(await exchangeCode(client, { code: await code(), verifier: other, redirectUri })).toEqual(refused);
    const mismatch = 'http://127.0.0.1:5556/oauth2callback';
    expect(await exchangeCode(client, { code: await code(), verifier, redirectUri: mismatch })).toEqual(refused);
    expect(await exchangeCode(client, { code: await code(), verifier, redirectUri })).toMatchObject({ ok: true });
  });

  test('needs a client of one’s own', async () => {
    const host = await startHost();
    const response = await host.post('accounts.login', { provider: 'google' });
    expect(await response.json()).toMatchObject({
      ok: false,
      error: { code: 'config_invalid', message: expect.stringContaining('google_oauth.client_id') },
    });
  });

  test('signing out ends it here and there', async () => {
    const host = await startHost({ yaml: yaml() });
    await signIn(host);
    const [refresh = ''] = server.refreshTokens;
    expect(await server.knows(refresh)).toBe(true);
    const out = await host.ask<{ revoked: boolean }>('accounts.logout', { provider: 'google' });
    expect(out).toMatchObject({ revoked: true, accounts: [{ state: 'signed-out', problem: null }] });
    expect(await server.knows(refresh)).toBe(false);
    expect((await generate(host)).status).toBe(503);
  });
});

describe('a signed-in account', () => {
  test('renews an access token that is about to expire, once for all who wait, and keeps the new refresh token', async () => {
    await server.stop();
    server = await startAuthorizationServer(30);
    const host = await startHost({ yaml: yaml() });
    await signIn(host);
    const before = server.grants.granted;
    const answers = await Promise.all([1, 2, 3, 4].map(() => generate(host)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(server.grants.granted).toBe(before + 1);
    expect(new Set(sent())).toEqual(new Set([`Bearer ${server.accessTokens[1]}`]));
    expect(server.refreshTokens).toHaveLength(2);
    const stored = new SecretStore({ dataFolder: host.folder, sealer: null, logger: host.logger, onChange: () => {} });
    expect(stored.secrets.accounts.google?.refresh_token).toBe(server.refreshTokens[1]);
    await host.heimdall.stop();
    // The next start has only what was stored.
    const next = await startHost({ dataFolder: host.folder });
    expect((await generate(next)).status).toBe(200);
    expect(server.refreshTokens).toHaveLength(3);
  });

  test('is renewed once after a 401, and the request goes once more', async () => {
    const time = { ms: Date.now() };
    const clock = { now: () => time.ms, monotonicMs: () => performance.now() };
    const host = await startHost({ yaml: yaml(), clock });
    await signIn(host);
    time.ms += 120_000;
    google.next({ kind: 'status', status: 401 });
    expect((await generate(host)).status).toBe(200);
    expect(sent()).toEqual(server.accessTokens.slice(0, 2).map((token) => `Bearer ${token}`));
    expect(server.grants.granted).toBe(2);
  });

  test('is not tried a third time, and a storm of requests does not renew it again', async () => {
    const time = { ms: Date.now() };
    const clock = { now: () => time.ms, monotonicMs: () => performance.now() };
    const host = await startHost({ yaml: yaml(), clock });
    await signIn(host);
    time.ms += 120_000;
    google.next(...Array.from({ length: 8 }, () => ({ kind: 'status', status: 401 }) as const));
    const refused = await generate(host);
    expect(refused.status).toBe(401);
    const { error } = (await refused.json()) as { error: { message: string } };
    expect(error.message).toContain('heimdall login google');
    expect(refused.headers.get('x-heimdall-error')).toBe('auth_rejected');
    expect(google.requests).toHaveLength(2);
    for (let again = 0; again < 3; again++) expect((await generate(host)).status).toBe(401);
    expect(google.requests).toHaveLength(5);
    expect(server.grants.granted).toBe(2);
  });

  test('that was revoked is signed out, once, with the reason', async () => {
    const time = { ms: Date.now() };
    const clock = { now: () => time.ms, monotonicMs: () => performance.now() };
    const host = await startHost({ yaml: yaml(), clock });
    await signIn(host);
    await server.revoke(server.refreshTokens[0] ?? '');
    time.ms += 3_600_000;
    const refused = await generate(host);
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain('heimdall login google');
    expect(await account(host)).toMatchObject({ state: 'signed-out', problem: expect.stringContaining('revoked') });
    const { notices } = await host.ask<{ notices: string[] }>('app.info');
    expect(notices.join(' ')).toContain('heimdall login google');
    for (let again = 0; again < 3; again++) {
      const unserved = await generate(host);
      expect(unserved.status).toBe(503);
      expect(await unserved.text()).toContain('heimdall login google');
    }
    expect(server.grants.refused).toBe(1);
    expect(google.requests).toHaveLength(0);
    await signIn(host);
    expect((await generate(host)).status).toBe(200);
  });

  test('stands behind an API key, before it when the settings say so, and the key stands in for it', async () => {
    const env = { GOOGLE_TEST_KEY: 'key-of-google' };
    const host = await startHost({ yaml: yaml(), env });
    await signIn(host);
    expect(await account(host)).toMatchObject({ in_force: false });
    await generate(host);
    expect(google.requests[0]?.headers['x-goog-api-key']).toBe('key-of-google');

    const time = { ms: Date.now() };
    const clock = { now: () => time.ms, monotonicMs: () => performance.now() };
    const preferring = await startHost({ yaml: yaml('prefer: true'), env, clock });
    await signIn(preferring);
    expect(await account(preferring)).toMatchObject({ in_force: true });
    await generate(preferring);
    expect(google.requests[1]?.headers.authorization).toBe(`Bearer ${server.accessTokens.at(-1)}`);
    await server.revoke(server.refreshTokens.at(-1) ?? '');
    time.ms += 3_600_000;
    expect((await generate(preferring)).status).toBe(200);
    expect(google.requests[2]?.headers['x-goog-api-key']).toBe('key-of-google');
  });

  test("a caller's own Google token goes first, untouched", async () => {
    const host = await startHost({ yaml: yaml() });
    await signIn(host);
    await generate(host, { authorization: 'Bearer ya29.of-the-caller' });
    expect(sent()).toEqual(['Bearer ya29.of-the-caller']);
  });

  test.each([
    ['the file', 'secrets.json', (text: string) => text.replace(/"data":"..../, '"data":"AAAA')],
    ['its key', 'vault-key.json', (text: string) => text.replace(/"key":"..../, '"key":"AAAA')],
    ['half of it', 'secrets.json', (text: string) => text.slice(0, 40)],
  ])('is signed out with a notice when %s was damaged', async (_name, file, damage) => {
    const host = await startHost({ yaml: yaml() });
    await signIn(host);
    await host.heimdall.stop();
    const path = join(host.folder, file);
    writeFileSync(path, damage(readFileSync(path, 'utf8')));
    const next = await startHost({ dataFolder: host.folder });
    expect(await account(next)).toMatchObject({ state: 'signed-out' });
    const { notices } = await next.ask<{ notices: string[] }>('app.info');
    expect(notices.join(' ')).toContain('damaged');
    expect((await generate(next)).status).toBe(503);
    await signIn(next);
    expect((await generate(next)).status).toBe(200);
  });
});
