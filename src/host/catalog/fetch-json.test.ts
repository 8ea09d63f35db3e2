import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startJsonServer } from '../../../test/fakes/json-server.ts';
import { createProxiedFetch } from '../../gateway/gateway.ts';
import { fetchJson } from './fetch-json.ts';

const { signal } = new AbortController();
const fetch = createProxiedFetch({ env: {} });
const get = (url: string, timeoutMs = 5_000, headers = {}) =>
  fetchJson({ url, timeoutMs, version: '1.2.3', signal, headers, fetch });

describe('fetchJson', () => {
  it('says who it is, and what it has', async () => {
    const server = await startJsonServer({ '/list': { a: 1 } });
    const first = await get(`${server.url}/list`);
    if (!first.changed) throw new Error('nothing was read');
    expect(first.body).toEqual({ a: 1 });
    const request = { url: `${server.url}/list`, timeoutMs: 5_000, version: '1.2.3', signal, etag: first.etag, fetch };
    expect(await fetchJson(request)).toEqual({ changed: false });
    expect(server.seen[0]?.headers['user-agent']).toBe('heimdall/1.2.3');
  });

  it('reads no more than 32 MB', async () => {
    const block = Buffer.alloc(1024 * 1024, 0x20);
    const server = await startJsonServer({
      '/huge': (_request: unknown, response: ServerResponse) => {
        response.writeHead(200);
        for (let sent = 0; sent < 34; sent++) response.write(block);
        response.end('1');
      },
    });
    await expect(get(`${server.url}/huge`)).rejects.toThrow('sent more than 32 MB');
  });

  it('waits no longer than it may, for the head and for the body', async () => {
    const server = await startJsonServer({
      '/silent': (_request: unknown, response: ServerResponse) => void setTimeout(() => response.end(), 5_000).unref(),
      '/slow': (_request: unknown, response: ServerResponse) => {
        response.writeHead(200).write('{');
      },
    });
    for (const path of ['/silent', '/slow']) {
      await expect(get(`${server.url}${path}`, 150)).rejects.toThrow('did not answer within 150 ms');
    }
  });

  it('names the host alone when it fails', async () => {
    const server = await startJsonServer();
    const failure = await get(`${server.url}/gone?key=secret`, 5_000, { authorization: 'Bearer secret' }).catch(String);
    expect(failure).toContain(`${new URL(server.url).host} answered 404`);
    expect(failure).not.toContain('secret');
  });
});
