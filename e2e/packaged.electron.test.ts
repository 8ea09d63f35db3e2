/** The app as it ships: packed, with its fuses set, started from its own program. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { packApp } from '../scripts/package-app.mjs';
import { filesInArchive, filesUnder, packagesInArchive } from '../scripts/package-contents.mjs';
import { root } from '../scripts/paths.mjs';
import { sbomOfApp } from '../scripts/sbom.mjs';
import { bundledDependencies, desktopDependencies } from '../scripts/shipped-packages.mjs';
import { launchPackaged } from './fixtures/launch-packaged.ts';
import { createHome, removeHome } from './fixtures/running-console.ts';
import { Endpoint } from './pages/endpoint.ts';
import { LivePage } from './pages/live-page.ts';
import { Shell } from './pages/shell.ts';
import { prompts } from './prompts.ts';

test.describe.configure({ mode: 'serial' });

const output = join(root, 'test-results', 'packaged');
let app: Awaited<ReturnType<typeof packApp>>;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  app = await packApp({ output });
});

test.afterAll(() => rmSync(output, { recursive: true, force: true }));

/** The fuses are ASCII digits in the binary (https://www.electronjs.org/docs/latest/tutorial/fuses). */
const OFF = '0'.charCodeAt(0);
const ON = '1'.charCodeAt(0);

test('the program has its fuses set', async () => {
  const wire = await getCurrentFuseWire(app.program);
  expect(wire).toMatchObject({
    [FuseV1Options.RunAsNode]: OFF,
    [FuseV1Options.EnableCookieEncryption]: ON,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: OFF,
    [FuseV1Options.EnableNodeCliInspectArguments]: OFF,
    [FuseV1Options.OnlyLoadAppFromAsar]: ON,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: process.platform === 'linux' ? OFF : ON,
  });
});

test('it opens, routes a request, shows it, and quits; nobody can make it run code of theirs', async () => {
  const home = await createHome();
  const intruder = join(home, 'intruder.cjs');
  writeFileSync(intruder, `require('node:fs').writeFileSync(${JSON.stringify(join(home, 'ran'))}, '')`);
  try {
    const running = await launchPackaged(app.program, {
      home,
      env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${intruder}` },
      args: ['--inspect=0'],
    });
    let code: number | null = null;
    try {
      expect(running.page.url()).toMatch(/^heimdall:\/\/app\//);
      const endpoint = new Endpoint(await new Shell(running.page).endpointUrl());
      const answer = await endpoint.chat(prompts.greeting);
      expect(answer.status).toBe(200);
      await expect(new LivePage(running.page).row(answer.decisionId)).toBeVisible();
      // MiniLM runs in a thread, on native code, from the package's own folder.
      const embedded = await fetch(`${endpoint.url}/v1/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'heimdall/minilm', input: prompts.greeting }),
      });
      expect(embedded.status).toBe(200);
    } finally {
      code = await running.quit();
    }
    expect(code).toBe(0);
    expect(filesUnder(home)).not.toContain('ran');
    expect(running.output()).not.toContain('Debugger listening');
    expect(running.output()).not.toMatch(/"level":"(error|fatal)"/);
  } finally {
    await removeHome(home);
  }
});

test('its native code is for this platform and outside of the archive', () => {
  const unpacked = join(app.resources, 'app.asar.unpacked');
  const native = filesUnder(unpacked).filter((path) => machineOf(join(unpacked, path)) !== null);
  const machines = new Set(native.map((path) => machineOf(join(unpacked, path))));
  expect([...machines]).toEqual([machineOf(app.program)]);
  for (const name of ['onnxruntime-node', '@libsql', '@img']) {
    expect(native.some((path) => path.startsWith(`node_modules/${name}/`))).toBe(true);
  }
  expect(native.filter((path) => path.includes('musl'))).toEqual([]);
});

test('it carries what runs and no more', () => {
  const files = filesInArchive(join(app.resources, 'app.asar'));
  const own = new Set(files.filter((path) => !path.startsWith('node_modules')).map((path) => path.split('/')[0]));
  expect([...own].sort()).toEqual(['out', 'package.json']);
  // What a distribution runs when it has no app.
  expect(readdirSync(app.resources)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(default_app\.asar|app)$/)]),
  );
  expect(files.filter((path) => /\.(map|ts)$/.test(path))).toEqual([]);
  const names = packagesInArchive(join(app.resources, 'app.asar')).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['libsql', ...desktopDependencies]));
  expect(names.filter((name) => bundledDependencies.includes(name) || name === 'onnxruntime-web')).toEqual([]);
  // The folder of its data is named by it: the command's default is the same one.
  const about = JSON.parse(extractFile(join(app.resources, 'app.asar'), 'package.json').toString('utf8'));
  expect([about.name, about.productName]).toEqual(['heimdall', undefined]);
  const notices = extractFile(join(app.resources, 'app.asar'), 'out/renderer/third-party-notices.txt').toString('utf8');
  for (const name of ['react', 'recharts', 'tailwindcss', 'zustand'])
    expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  const packed = filesUnder(join(app.resources, 'artifacts'));
  expect(packed.sort()).toEqual(filesUnder(join(root, 'artifacts')).sort());
});

test('its bill of materials has every part of it', () => {
  const packed = packagesInArchive(join(app.resources, 'app.asar'));
  const { components, metadata } = sbomOfApp(packed, { version: app.electron });
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const listed = new Set(components.map(({ purl }: { purl: string }) => purl));
  for (const { name, version } of packed) {
    const real = packages[`node_modules/${name}`]?.name ?? name;
    expect(listed).toContain(`pkg:npm/${real.replace('@', '%40')}@${version}`);
  }
  for (const name of bundledDependencies) {
    expect(listed).toContain(`pkg:npm/${name.replace('@', '%40')}@${packages[`node_modules/${name}`].version}`);
  }
  expect(listed).toContain(`pkg:github/electron/electron@v${app.electron}`);
  expect(metadata.component.name).toBe('heimdall');
  // Nothing that is only for development, and nothing for another platform.
  expect([...listed].filter((purl) => /vitest|playwright|darwin-x64|win32-ia32/.test(String(purl)))).toEqual([]);
});

/** What a file of native code runs on, or null for any other file: its format, and the machine as its header says it. */
function machineOf(path: string): string | null {
  if (statSync(path).size < 64) return null;
  const bytes = readFileSync(path);
  const magic = bytes.readUInt32BE(0);
  if (magic === 0x7f454c46) return `ELF ${bytes.readUInt16LE(18)}`;
  if (magic === 0xcffaedfe) return `Mach-O ${bytes.readUInt32LE(4)}`;
  if (magic === 0xcafebabe) return 'Mach-O universal';
  if (bytes.readUInt16BE(0) === 0x4d5a) return `PE ${bytes.readUInt16LE(bytes.readUInt32LE(60) + 4)}`;
  return null;
}
