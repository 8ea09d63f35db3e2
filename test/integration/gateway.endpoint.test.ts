/** The endpoint itself: who may call it, which paths it knows, what it says to bad requests, and how it stops. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HeimdallError } from '../../src/core/errors.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';

const body = { model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] };
let harness: Harness;

beforeEach(async () => {
  harness = await startGateway();
  harness.router.candidates = [fakeCandidate('gpt-test', 'simulator')];
});

afterEach(async () => {
  await harness.gateway.close(0);
});

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever came back.
  readonly json: any;
}

/** Like fetch, but with any Host header. */
function raw(path: string, headers: Record<string, string>, method = 'GET', payload = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { port } = harness.address;
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const json = text === '' ? null : JSON.parse(text);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, json });
      });
    });
    request.on('error', reject);
    request.end(payload);
  });
}

/** Opens a connection, sends bytes as they are, and gathers all that comes back until it is closed. */
function open(text: string): { socket: Socket; answer: Promise<string> } {
  const socket = connect(harness.address.port, '127.0.0.1', () => socket.write(text));
  const answer = new Promise<string>((resolve, reject) => {
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  return { socket, answer };
}

const bytes = (text: string): Promise<string> => open(text).answer;

describe('who may call', () => {
  it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])('accepts the Host %s with its port', async (name) => {
    expect((await raw('/healthz', { host: `${name}:${harness.address.port}` })).status).toBe(200);
  });

  it.each(['evil.example', 'evil.example:4141', 'localhost', '127.0.0.1:1'])('refuses the Host "%s"', async (host) => {
    const answer = await raw('/v1/models', { host });
    expect(answer.status).toBe(403);
    expect(answer.json.error).toMatchObject({ code: 'host_forbidden', type: 'permission_error', param: null });
  });

  it('refuses a request without a Host', async () => {
    expect(await bytes('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 [\s\S]*host_forbidden/);
  });

  it('accepts its own origin and those that are allowed, and tells the browser so', async () => {
    const own = await harness.fetch('/healthz', { headers: { origin: harness.address.url } });
    expect(own.headers.get('access-control-allow-origin')).toBe(harness.address.url);
    harness.settings = {
      ...harness.settings,
      gateway: { ...harness.settings.gateway, allowed_origins: ['https://app.example/'] },
    };
    const app = await harness.chat(body, { origin: 'https://app.example' });
    expect(app.status).toBe(200);
    expect(app.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(app.headers.get('access-control-expose-headers')).toContain('x-heimdall-decision-id');
    expect(app.headers.get('vary')).toBe('Origin');
  });

  it.each(['https://evil.example', 'null', 'http://localhost'])('refuses the origin %s', async (origin) => {
    const answer = await harness.chat(body, { origin });
    expect(answer.status).toBe(403);
    expect((await answer.json()).error.code).toBe('origin_forbidden');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(harness.recorder.started).toHaveLength(0);
  });

  it('answers the preflight of an SDK in the browser', async () => {
    const headers = {
      origin: harness.address.url,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type, x-stainless-lang, x-heimdall-alpha, x-evil',
      'access-control-request-private-network': 'true',
    };
    const answer = await harness.fetch('/v1/chat/completions', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    const allowed = answer.headers.get('access-control-allow-headers');
    expect(allowed).toBe('authorization, content-type, x-stainless-lang, x-heimdall-alpha');
    expect(answer.headers.get('access-control-allow-methods')).toContain('POST');
    expect(answer.headers.get('access-control-allow-private-network')).toBe('true');
    const foreign = { ...headers, origin: 'https://evil.example' };
    expect((await harness.fetch('/v1/models', { method: 'OPTIONS', headers: foreign })).status).toBe(403);
  });

  it('asks for the access token, and keeps it from the router', async () => {
    harness.accessToken = 'secret-token';
    for (const authorization of [undefined, 'Bearer wrong-token', 'Bearer secret-tokem', 'Basic secret-token']) {
      const answer = await harness.chat(body, authorization === undefined ? {} : { authorization });
      expect(answer.status).toBe(401);
      expect((await answer.json()).error).toMatchObject({ code: 'invalid_api_key', type: 'authentication_error' });
    }
    expect((await harness.chat(body, { authorization: 'Bearer secret-token' })).status).toBe(200);
    expect(harness.router.calls[0]?.headers.authorization).toBeUndefined();
    const both = { 'x-heimdall-token': 'secret-token', authorization: 'Bearer sk-own' };
    expect((await harness.chat(body, both)).status).toBe(200);
    expect(harness.router.calls[1]?.headers.authorization).toBe('Bearer sk-own');
    expect((await harness.fetch('/healthz')).status).toBe(401);
  });
});

describe('paths', () => {
  it.each([
    '/v1/chat/completions',
    '/v1/chat/completions/',
    '/chat/completions',
    '/v1/v1/chat/completions?beta=true',
    '//v1/chat/completions',
  ])('takes chat completions at %s', async (path) => {
    const answer = await harness.fetch(path, { method: 'POST', body: JSON.stringify(body) });
    expect(answer.status).toBe(200);
  });

  it('tells its health', async () => {
    const answer = await harness.fetch('/healthz');
    expect(await answer.json()).toEqual({
      status: 'ok',
      version: '0.0.0-test',
      artifact_version: 'artifact-test',
      uptime_s: expect.any(Number),
      in_flight: 0,
      features: ['simulate'],
    });
    expect((await harness.fetch('/healthz', { method: 'HEAD' })).status).toBe(200);
  });

  it.each([
    ['/', /not served/],
    ['/v1/responses/resp_1/nothing', /not served/],
    ['/v1/moderations', /moderations API is not served/],
    ['/v1/chat', /not served/],
    ['/v1', /not served/],
  ])('answers 404 in JSON at %s', async (path, message) => {
    const answer = await harness.fetch(path, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
    const { error } = await answer.json();
    expect(error.code).toBe('route_not_found');
    expect(error.message).toMatch(message);
  });

  it('answers 405 and names the method', async () => {
    const get = await harness.fetch('/v1/chat/completions');
    expect(get.status).toBe(405);
    expect(get.headers.get('allow')).toBe('POST');
    expect((await get.json()).error.code).toBe('method_not_allowed');
    expect((await harness.fetch('/v1/models', { method: 'DELETE' })).headers.get('allow')).toBe('GET');
  });

  it('leaves paths under /console to the console', async () => {
    await harness.gateway.close(0);
    const seen: string[] = [];
    harness = await startGateway(
      {},
      {
        consoleHandler: (_request, response, url) => {
          seen.push(url.pathname + url.search);
          if (url.pathname === '/console/none') return false;
          response.end('console');
          return true;
        },
      },
    );
    harness.accessToken = 'secret-token';
    expect(await (await harness.fetch('/console/app.js?v=1')).text()).toBe('console');
    expect(await (await harness.fetch('/console')).text()).toBe('console');
    expect((await harness.fetch('/console/none')).status).toBe(401);
    expect((await harness.fetch('/consoles')).status).toBe(401);
    expect((await raw('/console', { host: 'evil.example' })).status).toBe(403);
    expect(seen).toEqual(['/console/app.js?v=1', '/console', '/console/none']);
  });
});

describe('bad requests', () => {
  it.each([
    ['', null, 'empty'],
    ['{"model": "x", "secret prompt', null, 'not valid JSON'],
    ['[]', null, 'JSON object'],
    ['{"messages":[]}', 'model', 'model is missing'],
    ['{"model":"auto"}', 'messages', 'messages must be an array'],
    ['{"model":"auto","messages":[{"role":"user"}]}', 'messages[0].content', 'a string or an array of parts'],
  ])('answers 400 for %s', async (text, param, message) => {
    const answer = await harness.chat(text);
    expect(answer.status).toBe(400);
    const { error } = await answer.json();
    expect(error).toMatchObject({ type: 'invalid_request_error', code: 'request_invalid', param });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('secret');
    expect(answer.headers.get('x-heimdall-error')).toBe('request_invalid');
  });

  it('answers 413 for a body over the cap, announced or not', async () => {
    harness.settings = { ...harness.settings, gateway: { ...harness.settings.gateway, max_body_bytes: 2_000 } };
    const large = JSON.stringify({ ...body, padding: 'x'.repeat(3_000) });
    const announced = await harness.chat(large);
    expect(announced.status).toBe(413);
    expect((await announced.json()).error.code).toBe('request_too_large');
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    expect((await harness.fetch('/v1/chat/completions', init)).status).toBe(413);
    expect((await harness.chat(body)).status).toBe(200);
  });

  it('gives up on a client that sends without end', async () => {
    harness.settings = { ...harness.settings, gateway: { ...harness.settings.gateway, max_body_bytes: 2_000 } };
    const head = `POST /v1/route HTTP/1.1\r\nhost: 127.0.0.1:${harness.address.port}\r\ncontent-length: 1000000000\r\n\r\n`;
    const answer = await bytes(head + 'x'.repeat(12_000_000)).catch((error: Error) => error.message);
    expect(answer).toMatch(/413 Payload Too Large|ECONNRESET|EPIPE/);
    expect(harness.gateway.inFlight).toBe(0);
  });

  it('refuses compressed bodies', async () => {
    const answer = await harness.chat(body, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.param).toBe('content-encoding');
  });

  it('answers JSON to what is not HTTP, and to headers that are too large', async () => {
    expect(await bytes('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400 Bad Request[\s\S]*"code":"request_invalid"/);
    const head = `GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-large: ${'x'.repeat(40_000)}\r\n\r\n`;
    expect(await bytes(head)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('shows no stack and no detail of a bug', async () => {
    harness.router.error = new TypeError('cannot read the secret of undefined');
    const answer = await harness.chat(body);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(JSON.parse(text).error).toMatchObject({ code: 'internal', type: 'api_error' });
    expect(text).not.toContain('secret');
    expect(harness.logger.lines.join()).toContain('cannot read the secret of undefined');
  });

  it.each([
    ['no_eligible_model', 422, 'no_eligible_model'],
    ['context_overflow', 400, 'context_length_exceeded'],
    ['request_denied', 403, 'request_denied'],
  ] as const)('answers the router’s %s with %i', async (code, status, wireCode) => {
    harness.router.error = new HeimdallError(code, 'The reason.');
    const answer = await harness.chat(body);
    expect(answer.status).toBe(status);
    expect((await answer.json()).error).toMatchObject({ code: wireCode, message: 'The reason.' });
  });

  it('answers 500 and records it when dispatch itself breaks', async () => {
    await harness.gateway.close(0);
    const broken = () => {
      throw new TypeError('a bug');
    };
    harness = await startGateway(
      {},
      { catalog: () => ({ models: () => [], contextTokens: () => null, resolve: broken, price: broken }) },
    );
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    harness.providers.set('openai', testProvider('openai', 'http://127.0.0.1:9/v1'));
    const answer = await harness.chat(body);
    expect(answer.status).toBe(500);
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'error', error_code: 'internal' });
  });

  it('answers 500, or cuts a stream that began, when it breaks after the upstream answered', async () => {
    await harness.gateway.close(0);
    const upstream = await new FakeOpenAiUpstream().start();
    const price = () => {
      throw new TypeError('a bug');
    };
    const resolve = (modelId: string) => ({ upstreamId: modelId });
    harness = await startGateway(
      {},
      { catalog: () => ({ models: () => [], contextTokens: () => null, resolve, price }) },
    );
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
    const answer = await harness.chat(body);
    expect([answer.status, (await answer.json()).error.code]).toEqual([500, 'internal']);
    const stream = await harness.chat({ ...body, stream: true });
    expect(await stream.text().catch(() => 'cut')).toMatch(/cut|\[DONE\]/);
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'error', error_code: 'internal' });
    await upstream.stop();
  });
});

describe('start and stop', () => {
  it('names the setting and the fix when the port is taken', async () => {
    const { port } = harness.address;
    await expect(startGateway({ gateway: { port } })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringMatching(new RegExp(`gateway\\.port ${port} is taken.*set gateway\\.port`)),
    });
  });

  it('names the address that cannot be bound', async () => {
    const settings = {
      ...harness.settings,
      gateway: { ...harness.settings.gateway, host: '192.0.2.1' as '127.0.0.1' },
    };
    await expect(startGateway({}, { settings: () => settings })).rejects.toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining('192.0.2.1'),
    });
  });

  it('lets a stream end while it stops, and refuses new requests', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    upstream.next({ kind: 'answer', words: ['a', 'b', 'c'], chunkMs: 150 });
    const answer = await harness.chat({ ...body, stream: true });
    expect(harness.gateway.inFlight).toBe(1);
    const closed = harness.gateway.close(5_000);
    // On a new connection, too: the port stays open for as long as somebody is answered.
    const refused = await harness.chat(body);
    expect(refused.status).toBe(503);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      connection: 'close',
      'retry-after': '1',
      'x-should-retry': 'true',
    });
    expect((await refused.json()).error.code).toBe('shutting_down');
    expect(await answer.text()).toContain('[DONE]');
    await closed;
    expect(harness.gateway.inFlight).toBe(0);
    await expect(harness.chat(body)).rejects.toThrow();
    await upstream.stop();
  });

  it('answers 503 to a request on a kept-alive connection while it stops', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    upstream.next({ kind: 'slow', ms: 150 });
    const payload = JSON.stringify(body);
    const host = `host: 127.0.0.1:${harness.address.port}`;
    const first = `POST /v1/chat/completions HTTP/1.1\r\n${host}\r\ncontent-length: ${payload.length}\r\n\r\n${payload}`;
    const { socket, answer } = open(first);
    while (upstream.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closed = harness.gateway.close(2_000);
    socket.write(`GET /v1/models HTTP/1.1\r\n${host}\r\n\r\n`);
    await closed;
    expect((await answer).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 503']);
    await upstream.stop();
  });

  it('does not wait for connections that never asked for anything', async () => {
    const socket = connect(harness.address.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    // The server's side of the connection is made a moment after the client's.
    await harness.fetch('/v1/models');
    const before = performance.now();
    await harness.gateway.close(5_000);
    expect(performance.now() - before).toBeLessThan(4_000);
    socket.destroy();
  });

  it('cuts what takes longer than the grace period', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    upstream.next({ kind: 'answer', words: Array(500).fill('word '), chunkMs: 10 });
    const answer = await harness.chat({ ...body, stream: true });
    const before = performance.now();
    await Promise.all([harness.gateway.close(50), harness.gateway.close(50)]);
    expect(performance.now() - before).toBeLessThan(1_000);
    await expect(answer.text()).rejects.toThrow();
    await upstream.requests[0]?.closedEarly;
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'aborted' });
    await upstream.stop();
  });

  it('closes at once when it never listened', async () => {
    const { createGateway } = await import('../../src/gateway/gateway.ts');
    // biome-ignore lint/suspicious/noExplicitAny: nothing of the options is touched.
    await createGateway({ version: '0' } as any).close(10);
  });
});

describe('large streams', () => {
  it('waits for a slow client instead of filling memory', async () => {
    const upstream = await new FakeOpenAiUpstream().start();
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    upstream.next({ kind: 'answer', words: Array(400).fill('x'.repeat(50_000)) });
    const answer = await harness.chat({ ...body, stream: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(20_000_000);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect((await harness.recorder.lastOutcome()).status).toBe('ok');
    await upstream.stop();
  });
});
