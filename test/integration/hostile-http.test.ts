/** HTTP that two servers could read in two ways, and values that would break out of a header: refused, or made harmless. */
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { ask, CLIENTS, type TestClient } from './dialect-clients.ts';

const BODY = JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] });
const INNER = 'GET /healthz?smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n';
let harness: Harness;
let upstream: FakeOpenAiUpstream;

beforeEach(async () => {
  upstream = await new FakeOpenAiUpstream().start();
  harness = await startGateway();
  harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
});

afterEach(async () => {
  await harness.gateway.close(0);
  await upstream.stop();
});

/** Sends bytes as they are; resolves with all that came back when the server closes, or falls silent. */
function bytes(text: string, encoding: BufferEncoding = 'latin1'): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(harness.address.port, '127.0.0.1', () => socket.write(text, encoding));
    let received = '';
    socket.setTimeout(500, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}

function post(headers: readonly string[], body: string): string {
  const lines = [
    'POST /v1/chat/completions HTTP/1.1',
    `host: 127.0.0.1:${harness.address.port}`,
    'content-type: application/json',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

describe('a request that has two readings is refused, and its connection closed', () => {
  const length = `content-length: ${BODY.length}`;
  it.each<readonly [string, readonly string[], string]>([
    ['a length and chunks', [length, 'transfer-encoding: chunked'], chunked(BODY)],
    ['chunks and a length', ['transfer-encoding: chunked', 'content-length: 4'], chunked(BODY)],
    ['two lengths', [length, 'content-length: 4'], BODY],
    ['two lengths in one', [`content-length: ${BODY.length}, 4`], BODY],
    ['a length with a sign', [`content-length: +${BODY.length}`], BODY],
    ['a negative length', ['content-length: -1'], BODY],
    ['a length beyond all numbers', [`content-length: ${'9'.repeat(40)}`], BODY],
    ['chunks that are named oddly', ['transfer-encoding: xchunked'], chunked(BODY)],
    ['chunks that are not the last encoding', ['transfer-encoding: chunked, gzip'], chunked(BODY)],
    ['a chunk whose size is no number', ['transfer-encoding: chunked'], `zz\r\n${BODY}\r\n0\r\n\r\n`],
    ['a chunk that is longer than it says', ['transfer-encoding: chunked'], `2\r\n${BODY}\r\n0\r\n\r\n`],
    ['a folded header', [length, 'x-title: one', '\ttransfer-encoding: chunked'], BODY],
    ['a blank before the colon', [length, 'transfer-encoding : chunked'], BODY],
    ['a header without a name', [length, ': chunked'], BODY],
    ['a NUL in a header', [length, 'x-title: a\0b'], BODY],
    ['a line feed alone in a header', [length, 'x-title: a\nx-heimdall-token: b'], BODY],
    ['a carriage return alone in a header', [length, 'x-title: a\rx-heimdall-token: b'], BODY],
  ])('%s', async (_what, headers, body) => {
    const answer = await bytes(post(headers, body + INNER));
    expect(statuses(answer)).toEqual([400]);
    expect(answer).toContain('"code":"request_invalid"');
    expect(answer).toContain('connection: close');
    expect(upstream.requests).toEqual([]);
    expect((await harness.chat(BODY)).status).toBe(200);
  });

  it('line feeds alone between headers', async () => {
    const answer = await bytes(post([`content-length: ${BODY.length}`], BODY).replaceAll('\r\n', '\n'));
    expect(statuses(answer)).toEqual([400]);
    expect(upstream.requests).toEqual([]);
  });

  it('two hosts', async () => {
    const answer = await bytes(post([`content-length: ${BODY.length}`, 'host: evil.example'], BODY));
    expect(statuses(answer)[0]).toBeGreaterThanOrEqual(400);
    expect(upstream.requests).toEqual([]);
  });

  it('a whole address of another host in the request line', async () => {
    const host = `host: 127.0.0.1:${harness.address.port}`;
    const answer = await bytes(`GET http://evil.example/healthz HTTP/1.1\r\n${host}\r\nconnection: close\r\n\r\n`);
    expect(statuses(answer)[0]).toBeGreaterThanOrEqual(400);
  });

  it('more than one request at once is as many answers, in order', async () => {
    const request = post([`content-length: ${BODY.length}`], BODY);
    expect(statuses(await bytes(request + request))).toEqual([200, 200]);
    expect(upstream.requests).toHaveLength(2);
  });
});

const EVIL = 'a\r\nx-evil: 1\r\n\r\nHTTP/1.1 200 OK';
/** What Node and other clients read at most is 16 KiB. */
const HEADER_BYTES = 4_096;

function expectPlainHeaders({ headers }: Response, what: string): void {
  expect(headers.has('x-evil'), what).toBe(false);
  const size = [...headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  expect(size, what).toBeLessThan(HEADER_BYTES);
}

describe.each(CLIENTS.map((client) => [client.name, client] as const))(
  'no value breaks out of a header: %s',
  (_name, client) => {
    const withFields = (names: readonly string[]) => {
      const fields = Object.fromEntries(names.map((name) => [name, 'set']));
      return ask(harness, client, 'text', false, {
        body: JSON.stringify({ ...client.body('text', false), ...fields }),
      });
    };

    it('names of fields that are left out', async () => {
      const many = Array.from({ length: 100 }, (_, index) => `${'漢'.repeat(100)}${index}`);
      for (const names of [[EVIL], ['\ud800'], ['\0', '\x7f', '\x85'], ['🙂'.repeat(1_000)], many]) {
        const answer = await withFields(names);
        expect(answer.status, names[0]).toBe(200);
        expectPlainHeaders(answer, names[0] ?? '');
      }
    });

    it('a model that the caller asks for', async () => {
      for (const model of [EVIL, '\ud800', '漢'.repeat(10_000)]) {
        const body = client.body('text', false);
        if ('model' in body) body.model = model;
        const path = client.path(false).replace('heimdall/auto', encodeURIComponent(model.replace('\ud800', '\ufffd')));
        const answer = await harness.fetch(path, {
          method: 'POST',
          headers: client.headers,
          body: JSON.stringify(body),
        });
        expectPlainHeaders(answer, model);
        expect((await answer.text()).length).toBeLessThan(40_000);
      }
    });

    it('a model that was chosen, and its provider', async () => {
      for (const id of [EVIL, '\ud800', '漢'.repeat(300)]) {
        harness.router.candidates = [fakeCandidate(id, 'openai')];
        const answer = await ask(harness, client);
        expect(answer.status).toBe(200);
        expectPlainHeaders(answer, id);
      }
    });

    it('an app, a session and a request id', async () => {
      const headers = {
        'x-title': 'é\xa0%0d%0ax-evil:1',
        'x-request-id': '%0d%0ax-evil:1',
        'x-heimdall-session': 'x'.repeat(200),
      };
      const answer = await ask(harness, client, 'text', false, { headers: clientHeaders(client, headers) });
      expect(answer.status).toBe(200);
      expectPlainHeaders(answer, 'headers');
    });
  },
);

function clientHeaders(client: TestClient, more: Record<string, string>): Record<string, string> {
  return { ...client.headers, ...more };
}
