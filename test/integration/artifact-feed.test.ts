/** An artifact that is taken from its address: downloaded, verified, put in force, once. */
import { createReadStream, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { harderTiny } from '../helpers/other-artifact.ts';
import { artifactSigner } from '../helpers/signed-artifact.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost, writeTinyArtifact } from './host-harness.ts';

/** Serves whatever folder it is told to, below /latest. */
async function serveArtifacts() {
  const seen: string[] = [];
  let folder = '';
  const server = createServer((request, response) => {
    const path = join(folder, (request.url ?? '').replace(/^\/latest\//, ''));
    seen.push(request.url ?? '');
    if (folder === '' || !existsSync(path) || !statSync(path).isFile()) response.writeHead(404).end();
    else createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/latest`,
    offer(version: string, change: (folder: string) => void = () => {}, created?: string) {
      folder = writeTinyArtifact(join(temporaryFolder(), version), (files) => harderTiny(files, version, created));
      change(folder);
    },
  };
}

const versionOf = async ({ url }: Running) =>
  ((await (await fetch(`${url}/healthz`)).json()) as { artifact_version: string }).artifact_version;
const noticesOf = async (running: Running) => (await running.ask<ConsoleOutput<'app.info'>>('app.info')).notices ?? [];
const save = ({ folder }: Running, url: string, seconds: number) => {
  const file = join(folder, 'heimdall.yaml');
  const { tuning = {} } = parse(readFileSync(file, 'utf8')) as { tuning?: object };
  writeFileSync(file, JSON.stringify({ tuning: { ...tuning, artifact_url: url, reload_seconds: seconds } }));
};

test('is in force once it is verified, can be taken back, and a newer one follows', async () => {
  const server = await serveArtifacts();
  server.offer('tiny.2');
  const running = await startHost({ yaml: `# mine\ntuning: { artifact_url: "${server.url}" }\n` });
  await expect.poll(() => versionOf(running), { timeout: 10_000 }).toBe('tiny.2');
  const file = readFileSync(join(running.folder, 'heimdall.yaml'), 'utf8');
  expect(file).toContain('# mine');
  expect(file).toMatch(/artifact_dir: .*artifacts/);
  const history = await running.ask<ConsoleOutput<'tuning.history'>>('tuning.history');
  expect(history.entries.at(-1)?.label).toBe('artifact tiny.2');

  // Taken back: it stays so, over a restart too, until there is another one.
  await running.ask('tuning.undo');
  expect(await versionOf(running)).toBe('tiny.1');
  await running.heimdall.stop();
  const asked = server.seen.length;
  const again = await startHost({ dataFolder: running.folder });
  await expect.poll(() => server.seen.length, { timeout: 10_000 }).toBeGreaterThan(asked);
  save(again, server.url, 61);
  await expect.poll(() => server.seen.length, { timeout: 10_000 }).toBeGreaterThan(asked + 1);
  // The manifest alone was asked for.
  expect(server.seen.slice(asked)).toEqual(['/latest/manifest.json', '/latest/manifest.json']);
  expect(await versionOf(again)).toBe('tiny.1');

  server.offer('tiny.3');
  save(again, server.url, 62);
  await expect.poll(() => versionOf(again), { timeout: 10_000 }).toBe('tiny.3');
});

test('that is damaged, or not there, changes nothing and is said', async () => {
  const server = await serveArtifacts();
  server.offer('tiny.2', (folder) => {
    const path = join(folder, 'quality.json');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
    );
  });
  const running = await startHost({ yaml: `tuning: { artifact_url: "${server.url}" }\n` });
  const damaged =
    /tuning\.artifact_url was not followed: quality\.json of 127\.0\.0\.1:\d+ is not what its manifest says/;
  await expect.poll(() => noticesOf(running), { timeout: 10_000 }).toContainEqual(expect.stringMatching(damaged));
  expect(await versionOf(running)).toBe('tiny.1');
  const parts = join(running.folder, 'artifacts');
  expect(existsSync(parts) ? readdirSync(parts) : []).toEqual([]);

  save(running, `${server.url}/none`, 60);
  await expect
    .poll(() => noticesOf(running), { timeout: 10_000 })
    .toContainEqual(expect.stringMatching(/127\.0\.0\.1:\d+ answered 404 to manifest\.json/));
  server.offer('tiny.2');
  save(running, server.url, 60);
  await expect.poll(() => versionOf(running), { timeout: 10_000 }).toBe('tiny.2');
  expect(await noticesOf(running)).toEqual([]);
});

test('is not asked for over a line that others can change', async () => {
  await expect(startHost({ yaml: 'tuning: { artifact_url: "http://example.com/artifact" }\n' })).rejects.toThrow(
    /tuning\.artifact_url.*must be an https:\/\/ address/,
  );
});

test('with keys of trust, nothing of an artifact is downloaded that none of them has signed', async () => {
  const mine = artifactSigner('mine');
  const server = await serveArtifacts();
  server.offer('tiny.2');
  const tuning = { artifact_url: server.url, trusted_keys: [mine.trusted] };
  const running = await startHost({ yaml: JSON.stringify({ tuning }) });
  const unsigned = /tuning\.artifact_url was not followed: The artifact is not signed/;
  await expect.poll(() => noticesOf(running), { timeout: 10_000 }).toContainEqual(expect.stringMatching(unsigned));
  expect(server.seen).toEqual(['/latest/manifest.json', '/latest/manifest.sig']);
  server.offer('tiny.2', artifactSigner('other').sign);
  save(running, server.url, 61);
  const foreign = /signed by another key \([0-9a-f]{16}\), not by mine/;
  await expect.poll(() => noticesOf(running), { timeout: 10_000 }).toContainEqual(expect.stringMatching(foreign));
  expect(await versionOf(running)).toBe('tiny.1');
  server.offer('tiny.2', mine.sign);
  save(running, server.url, 62);
  await expect.poll(() => versionOf(running), { timeout: 10_000 }).toBe('tiny.2');
  // Its signature came along: it is good at the next start, too.
  await running.heimdall.stop();
  expect(await versionOf(await startHost({ dataFolder: running.folder }))).toBe('tiny.2');
});

test('an address cannot go back to what was made earlier, whatever its version says', async () => {
  const mine = artifactSigner('mine');
  const server = await serveArtifacts();
  server.offer('tiny.2', mine.sign, '2026-05-01T00:00:00Z');
  const tuning = { artifact_url: server.url, trusted_keys: [mine.trusted] };
  const running = await startHost({ yaml: JSON.stringify({ tuning }) });
  await expect.poll(() => versionOf(running), { timeout: 10_000 }).toBe('tiny.2');
  server.offer('tiny.9', mine.sign, '2026-04-30T00:00:00Z');
  save(running, server.url, 61);
  const older = /was not followed: The artifact there was made 2026-04-30T00:00:00Z, before one that was taken already/;
  await expect.poll(() => noticesOf(running), { timeout: 10_000 }).toContainEqual(expect.stringMatching(older));
  // Not even after its user went back by hand.
  await running.ask('tuning.undo');
  expect(await versionOf(running)).toBe('tiny.1');
  const asked = server.seen.length;
  save(running, server.url, 62);
  await expect.poll(() => server.seen.length, { timeout: 10_000 }).toBeGreaterThan(asked);
  await expect.poll(() => noticesOf(running), { timeout: 10_000 }).toContainEqual(expect.stringMatching(older));
  expect(await versionOf(running)).toBe('tiny.1');
});
