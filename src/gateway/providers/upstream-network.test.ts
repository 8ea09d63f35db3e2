/** Proxies, TLS, DNS, time-outs and encodings, over real sockets. */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import * as zlib from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { FakeHttpProxy } from '../../../test/fakes/http-proxy.ts';
import { UpstreamClient, type UpstreamClientOptions } from './upstream-client.ts';

const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), 'utf8');
const key = fixture('server-key.pem');
const cert = fixture('server-cert.pem');
const ended: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function listen<T extends Server | TcpServer>(server: T): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ended.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const serve = (listener: RequestListener) => listen(createServer(listener));
const serveTls = (listener: RequestListener, certificate = cert) =>
  listen(createTlsServer({ key, cert: certificate }, listener));

function call(
  baseUrl: string,
  options: UpstreamClientOptions = {},
  limits: { timeoutMs?: number; connectMs?: number } = {},
) {
  const client = new UpstreamClient('1.2.3', options);
  ended.push(() => client.destroy());
  const post = () => client.post({ baseUrl, path: '/x', body: '{"a":1}', headers: {}, timeoutMs: 5_000, ...limits });
  return { client, post };
}

async function textOf(baseUrl: string, options: UpstreamClientOptions = {}): Promise<string> {
  const { body } = await call(baseUrl, options).post().answer;
  let text = '';
  for await (const chunk of body) text += chunk;
  return text;
}

const echo: RequestListener = async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  response.end(
    JSON.stringify([request.headers.host, request.url, body, request.headers['proxy-authorization'] ?? null]),
  );
};

describe('through a proxy', () => {
  async function startProxy(port: number): Promise<{ proxy: FakeHttpProxy; url: string }> {
    const proxy = new FakeHttpProxy(() => port);
    await proxy.start();
    ended.push(() => proxy.stop());
    return { proxy, url: `http://me:secret@127.0.0.1:${proxy.port}` };
  }
  const login = `Basic ${Buffer.from('me:secret').toString('base64')}`;

  it('sends plain calls with the whole URL', async () => {
    const { proxy, url } = await startProxy(await serve(echo));
    const said = await textOf('http://upstream.test:81/v1', { env: { HTTP_PROXY: url } });
    expect(JSON.parse(said)).toEqual(['upstream.test:81', '/v1/x', '{"a":1}', null]);
    expect(proxy.asked).toEqual(['POST http://upstream.test:81/v1/x']);
    expect(proxy.logins).toEqual([login]);
  });

  it('sends TLS calls through a tunnel that it uses again, and the login to the proxy alone', async () => {
    const { proxy, url } = await startProxy(await serveTls(echo));
    const { post } = call('https://upstream.test/v1', { env: { HTTPS_PROXY: url }, ca: cert });
    for (let index = 0; index < 2; index++) {
      const { body } = await post().answer;
      let text = '';
      for await (const chunk of body) text += chunk;
      expect(JSON.parse(text)).toEqual(['upstream.test', '/v1/x', '{"a":1}', null]);
    }
    expect(proxy.asked).toEqual(['CONNECT upstream.test:443']);
    expect(proxy.logins).toEqual([login]);
  });

  it('checks the certificate at the end of the tunnel', async () => {
    const { url } = await startProxy(await serveTls(echo));
    await expect(call('https://upstream.test/v1', { env: { HTTPS_PROXY: url } }).post().answer).rejects.toThrow(
      /^Could not reach upstream\.test \(DEPTH_ZERO_SELF_SIGNED_CERT\): its TLS certificate is self-signed/,
    );
    await expect(call('https://other.test/v1', { env: { HTTPS_PROXY: url }, ca: cert }).post().answer).rejects.toThrow(
      /certificate is for another name/,
    );
  });

  it('says that the proxy refused, is not there, or cannot be used, and never its login', async () => {
    const { proxy, url } = await startProxy(1);
    proxy.refuse = 407;
    const env = { HTTPS_PROXY: url, HTTP_PROXY: 'http://me:secret@127.0.0.1:1' };
    const messages: string[] = [];
    for (const base of ['https://upstream.test/v1', 'http://upstream.test/v1']) {
      await call(base, { env })
        .post()
        .answer.catch((error) => messages.push(`${error.code} ${error.message}`));
    }
    expect(messages[0]).toMatch(/^provider_unreachable The proxy 127\.0\.0\.1:\d+ answered 407 .*user and password/);
    expect(messages[1]).toMatch(/^provider_unreachable Could not reach the proxy 127\.0\.0\.1:1 \(ECONNREFUSED\)/);
    expect(messages.join()).not.toContain('secret');
    expect(() => call('https://a.test/v1', { env: { HTTPS_PROXY: 'socks5://x:1' } }).post()).toThrow(/HTTPS_PROXY/);
  });

  it('goes straight to this machine', async () => {
    const port = await serve(echo);
    expect(await textOf(`http://127.0.0.1:${port}/v1`, { env: { HTTP_PROXY: 'http://127.0.0.1:1' } })).toContain(
      '/v1/x',
    );
  });

  it('gives up on a proxy that never answers', async () => {
    const port = await listen(createTcpServer(() => {}));
    const env = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
    await expect(call('https://upstream.test/v1', { env }, { connectMs: 50 }).post().answer).rejects.toThrow(
      'No connection to upstream.test within 50 ms.',
    );
  });
});

describe('what went wrong on the way', () => {
  const rejected = (baseUrl: string, limits = {}) =>
    call(baseUrl, {}, limits)
      .post()
      .answer.then(
        () => 'answered',
        (error) => `${error.code} ${error.message}`,
      );

  it('a certificate that is self-signed or expired, with what to do', async () => {
    const selfSigned = await rejected(`https://127.0.0.1:${await serveTls(echo)}/v1`);
    expect(selfSigned).toMatch(
      /^provider_unreachable Could not reach 127\.0\.0\.1:\d+ .*self-signed.*NODE_EXTRA_CA_CERTS/,
    );
    const port = await serveTls(echo, fixture('expired-cert.pem'));
    const { post } = call(`https://127.0.0.1:${port}/v1`, { ca: fixture('expired-cert.pem') });
    await expect(post().answer).rejects.toThrow(/CERT_HAS_EXPIRED.*certificate has expired/);
  });

  it('a server that does not speak TLS', async () => {
    expect(await rejected(`https://127.0.0.1:${await serve(echo)}/v1`)).toMatch(/does not speak TLS.*http:/);
  });

  it('a name that does not exist', async () => {
    // Machines without any DNS say EAI_AGAIN.
    expect(await rejected('http://nobody.invalid/v1', { connectMs: 20_000, timeoutMs: 20_000 })).toMatch(
      /^provider_unreachable Could not reach nobody\.invalid \((?:ENOTFOUND|EAI_AGAIN)\): .*DNS of this machine/,
    );
  });

  it('a TLS handshake that never comes', async () => {
    const port = await listen(createTcpServer(() => {}));
    expect(await rejected(`https://127.0.0.1:${port}/v1`, { connectMs: 50 })).toBe(
      `provider_timeout No connection to 127.0.0.1:${port} within 50 ms.`,
    );
  });

  it('a first byte that is late although the connection stands', async () => {
    const port = await serve(() => {});
    expect(await rejected(`http://127.0.0.1:${port}/v1`, { connectMs: 5_000, timeoutMs: 80 })).toMatch(
      /did not begin to answer within 80 ms/,
    );
  });

  it('headers beyond all measure; long ones are read', async () => {
    const port = await serve((_request, response) => {
      response.setHeader('x-policy', 'x'.repeat(Number(_request.headers['content-length']) > 100 ? 90_000 : 40_000));
      response.end('ok');
    });
    expect(await textOf(`http://127.0.0.1:${port}/v1`)).toBe('ok');
    const client = call(`http://127.0.0.1:${port}/v1`).client;
    const request = {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      path: '/',
      body: 'y'.repeat(200),
      headers: {},
      timeoutMs: 5_000,
    };
    await expect(client.post(request).answer).rejects.toMatchObject({
      code: 'provider_bad_response',
      message: expect.stringContaining('headers'),
    });
  });

  it('something that is not HTTP', async () => {
    const port = await listen(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')));
    expect(await rejected(`http://127.0.0.1:${port}/v1`)).toMatch(/^provider_bad_response .*did not answer in HTTP/);
  });
});

describe('compression that nobody asked for', () => {
  const served = async (encoding: string, bytes: Uint8Array, status = 200) =>
    `http://127.0.0.1:${await serve((_request, response) => {
      response.writeHead(status, { 'content-encoding': encoding }).end(bytes);
    })}/v1`;

  it.each([
    ['gzip', zlib.gzipSync],
    ['X-GZIP', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
    ['identity', (text: string) => Buffer.from(text)],
  ] as const)('%s is read', async (encoding, compress) => {
    expect(await textOf(await served(encoding, compress('plain')))).toBe('plain');
  });

  it('zstd is read where node can, and refused with its name elsewhere', async () => {
    const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Buffer };
    const base = await served('zstd', zstdCompressSync?.('plain') ?? Buffer.from('x'));
    if (zstdCompressSync !== undefined) expect(await textOf(base)).toBe('plain');
    else await expect(textOf(base)).rejects.toMatchObject({ code: 'provider_bad_response', message: /\(zstd\)/ });
  });

  it('an error in an unknown encoding keeps its status', async () => {
    const base = await served('compress', Buffer.from('x'), 429);
    expect((await call(base).post().answer).status).toBe(429);
  });

  it('a broken one is a cut', async () => {
    await expect(textOf(await served('gzip', Buffer.from('not gzip')))).rejects.toThrow();
  });
});
