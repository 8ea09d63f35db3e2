/** The clients' builds for browsers, in a page of another origin: the preflights of a real browser are the judge. */
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../scripts/paths.mjs';
import { expect, test } from './fixtures/console-test.ts';

const SIMULATED = /^\[simulated\]/;
const TEXTS = [
  'openai',
  'openaiStream',
  'responses',
  'anthropic',
  'anthropicStream',
  'google',
  'googleStream',
] as const;

let server: Server;
let origin: string;

test.beforeAll(async () => {
  const scripts = await bundle();
  server = createServer((request, response) => {
    const script = scripts.get(request.url ?? '');
    response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript' });
    response.end(script ?? '<!doctype html><title>App</title><script type="module" src="/clients.js"></script>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a page of an allowed origin talks through every client; one of another cannot', async ({ running }) => {
  const endpoint = new URL(running.pageUrl).origin;
  const page = await running.page.context().newPage();
  await page.goto(origin);
  await page.waitForFunction(() => 'askWithClients' in window);
  const ask = () => page.evaluate((url) => window.askWithClients(url), endpoint);
  await expect(ask()).rejects.toThrow(/Connection error|Failed to fetch/);

  await writeFile(join(running.home, 'heimdall.yaml'), `gateway:\n  allowed_origins: ["${origin}"]\n`);
  await expect
    .poll(async () => (await fetch(`${endpoint}/healthz`, { headers: { origin } })).status, { timeout: 10_000 })
    .toBe(200);
  const answers = await ask();
  for (const name of TEXTS) expect([name, answers[name]]).toEqual([name, expect.stringMatching(SIMULATED)]);
  // Other headers than the plain ones are visible to a page only when they are exposed.
  expect(answers.openaiDecision).toMatch(/^dec_/);
  expect(answers.models).toBeGreaterThan(10);
  expect(answers.deleted).toBe('deleted');
});

/** The modules of the page by their path; `/clients.js` is the first. */
async function bundle(): Promise<Map<string, string>> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(root, 'e2e', 'fixtures', 'browser-clients.ts'), formats: ['es'], fileName: 'clients' },
    },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const files = outputs.flatMap((output) => ('output' in output ? output.output : []));
  return new Map(files.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code] as const] : [])));
}
