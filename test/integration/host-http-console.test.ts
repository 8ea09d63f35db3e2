import { symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttpConsole } from '../../src/host/http-console/create-http-console.ts';
import {
  type ConsoleEvent,
  type ConsoleEventName,
  type ConsoleService,
  consoleContract,
} from '../../src/shared/console-contract.ts';
import { decision, outcome, recordingLogger, temporaryFolder } from './host-fixtures.ts';
import { startHost, writeRenderer } from './host-harness.ts';

/** A request with the path exactly as given: `fetch` would tidy it up. */
function rawGet(
  url: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((settle, fail) => {
    const { hostname, port } = new URL(url);
    const request = httpRequest({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => settle({ status: response.statusCode ?? 0, body }));
    });
    request.on('error', fail).end();
  });
}

describe('the page', () => {
  test('is served with a strict policy and fresh; hashed files may be kept', async () => {
    const { url } = await startHost();
    const redirected = await fetch(`${url}/console`, { redirect: 'manual' });
    expect([redirected.status, redirected.headers.get('location')]).toEqual([308, '/console/']);
    const page = await fetch(`${url}/console/`);
    expect(await page.text()).toContain('<title>Heimdall</title>');
    const policy = page.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "form-action 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cache-control')).toBe('no-store');
    const script = await fetch(`${url}/console/assets/index-abc123.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${url}/console/theme.js`)).headers.get('cache-control')).toBe('no-cache');
    const head = await fetch(`${url}/console/index.html`, { method: 'HEAD' });
    expect([head.status, head.headers.get('cache-control'), await head.text()]).toEqual([200, 'no-store', '']);
  });

  test.each([
    '/console/../../secret.txt',
    '/console/..%2fsecret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/assets/..%2f..%2fsecret.txt',
    '/console/..\\secret.txt',
    '/console/%5c..%5csecret.txt',
    '/console//etc/passwd',
    '/console/%2fetc%2fpasswd',
    '/console/.hidden',
    '/console/link.txt',
    '/console/a%00b',
    '/console/%zz',
    '/console/assets',
    '/console/nothing.js',
  ])('does not serve %s', async (path) => {
    const base = temporaryFolder();
    const rendererFolder = writeRenderer(join(base, 'renderer'));
    writeFileSync(join(base, 'secret.txt'), 'CANARY');
    writeFileSync(join(rendererFolder, '.hidden'), 'CANARY');
    symlinkSync(join(base, 'secret.txt'), join(rendererFolder, 'link.txt'));
    const { url } = await startHost({ rendererFolder });
    const { status, body } = await rawGet(url, path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body).not.toMatch(/CANARY|root:/);
  });

  test('is not there without a build, but the API is', async () => {
    const { url, ask, heimdall } = await startHost({ rendererFolder: null });
    expect((await fetch(`${url}/console/`)).status).toBe(404);
    expect(heimdall.consoleUrl).toBeNull();
    expect(await ask('tuning.get')).toMatchObject({ alpha: 0.8 });
  });

  test('takes GET only', async () => {
    const { url } = await startHost();
    expect((await fetch(`${url}/console/`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${url}/console/api/app.info`, { headers: { 'x-heimdall-console': '1' } })).status).toBe(405);
    expect((await fetch(`${url}/console/events`, { method: 'POST' })).status).toBe(405);
  });
});

describe('who may ask', () => {
  test.each([
    ['no console header', { 'x-heimdall-console': '' }],
    ['a page of an allowed origin', { origin: 'https://allowed.example' }],
    ['a page on another local port', { origin: 'http://127.0.0.1:1' }],
    ['a cross-site fetch', { 'sec-fetch-site': 'cross-site' }],
    ['a same-site fetch', { 'sec-fetch-site': 'same-site' }],
  ])('refuses %s', async (_case, headers) => {
    const { url, post } = await startHost({ yaml: 'gateway: { allowed_origins: ["https://allowed.example"] }\n' });
    expect((await post('app.info', null, headers)).status).toBe(403);
    const { status } = await rawGet(url, '/console/events', { 'x-heimdall-console': '1', ...headers });
    expect(status).toBe(403);
  });

  test('answers its own page and programs', async () => {
    const { url, post } = await startHost();
    expect((await post('app.info', null, { origin: url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect((await post('app.info', null, { 'sec-fetch-site': 'none' })).status).toBe(200);
  });

  test('asks for the access token when there is one', async () => {
    const { post, url } = await startHost({ yaml: 'gateway: { token_env: TOKEN }\n', env: { TOKEN: 'let-me-in' } });
    expect((await post('app.info')).status).toBe(401);
    expect((await post('app.info', null, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await post('app.info', null, { authorization: 'Bearer let-me-in' })).status).toBe(200);
    expect((await post('app.info', null, { 'x-heimdall-token': 'let-me-in' })).status).toBe(200);
    // The page itself holds no data and cannot bring a header.
    expect((await fetch(`${url}/console/`)).status).toBe(200);
  });
});

describe('requests', () => {
  test('errors are data with a status', async () => {
    const { post, url } = await startHost();
    const invalid = await post('tuning.apply', { alpha: 7 });
    expect(invalid.status).toBe(400);
    expect(await invalid.json()).toMatchObject({ ok: false, error: { code: 'request_invalid' } });
    expect((await post('no.such')).status).toBe(404);
    expect((await post('%E0%A4%A')).status).toBe(500);
    const headers = { 'x-heimdall-console': '1' };
    const send = (body: string) => fetch(`${url}/console/api/tuning.apply`, { method: 'POST', headers, body });
    expect((await send('{')).status).toBe(400);
    expect((await send('')).status).toBe(400);
    expect((await send(JSON.stringify({ alpha: 'x'.repeat(70_000) }))).status).toBe(413);
  });
});

/** Reads server-sent events until `enough` says so. */
async function readEvents(response: Response, enough: (text: string) => boolean): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (reader !== undefined && !enough(text)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text;
}

describe('the event stream', () => {
  const open = (url: string) => fetch(`${url}/console/events`, { headers: { 'x-heimdall-console': '1' } });

  test('brings decisions in order and by name, and ends when Heimdall stops', async () => {
    const { url, chat, heimdall } = await startHost();
    const stream = await open(url);
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    for (let index = 0; index < 12; index++) await chat(`hello number ${index}`);
    const text = await readEvents(stream, (read) => read.includes('hello number 11'));
    const added = text
      .split('\n\n')
      .filter((frame) => frame.startsWith('event: decisions\n'))
      .flatMap((frame) => (JSON.parse(frame.split('data: ')[1] ?? '') as ConsoleEvent<'decisions'>).added);
    expect(added.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const second = await open(url);
    const [, rest] = await Promise.all([heimdall.stop(), readEvents(second, () => false)]);
    expect(rest).toContain(': connected');
  });

  function fakeService() {
    const listeners = new Map<string, (event: never) => void>();
    const service: ConsoleService = {
      request: () => Promise.reject(new Error('not asked')),
      subscribe(name, listener) {
        listeners.set(name, listener);
        return () => listeners.delete(name);
      },
      attach: () => () => {},
    };
    const emit = <N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>) => listeners.get(name)?.(event as never);
    return { service, emit, listeners };
  }

  async function serve(service: ConsoleService, heartbeatMs = 10_000): Promise<string> {
    const { createServer } = await import('node:http');
    const httpConsole = createHttpConsole({
      service,
      rendererFolder: null,
      accessToken: () => null,
      logger: recordingLogger(),
      heartbeatMs,
    });
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
      if (!httpConsole.handle(request, response, url)) response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => {
      httpConsole.close();
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  }

  test('a reader that does not read loses batches, which are counted, and nothing is buffered for it', async () => {
    const { service, emit, listeners } = fakeService();
    const url = await serve(service);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`GET /console/events HTTP/1.1\r\nhost: ${new URL(url).host}\r\nx-heimdall-console: 1\r\n\r\n`);
    await expect.poll(() => listeners.size).toBe(Object.keys(consoleContract.events).length);
    socket.pause();
    const record = {
      decision: decision('d'),
      outcome: outcome(),
      app: null,
      dialect: 'x',
      prompt_preview: 'y'.repeat(200),
      sample: false,
      replay_of: null,
    };
    const before = process.memoryUsage().arrayBuffers;
    let sent = 0;
    for (let batch = 0; batch < 300; batch++) {
      const added = Array.from({ length: 50 }, () => ({ ...record, seq: ++sent }));
      emit('decisions', { added, updated: [], dropped: 0 });
      if (batch % 20 === 0) emit('changed', { what: 'cache' });
      await new Promise((next) => setImmediate(next));
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.resume();
    await expect.poll(() => text.length, { timeout: 5_000 }).toBeGreaterThan(100_000);
    await new Promise((later) => setTimeout(later, 300));
    emit('decisions', { added: [], updated: [], dropped: 1 });
    await expect.poll(() => /"dropped":[1-9]/.test(text), { timeout: 5_000 }).toBe(true);
    const dropped = Number(/"dropped":([1-9]\d*)/.exec(text)?.[1]);
    const received = (text.match(/"seq":\d+/g) ?? []).length;
    expect(received + dropped).toBe(sent + 1);
    expect(dropped).toBeGreaterThan(1_000);
    // What changed meanwhile is said again.
    expect(text).toContain('data: {"what":"tuning"}');
  });

  test('sends heartbeats, leaves when the reader does, and takes a bounded number of readers', async () => {
    const { service, listeners } = fakeService();
    const url = await serve(service, 20);
    const text = await readEvents(await open(url), (read) => read.split(': keep-alive').length > 2);
    expect(text.startsWith(': connected\n\n')).toBe(true);
    await expect.poll(() => listeners.size).toBe(0);
    const streams = await Promise.all(Array.from({ length: 33 }, () => open(url)));
    expect(streams.map(({ status }) => status).sort()).toEqual([...Array(32).fill(200), 429]);
    for (const stream of streams) await stream.body?.cancel();
  });
});
