/** Own calls through a real proxy, over real sockets. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeHttpProxy } from '../../../test/fakes/http-proxy.ts';
import { createProxiedFetch } from './proxied-fetch.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), 'utf8');
const key = fixture('server-key.pem');
const cert = fixture('server-cert.pem');
const ended: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ended.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function startProxy(port: number): Promise<{ proxy: FakeHttpProxy; url: string }> {
  const proxy = new FakeHttpProxy(() => port);
  await proxy.start();
  ended.push(() => proxy.stop());
  return { proxy, url: `http://me:secret@127.0.0.1:${proxy.port}` };
}

const echo: RequestListener = async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  response.setHeader('etag', '"1"');
  response.end(
    JSON.stringify([
      request.method,
      request.headers.host,
      request.url,
      body,
      request.headers['proxy-authorization'] ?? '',
    ]),
  );
};

describe('createProxiedFetch', () => {
  it('sends plain calls through the proxy with the whole URL', async () => {
    const { proxy, url } = await startProxy(await listen(createServer(echo)));
    const fetch = createProxiedFetch({ env: { HTTP_PROXY: url } });
    const response = await fetch('http://lists.test:81/models?a=1', { method: 'POST', body: '{"ü":1}' });
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"1"']);
    expect(await response.json()).toEqual(['POST', 'lists.test:81', '/models?a=1', '{"ü":1}', '']);
    expect(proxy.asked).toEqual(['POST http://lists.test:81/models?a=1']);
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`]);
  });

  it('sends TLS calls through a tunnel', async () => {
    const { proxy, url } = await startProxy(await listen(createTlsServer({ key, cert }, echo)));
    const fetch = createProxiedFetch({ env: { HTTPS_PROXY: url }, ca: cert });
    const response = await fetch('https://upstream.test/models');
    expect(await response.json()).toEqual(['GET', 'upstream.test', '/models', '', '']);
    expect(proxy.asked).toEqual(['CONNECT upstream.test:443']);
  });

  it('never asks a proxy for this machine, nor for what NO_PROXY names', async () => {
    const port = await listen(createServer(echo));
    const env = { HTTP_PROXY: 'http://127.0.0.1:1', NO_PROXY: 'inside.test' };
    for (const host of ['127.0.0.1', 'localhost']) {
      expect((await createProxiedFetch({ env })(`http://${host}:${port}/x`)).status).toBe(200);
    }
    await expect(createProxiedFetch({ env })('http://inside.test/x')).rejects.toThrow('Could not reach inside.test');
  });

  it('says what is wrong with the proxy, without URL and login', async () => {
    const { proxy, url } = await startProxy(1);
    proxy.refuse = 407;
    const failure = (env: Record<string, string>, to: string) => createProxiedFetch({ env })(to).catch(String);
    expect(await failure({ HTTPS_PROXY: url }, 'https://a.test/secret')).toMatch(/answered 407 .*user and password/);
    const gone = await failure({ HTTP_PROXY: 'http://me:secret@127.0.0.1:1' }, 'http://a.test/secret');
    expect(gone).toContain('Could not reach the proxy 127.0.0.1:1 (ECONNREFUSED)');
    expect(gone).not.toContain('secret');
    expect(await failure({ HTTP_PROXY: 'socks5://x:1' }, 'http://a.test/')).toContain('HTTP_PROXY is not the URL');
  });

  it('reads compressed answers and follows redirects where it may', async () => {
    const port = await listen(
      createServer((request, response) => {
        if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
        else if (request.url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' }).end();
        else if (request.url === '/none') response.writeHead(304).end();
        else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain'));
      }),
    );
    const fetch = createProxiedFetch({ env: {} });
    expect(await (await fetch(`http://127.0.0.1:${port}/old`)).text()).toBe('plain');
    await expect(fetch(`http://127.0.0.1:${port}/old`, { redirect: 'error' })).rejects.toThrow('elsewhere');
    const asked: string[] = [];
    const mayFollow = ({ pathname }: URL) => asked.push(pathname) === 0;
    await expect(fetch(`http://127.0.0.1:${port}/old`, { mayFollow })).rejects.toThrow('elsewhere');
    expect(asked).toEqual(['/new']);
    await expect(fetch(`http://127.0.0.1:${port}/file`)).rejects.toThrow('elsewhere');
    expect((await fetch(`http://127.0.0.1:${port}/none`)).status).toBe(304);
  });

  it('ends the connection of an answer that is not wanted, read or not', async () => {
    let ended = 0;
    const port = await listen(
      createServer((_request, response) => {
        response.on('close', () => ended++);
        response.writeHead(500).write('{');
      }),
    );
    const fetch = createProxiedFetch({ env: {} });
    await (await fetch(`http://127.0.0.1:${port}/`)).body?.cancel();
    const reader = (await fetch(`http://127.0.0.1:${port}/`)).body?.getReader();
    await reader?.read();
    const waiting = reader?.read();
    await reader?.cancel();
    expect(await waiting).toMatchObject({ done: true });
    await vi.waitFor(() => expect(ended).toBe(2));
  });

  it('stops when it is told to, before and during the answer', async () => {
    const port = await listen(createServer((_request, response) => void response.writeHead(200).write('{')));
    const fetch = createProxiedFetch({ env: {} });
    const stop = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: stop.signal });
    const text = response.text();
    stop.abort();
    await expect(text).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/`, { signal: stop.signal })).rejects.toThrow(/abort/i);
  });
});
