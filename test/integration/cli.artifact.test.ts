/** `heimdall artifact`, as it is packed: with a Heimdall that runs, and with none. */
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Decision } from '../../src/shared/decision.ts';
import { unusedPort } from '../fakes/scripted-upstream.ts';
import { type BuiltPackage, buildPackage, ended } from '../helpers/built-package.ts';
import { harderTiny } from '../helpers/other-artifact.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { writeRenderer, writeTinyArtifact } from './host-harness.ts';

let built: BuiltPackage;

beforeAll(() => {
  built = buildPackage();
  writeTinyArtifact(join(built.root, 'artifacts'));
  writeRenderer(join(built.root, 'out', 'renderer'));
}, 60_000);
afterAll(() => built.remove());

const artifact = (...args: string[]) => ended(built.start(['artifact', ...args], temporaryFolder()));

test('goes over at once where Heimdall runs, and by the settings where it does not', async () => {
  const home = temporaryFolder();
  const config = join(home, 'heimdall.yaml');
  writeFileSync(config, '# mine\n');
  // Its port is on the command line alone: the commands below find it all the same.
  const child = built.start(['serve', '--config', config, '--port', '0'], home);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const { url } = JSON.parse(String(line)) as { url: string };
  const inForce = async () =>
    ((await (await fetch(`${url}/healthz`)).json()) as { artifact_version: string }).artifact_version;
  const options = ['--home', join(home, 'data'), '--config', config];
  const folder = writeTinyArtifact(join(temporaryFolder(), 'other'), harderTiny);

  expect(await artifact('list', ...options)).toMatchObject({ code: 0, stdout: '*  tiny.1  bundled\n' });
  expect(await artifact('verify', folder)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('tiny.2 is whole'),
  });
  expect(await artifact('use', folder, ...options)).toMatchObject({
    code: 0,
    stdout: `tiny.2 (${folder}) is in force.\n`,
  });
  expect(await inForce()).toBe('tiny.2');
  expect(readFileSync(config, 'utf8')).toMatch(/^# mine\n[\s\S]*artifact_dir: /);
  expect(await artifact('rollback', ...options)).toMatchObject({ code: 0, stdout: 'tiny.1 (bundled) is in force.\n' });
  expect(await inForce()).toBe('tiny.1');
  expect((await artifact('canary', folder, ...options)).stdout).toContain('tiny.2 has 5 % of sessions');
  expect(await artifact('promote', ...options)).toMatchObject({
    code: 0,
    stdout: 'tiny.2 is in force for all sessions.\n',
  });
  expect(await inForce()).toBe('tiny.2');
  expect((await artifact('rollback', ...options)).code).toBe(0);
  expect(await inForce()).toBe('tiny.1');

  writeFileSync(join(folder, 'quality.json'), '{}');
  for (const args of [
    ['verify', folder],
    ['use', folder, ...options],
  ]) {
    const refused = await artifact(...args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('quality.json');
  }
  expect(await inForce()).toBe('tiny.1');
  child.kill('SIGTERM');
  await once(child, 'close');

  const whole = writeTinyArtifact(join(temporaryFolder(), 'whole'), harderTiny);
  expect((await artifact('use', whole, ...options)).code).toBe(0);
  const listed = await artifact('list', '--json', ...options);
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { version: 'tiny.2', folder: whole, in_force: true },
    { folder: null, in_force: false },
    { folder },
  ]);
  expect(await artifact('use', 'bundled', ...options)).toMatchObject({ code: 0 });
}, 60_000);

test('a key is made once and never shown, signs what is whole, and is what a reader asks for', async () => {
  const folder = writeTinyArtifact(join(temporaryFolder(), 'signed'));
  const key = join(temporaryFolder(), 'mine.key');
  const made = await artifact('keygen', key, '--json');
  const { public_key: publicKey, id } = JSON.parse(made.stdout) as { public_key: string; id: string };
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(statSync(key).mode & 0o777).toBe(0o600);
  const secret = readFileSync(key, 'utf8');
  expect(made.stdout).not.toContain(secret.split('\n')[1]);
  expect(await artifact('keygen', key)).toMatchObject({ code: 1, stdout: '' });
  expect(readFileSync(key, 'utf8')).toBe(secret);

  expect(await artifact('verify', folder, '--key', publicKey)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is not signed'),
  });
  expect(await artifact('sign', folder, '--key', key)).toMatchObject({
    code: 0,
    stdout: `tiny.1 is signed by key ${id}: ${join(folder, 'manifest.sig')}\n`,
  });
  expect(await artifact('verify', folder, '--key', publicKey)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`signed by key ${id}`),
  });
  const another = await artifact('keygen', `${key}.2`, '--json');
  const refused = await artifact('verify', folder, '--key', JSON.parse(another.stdout).public_key);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(`another key (${id})`) });

  writeFileSync(join(folder, 'quality.json'), '{}');
  expect(await artifact('sign', folder, '--key', key)).toMatchObject({ code: 1, stdout: '' });
}, 60_000);

test('an artifact is built from ratings, says whether it is better, and ratings do not count twice in it', async () => {
  const home = temporaryFolder();
  const config = join(home, 'heimdall.yaml');
  writeFileSync(config, `gateway: { port: ${await unusedPort()} }\n`);
  const child = built.start(['serve', '--config', config], home);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const { url } = JSON.parse(String(line)) as { url: string };
  const post = async <T>(path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    return (await (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
  };
  const route = (turn: number) =>
    post<Decision>('/v1/route', { model: 'heimdall/auto', messages: [{ role: 'user', content: `hello ${turn}` }] });
  const rate = async (turn: number) => post('/v1/feedback', { decision_id: (await route(turn)).id, score: 0 });
  const options = ['--home', join(home, 'data'), '--config', config];
  const folder = join(temporaryFolder(), 'own');

  await rate(0);
  const few = await artifact('build', folder, ...options);
  expect(few).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Too little data: 1 ratings') });
  expect(existsSync(folder)).toBe(false);
  for (let turn = 1; turn < 60; turn++) await rate(turn);
  const made = await artifact('build', folder, ...options);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(made.stdout).toMatch(/^tiny\.1\+own\.\d{14} is in .*\nThe new table is better on ratings .* n = 60\./);
  expect(await artifact('build', folder, ...options)).toMatchObject({ code: 1 });
  expect(await artifact('verify', folder)).toMatchObject({ code: 0 });

  const qualities = async () =>
    (await route(1)).candidates.map(({ model, quality }) => [model, quality.toFixed(9)]).sort();
  const byRatings = await qualities();
  expect(await artifact('use', folder, ...options)).toMatchObject({ code: 0 });
  const { artifact_version: version } = await route(1);
  expect(version).toMatch(/^tiny\.1\+own\./);
  expect(await qualities()).toEqual(byRatings);
}, 60_000);
