import { afterEach, describe, expect, it, vi } from 'vitest';
import { createConsoleClient } from './console-client.ts';
import { createHttpTransport } from './http-transport.ts';
import { createSseParser } from './sse-parser.ts';

const baseUrl = 'http://127.0.0.1:4141/console/';

describe('event stream parser', () => {
  it('joins chunks, skips comments and keeps event names', () => {
    const seen: unknown[] = [];
    const parse = createSseParser((message) => seen.push(message));
    parse(': keep-alive\n\nevent: dec');
    parse('isions\ndata: {"a":\ndata: 1}\r');
    parse('\n\r\ndata: plain\n\n');
    expect(seen).toEqual([
      { event: 'decisions', data: '{"a":\n1}' },
      { event: 'message', data: 'plain' },
    ]);
  });
});

describe('http transport', () => {
  afterEach(() => vi.useRealTimers());

  it('posts beside the page with the console header', async () => {
    const penalties = { latency_sd: 0.05, ctx_over_80pct: 0.15, cold_cache: 1 };
    const own = { profile: null, artifact_version: '1' };
    const value = { alpha: 0.6, thresholds: { cheap: 0.6, hard: 0.5 }, penalties, ...own };
    const fetch = vi.fn(async () => Response.json({ ok: true, value }));
    const client = createConsoleClient(createHttpTransport({ baseUrl, fetch }));
    const result = await client.request('tuning.get');
    expect(result.ok && result.value.alpha).toBe(0.6);
    const [url, init] = fetch.mock.calls[0] as unknown as [URL, RequestInit];
    expect(url.href).toBe('http://127.0.0.1:4141/console/api/tuning.get');
    expect(new Headers(init.headers).get('x-heimdall-console')).toBe('1');
  });

  it('brings the access token once it was given', async () => {
    const fetch = vi.fn(async () => Response.json({ ok: true, value: null }));
    const transport = createHttpTransport({ baseUrl, fetch });
    await transport.request('app.info', undefined);
    transport.unlock?.('secret');
    await transport.request('app.info', undefined);
    const sent = fetch.mock.calls.map((call) => new Headers((call as unknown as [URL, RequestInit])[1].headers));
    expect(sent.map((headers) => headers.get('authorization'))).toEqual([null, 'Bearer secret']);
    expect(sent[1]?.get('x-heimdall-console')).toBe('1');
  });

  it('refuses an answer that does not match the contract and names the place', async () => {
    const fetch = async () => Response.json({ ok: true, value: { alpha: 7, thresholds: { cheap: 0.6, hard: 0.5 } } });
    const result = await createConsoleClient(createHttpTransport({ baseUrl, fetch })).request('tuning.get');
    expect(!result.ok && result.error.message).toContain('alpha');
  });

  it('turns failures of any kind into values', async () => {
    const refused = createHttpTransport({ baseUrl, fetch: async () => Promise.reject(new Error('refused')) });
    expect(await refused.request('app.info', undefined)).toMatchObject({ ok: false });
    const html = createHttpTransport({ baseUrl, fetch: async () => Response.json('no', { status: 502 }) });
    expect(await html.request('app.info', undefined)).toMatchObject({ ok: false });
    const coded = createHttpTransport({
      baseUrl,
      fetch: async () => Response.json({ ok: false, error: { code: 'not_found', message: 'gone' } }, { status: 404 }),
    });
    expect(await coded.request('app.info', undefined)).toEqual({
      ok: false,
      error: { code: 'not_found', message: 'gone' },
    });
  });

  it('delivers named events, reports a lost stream and connects again', async () => {
    vi.useFakeTimers();
    let connects = 0;
    const fetch = async () => {
      connects++;
      return new Response('event: changed\ndata: {"what":"tuning"}\n\nevent: changed\ndata: {"what":7}\n\n');
    };
    const client = createConsoleClient(createHttpTransport({ baseUrl, fetch }));
    const states: string[] = [];
    const changes: unknown[] = [];
    client.onConnection((state) => states.push(state));
    const stop = client.subscribe('changed', (event) => changes.push(event));
    await vi.advanceTimersByTimeAsync(10);
    expect(states).toEqual(['connecting', 'open', 'lost']);
    await vi.advanceTimersByTimeAsync(300);
    stop();
    expect(connects).toBe(2);
    // The second event of each stream breaks the contract and is dropped.
    expect(changes).toEqual([{ what: 'tuning' }, { what: 'tuning' }]);
  });
});
