/** Signing in and issuing keys from the command line, beside a host that runs on the same folder. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import {
  type AuthorizationServer,
  CLIENT_ID,
  callbackAddress,
  startAuthorizationServer,
} from '../helpers/authorization-server.ts';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { startHost, writeTinyArtifact } from './host-harness.ts';

let built: BuiltPackage;
let server: AuthorizationServer;
const google = new FakeGeminiUpstream();

beforeAll(async () => {
  built = buildPackage();
  writeTinyArtifact(join(built.root, 'artifacts'));
  server = await startAuthorizationServer();
  await google.start();
}, 60_000);
afterAll(async () => {
  built.remove();
  await server.stop();
  await google.stop();
});

/** Output of a command as it grows. */
function watch(child: ChildProcess) {
  const seen = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => {
    seen.stdout += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    seen.stderr += String(chunk);
  });
  const closed = once(child, 'close').then(([code]) => code as number | null);
  return { seen, closed };
}

async function run(home: string, args: readonly string[]) {
  const { seen, closed } = watch(built.start(args, home));
  return { code: await closed, ...seen };
}

/** A home folder with settings for the authorization server; the host's data folder is in it. */
function makeHome(): { home: string; data: string } {
  const home = temporaryFolder();
  const data = join(home, 'data');
  mkdirSync(data);
  writeFileSync(
    join(data, 'heimdall.yaml'),
    `
simulator: never
auth_adapters:
  google_oauth:
    client_id: ${CLIENT_ID}
    authorization_url: ${server.authorizationUrl}
    token_url: ${server.tokenUrl}
    revoke_url: ${server.url}/token/revocation
    scopes: [openid, offline_access]
providers:
  google: { base_url: ${google.baseUrl}, sign_in: google, models: [{ id: google/test, upstream_id: gemini-test }] }
router: { cheap_candidates: [{ model: google/test, effort: null }] }
`,
  );
  return { home, data };
}

async function until<T>(read: () => T | Promise<T>, good: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await read();
    if (good(value)) return value;
    if (tries > 500) throw new Error(`never came: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('heimdall login google', () => {
  test('signs in for a host that runs, and logout ends it', async () => {
    const { home, data } = makeHome();
    const host = await startHost({ dataFolder: data });
    expect((await host.chat('hello')).status).toBe(422);
    const child = built.start(['login', 'google', '--no-browser'], home);
    onTestFinished(() => void child.kill());
    const { seen, closed } = watch(child);
    const text = await until(
      () => seen.stdout + seen.stderr,
      (printed) => /http\S+\s/.test(printed),
    );
    const url = /http\S+/.exec(text)?.[0] ?? '';
    expect(url.startsWith(server.authorizationUrl)).toBe(true);
    expect((await fetch(await callbackAddress(url))).status).toBe(200);
    expect(await closed).toBe(0);
    expect(seen.stdout).toContain('Signed in at Google');
    await until(
      async () => (await host.chat('hello')).status,
      (status) => status === 200,
    );
    expect(google.requests.at(-1)?.headers.authorization).toBe(`Bearer ${server.accessTokens.at(-1)}`);
    for (const token of [...server.accessTokens, ...server.refreshTokens]) {
      expect(seen.stdout + seen.stderr).not.toContain(token);
    }
    expect(await run(home, ['logout', 'google'])).toMatchObject({ code: 0, stdout: 'Signed out at Google.\n' });
    await until(
      async () => (await host.chat('hello')).status,
      (status) => status === 422,
    );
    expect(await server.knows(server.refreshTokens.at(-1) ?? '')).toBe(false);
  });

  test('says what is missing, what was refused, and that nobody came', async () => {
    const bare = await run(temporaryFolder(), ['login', 'google', '--no-browser']);
    expect([bare.code, bare.stdout]).toEqual([1, '']);
    expect(bare.stderr).toContain('google_oauth.client_id');
    const { home } = makeHome();
    const late = await run(home, ['login', 'google', '--no-browser', '--timeout', '1']);
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('Nobody signed in within 1 s');
    expect((await run(home, ['login', 'elsewhere'])).code).toBe(2);
    expect((await run(home, ['login', 'google', '--timeout', '0'])).code).toBe(2);
  });
});

describe('heimdall keys', () => {
  test('issues, lists and revokes', async () => {
    const home = temporaryFolder();
    const issued = await run(home, ['keys', 'create', 'my-editor']);
    expect(issued.code).toBe(0);
    expect(issued.stdout).toMatch(/^hmd_[\w-]{43}\n$/);
    expect(issued.stderr).toContain('not shown again');
    const second = await run(home, ['keys', 'create', 'other', '--json']);
    expect(JSON.parse(second.stdout)).toMatchObject({ name: 'other', key: expect.stringMatching(/^hmd_/) });
    expect(await run(home, ['keys', 'create', 'other'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already'),
    });
    expect((await run(home, ['keys', 'revoke', 'other'])).stdout).toContain('revoked');
    const listed = JSON.parse((await run(home, ['keys', 'list', '--json'])).stdout);
    expect(listed).toMatchObject([
      { name: 'my-editor', revoked_ms: null, reference: `..${issued.stdout.trim().slice(-3)}` },
      { name: 'other', revoked_ms: expect.any(Number) },
    ]);
    expect(JSON.stringify(listed)).not.toContain('sha256');
    expect((await run(home, ['keys', 'list'])).stdout).toMatch(
      /^my-editor {3}hmd_\.\.\S{3} {3}\d{4}-\d\d-\d\d {3}never used\n/,
    );
    expect(await run(home, ['keys', 'revoke', 'nobody'])).toMatchObject({ code: 1 });
    expect((await run(home, ['keys', '--help'])).stdout).toContain('require_user_key');
    expect((await run(home, ['keys', 'nonsense'])).code).toBe(2);
  });
});
