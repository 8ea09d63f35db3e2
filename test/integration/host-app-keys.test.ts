/** Keys of apps as the console issues, renames and revokes them, and what it says of their use. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { type Running, startHost } from './host-harness.ts';

type KeyList = ConsoleOutput<'app_keys.list'>;

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const create = async (host: Running, name: string) =>
  (await host.ask<ConsoleOutput<'app_keys.create'>>('app_keys.create', { name })).key;
const list = async (host: Running) => (await host.ask<KeyList>('app_keys.list')).keys;

async function appOfLast(host: Running): Promise<string | null | undefined> {
  const { records } = await host.ask<ConsoleOutput<'decisions.page'>>('decisions.page', { limit: 1 });
  return records[0]?.app;
}

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('app keys over %s', (_name, transport) => {
  test('come out once, say when they were used and by whom, and are refused from the moment they are revoked', async () => {
    const host = await startHost();
    const ask = transport(host);
    expect(await ask('app_keys.list')).toEqual({ keys: [], problem: null });
    const { name, key } = await ask<ConsoleOutput<'app_keys.create'>>('app_keys.create', { name: ' my editor ' });
    expect(name).toBe('my editor');
    const [unused] = (await ask<KeyList>('app_keys.list')).keys;
    expect(unused).toEqual({
      name: 'my editor',
      reference: `..${key.slice(-3)}`,
      created_ms: expect.any(Number),
      revoked_ms: null,
      last_use: null,
    });

    const before = Date.now();
    expect((await host.chat('hello', { ...bearer(key), 'user-agent': 'Acme-Editor/2.1' })).status).toBe(200);
    const [used] = (await ask<KeyList>('app_keys.list')).keys;
    expect(used?.last_use).toEqual({ at_ms: expect.any(Number), caller: 'Acme-Editor' });
    expect(used?.last_use?.at_ms).toBeGreaterThanOrEqual(before);
    expect(await appOfLast(host)).toBe('my editor');

    const { keys } = await ask<KeyList>('app_keys.revoke', { name: 'my editor' });
    expect(keys[0]).toMatchObject({ name: 'my editor', revoked_ms: expect.any(Number) });
    const refused = await host.chat('hello', bearer(key));
    expect(refused.status).toBe(401);
    expect(await refused.text()).toContain('it was revoked');
    expect((await list(host))[0]?.last_use).toEqual(used?.last_use);
    expect(JSON.stringify([keys, host.logger.lines])).not.toContain(key);
    await expect(ask('app_keys.revoke', { name: 'my editor' })).rejects.toThrow('not_found');
  });

  test('keep working under another name, and their profile goes with them', async () => {
    const host = await startHost({ yaml: '# mine\napps: { my-editor: Economy }\n' });
    const ask = transport(host);
    const key = await create(host, 'my-editor');
    await create(host, 'taken');
    await expect(ask('app_keys.rename', { name: 'my-editor', to: 'taken' })).rejects.toThrow('"taken" already');
    await expect(ask('app_keys.rename', { name: 'my-editor', to: ' ' })).rejects.toThrow('to: must not be empty');
    await expect(ask('app_keys.rename', { name: 'nobody', to: 'somebody' })).rejects.toThrow('not_found');
    await ask('app_keys.rename', { name: 'my-editor', to: 'my-editor' });
    const { keys } = await ask<KeyList>('app_keys.rename', { name: 'my-editor', to: 'my.editor 2' });
    expect(keys.map(({ name }) => name)).toEqual(['my.editor 2', 'taken']);
    // The profile is that of the key, whatever the caller calls itself.
    const answer = await host.chat('hello', { ...bearer(key), 'x-heimdall-app': 'another' });
    expect([answer.status, answer.headers.get('x-heimdall-alpha')]).toEqual([200, '0.65']);
    expect(await appOfLast(host)).toBe('my.editor 2');
    expect((await ask<ConsoleOutput<'profiles.list'>>('profiles.list')).apps).toEqual({ 'my.editor 2': 'Economy' });
    expect(readFileSync(join(host.folder, 'heimdall.yaml'), 'utf8')).toContain('# mine');
  });
});

test('a key keeps its name when its profile cannot follow', async () => {
  const host = await startHost({ yaml: 'apps: { my-editor: Economy }\n' });
  await create(host, 'my-editor');
  writeFileSync(join(host.folder, 'heimdall.yaml'), 'apps: { my-editor: Economy }\nrouter: { alpha: 9 }\n');
  await expect
    .poll(async () => (await host.ask<{ config: { error: unknown } }>('app.info')).config.error)
    .not.toBeNull();
  await expect(host.ask('app_keys.rename', { name: 'my-editor', to: 'other' })).rejects.toThrow('router.alpha');
  expect((await list(host)).map(({ name }) => name)).toEqual(['my-editor']);
});

test('requests without a key can be refused from the console, and Heimdall’s own still go through', async () => {
  const host = await startHost();
  const key = await create(host, 'my-editor');
  expect(await host.ask('settings.set', { require_user_key: true })).toMatchObject({ require_user_key: true });
  const refused = await host.chat('hello');
  expect(refused.status).toBe(401);
  expect(await refused.text()).toContain('App keys');
  const answer = await host.chat('hello', bearer(key));
  expect(answer.status).toBe(200);
  const before = (await list(host))[0]?.last_use;
  await host.ask('decisions.replay', { id: answer.headers.get('x-heimdall-decision-id'), mode: 'send' });
  expect((await list(host))[0]?.last_use).toEqual(before);
});

test('last uses survive a restart in a file of their own, which is not written for each request', async () => {
  const first = await startHost();
  const key = await create(first, 'my-editor');
  const path = join(first.folder, 'user-key-uses.json');
  const keysFile = join(first.folder, 'user-keys.json');
  const written = statSync(keysFile).mtimeMs;
  for (let request = 0; request < 3; request++) await first.chat('hello', bearer(key));
  expect(existsSync(path)).toBe(false);
  const [used] = await list(first);
  await first.heimdall.stop();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(keysFile).mtimeMs).toBe(written);
  for (const name of readdirSync(first.folder)) {
    expect(readFileSync(join(first.folder, name), 'latin1'), name).not.toContain(key);
  }

  const second = await startHost({ dataFolder: first.folder });
  expect((await list(second))[0]?.last_use).toEqual(used?.last_use);
  await second.heimdall.stop();
  writeFileSync(path, '{"version":1,"uses":7}');
  const third = await startHost({ dataFolder: first.folder });
  expect((await list(third))[0]?.last_use).toBeNull();
  expect((await third.chat('hello', bearer(key))).status).toBe(200);
  expect(third.logger.lines.map(({ message }) => message)).toContain(
    'the times at which app keys were used cannot be read; they begin anew',
  );
});
