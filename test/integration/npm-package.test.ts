/** The npm package as users get it: packed, installed into an empty folder from the registry, and started. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { build, isBuildFresh } from '../../scripts/build.mjs';
import { packNpm } from '../../scripts/package-npm.mjs';
import { bundledDependencies } from '../../scripts/shipped-packages.mjs';

const run = promisify(execFile);
const work = mkdtempSync(join(tmpdir(), 'heimdall-npm-'));
const folder = join(work, 'empty');
let packed: ReturnType<typeof packNpm>;
let server: ChildProcess | null = null;

beforeAll(async () => {
  if (!isBuildFresh()) expect(await build()).toBe(true);
  packed = packNpm(work);
  mkdirSync(folder);
  // What `npm ci` has fetched is in npm's cache; which versions there are may have to be asked.
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', packed.path], { cwd: folder });
}, 180_000);

afterAll(async () => {
  if (server?.pid !== undefined && server.exitCode === null) {
    const closed = once(server, 'close');
    // To all of its group, as a terminal does it: npx hands no signal on.
    process.kill(-server.pid, 'SIGTERM');
    await closed;
  }
  rmSync(work, { recursive: true, force: true });
});

test('has what runs and no more', () => {
  const tops = new Set(
    packed.files.map((path) =>
      path
        .split('/')
        .slice(0, path.startsWith('out/') ? 2 : 1)
        .join('/'),
    ),
  );
  expect([...tops].sort()).toEqual(
    [
      'LICENSE',
      'README.md',
      'artifacts',
      'out/chunks',
      'out/cli',
      'out/library',
      'out/renderer',
      'package.json',
    ].sort(),
  );
  expect(packed.files.filter((path) => /\.map$|\.test\.|node_modules/.test(path))).toEqual([]);
  expect(packed.files).toContain('artifacts/embedders/minilm/onnx/model_quantized.onnx');
});

test('installs from a registry alone: no Electron, nothing of the console, no script that fetches', () => {
  const installed = readdirSync(join(folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => path.slice(0, -'/package.json'.length));
  expect(installed).toContain('libsql');
  const unwanted = ['electron', 'onnxruntime-node', '@xenova/transformers', ...bundledDependencies];
  expect(installed.filter((path) => unwanted.includes(path))).toEqual([]);
});

test('npx heimdall serve answers its first request, and has the console', async () => {
  const { url, console } = await serve();
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'Hello!' }] }),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('x-heimdall-simulated')).toBe('true');
  const page = await fetch(console);
  expect(page.status).toBe(200);
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
  expect((await fetch(new URL(script as string, console))).status).toBe(200);

  const embedded = await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'heimdall/minilm', input: 'Hello!' }),
  });
  expect(embedded.status).toBeGreaterThanOrEqual(400);
  const { devDependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  // The version that the message names is the one that is tested.
  expect(await embedded.text()).toContain(
    `npm install @xenova/transformers@${devDependencies['@xenova/transformers']}`,
  );
}, 60_000);

test('the library finds the artifact of its package', async () => {
  writeFileSync(
    join(folder, 'try.mjs'),
    `import { openArtifact } from 'heimdall/core';\nconsole.log((await openArtifact()).manifest.artifact_version);\n`,
  );
  const { stdout } = await run(process.execPath, ['try.mjs'], { cwd: folder });
  const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../artifacts/manifest.json'), 'utf8'));
  expect(stdout.trim()).toBe(manifest.artifact_version);
});

/** Starts the command as the README says, in a home of its own. */
async function serve(): Promise<{ url: string; console: string }> {
  const started = spawn('npx', ['heimdall', 'serve', '--port', '0', '--home', join(work, 'home')], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: join(work, 'user') },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  server = started;
  let errors = '';
  started.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const line = await Promise.race([
    once(createInterface({ input: started.stdout }), 'line').then(([first]) => String(first)),
    once(started, 'close').then(() => null),
  ]);
  if (line === null) throw new Error(`heimdall serve ended:\n${errors}`);
  return JSON.parse(line);
}
