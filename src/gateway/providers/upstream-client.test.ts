import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { PROVIDER_PRESETS } from './presets.ts';
import { UpstreamClient } from './upstream-client.ts';

const client = new UpstreamClient('1.2.3');
let server: Server | null = null;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function call(baseUrl: string, timeoutMs = 1_000, path = '/chat/completions') {
  return client.post({ baseUrl, path, body: '{}', headers: {}, timeoutMs });
}

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

describe('UpstreamClient', () => {
  it.each([
    ['/v1', '/v1/chat/completions'],
    ['/v1/', '/v1/chat/completions'],
    ['', '/chat/completions'],
    ['/openai?api-version=1', '/openai/chat/completions?api-version=1'],
  ])('calls the right path under %s', async (base, path) => {
    const url = await serve((request, response) => {
      response.end(JSON.stringify([request.url, request.headers['user-agent'], request.headers['accept-encoding']]));
    });
    const { body } = await call(url + base).answer;
    let text = '';
    for await (const chunk of body) text += chunk;
    expect(JSON.parse(text)).toEqual([path, 'heimdall/1.2.3', 'identity']);
  });

  it('joins the queries of base URL and path', async () => {
    const url = await serve((request, response) => response.end(request.url));
    const { body } = await call(`${url}/v1?a=1`, 1_000, '/models/m:x?alt=sse').answer;
    let text = '';
    for await (const chunk of body) text += chunk;
    expect(text).toBe('/v1/models/m:x?alt=sse&a=1');
  });

  it.each([
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ] as const)('reads %s', async (encoding, compress) => {
    const url = await serve((_request, response) => {
      response.setHeader('content-encoding', encoding);
      response.end(compress(Buffer.from('plain')));
    });
    const { body } = await call(url).answer;
    let text = '';
    for await (const chunk of body) text += chunk;
    expect(text).toBe('plain');
  });

  it('names host and cause when it cannot connect, over TLS too', async () => {
    const url = await serve((_request, response) => response.end());
    await expect(call(url.replace('http:', 'https:')).answer).rejects.toMatchObject({
      code: 'provider_unreachable',
      message: expect.stringContaining(url.replace('http://', '')),
    });
  });

  it('stops when it is cancelled before the answer', async () => {
    const url = await serve(() => {});
    const running = call(url);
    setTimeout(() => running.cancel(), 20);
    await expect(running.answer).rejects.toMatchObject({ code: 'provider_unreachable' });
    running.cancel();
  });

  it('does not try again twice on a connection that was closed', async () => {
    let requests = 0;
    const url = await serve((_request, response) => {
      requests++;
      if (requests === 1) response.end('ok');
      else response.destroy();
    });
    const { body } = await call(url).answer;
    body.resume();
    await new Promise((resolve) => body.on('close', resolve));
    await expect(call(url).answer).rejects.toMatchObject({ code: 'provider_unreachable' });
    expect(requests).toBe(3);
  });

  it('says the host and nothing else of a URL', () => {
    expect(client.hostOf('https://user:secret@api.example:8443/v1')).toBe('api.example:8443');
    expect(client.hostOf('http://[::1]:11434/v1')).toBe('[::1]:11434');
  });
});

describe('presets', () => {
  it('are valid base URLs with distinct names', () => {
    for (const { baseUrl } of PROVIDER_PRESETS) expect(new URL(baseUrl).protocol).toBe('https:');
    expect(new Set(PROVIDER_PRESETS.map(({ name }) => name)).size).toBe(PROVIDER_PRESETS.length);
  });
});
