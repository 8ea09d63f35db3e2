/**
 * Every fault of an upstream, over real sockets: what clients see, what is recorded, and that nobody pays twice. The
 * results are the table in docs/reliability.md; `UPDATE_DOCS=1` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/shared/decision.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream, unusedPort } from '../fakes/openai-upstream.ts';
import { ANSWER_WORDS, type UpstreamScript } from '../fakes/scripted-upstream.ts';
import { ask, CLIENTS, sseEvents, type TestClient } from './dialect-clients.ts';

const ANSWER = ANSWER_WORDS.join('');
const SHORT = { timeout: 250, gateway: { stream_idle_timeout: 200 } };
const HTML = { kind: 'raw', type: 'text/html', body: '<h1>Maintenance</h1>' } as const;
const FIRST_ERROR = 'data: {"error":{"message":"The server is overloaded","type":"server_error"}}\n\n';

interface Fault {
  readonly name: string;
  /** What the upstream does; null where there is none. */
  readonly script: UpstreamScript | null;
  /** Base URL instead of the upstream's. */
  readonly baseUrl?: () => Promise<string>;
  /** Whether it concerns only one kind of answer. */
  readonly only?: 'complete' | 'stream';
}

const FAULTS: readonly Fault[] = [
  { name: '429 with `retry-after: 7`', script: { kind: 'status', status: 429, headers: { 'retry-after': '7' } } },
  { name: '500', script: { kind: 'status', status: 500 } },
  { name: '529', script: { kind: 'status', status: 529 } },
  { name: '401', script: { kind: 'status', status: 401 } },
  { name: '400', script: { kind: 'status', status: 400 } },
  { name: 'connection refused', script: null, baseUrl: async () => `http://127.0.0.1:${await unusedPort()}/v1` },
  { name: 'connection dropped', script: { kind: 'drop' } },
  { name: 'no such name (DNS)', script: null, baseUrl: async () => 'http://nobody.invalid/v1' },
  { name: 'self-signed certificate (TLS)', script: null, baseUrl: async () => `https://127.0.0.1:${tlsPort()}/v1` },
  { name: 'first byte too late', script: { kind: 'slow', ms: 5_000 } },
  { name: 'silence before the first word', script: { kind: 'stall', afterChunks: 1 }, only: 'stream' },
  {
    name: 'an error as the first event',
    script: { kind: 'raw', type: 'text/event-stream', body: FIRST_ERROR },
    only: 'stream',
  },
  {
    name: 'malformed events',
    script: { kind: 'raw', type: 'text/event-stream', body: 'data: {"nonsense\n\n' },
    only: 'stream',
  },
  { name: 'an empty stream', script: { kind: 'raw', type: 'text/event-stream', body: '' }, only: 'stream' },
  { name: 'silence in mid-answer', script: { kind: 'stall', afterChunks: 4 } },
  { name: 'cut in mid-answer', script: { kind: 'cut', afterChunks: 4 } },
  { name: 'ended without a reason', script: { kind: 'short', afterChunks: 4 }, only: 'stream' },
  { name: 'headers of 100 KB', script: { kind: 'status', status: 200, headers: { 'x-policy': 'x'.repeat(100_000) } } },
  { name: 'headers of 40 KB', script: { kind: 'encoded', headers: { 'x-policy': 'x'.repeat(40_000) } } },
  { name: 'a page instead of an answer', script: HTML },
  { name: 'JSON of something else', script: { kind: 'raw', type: 'application/json', body: '{"hello":1}' } },
  { name: 'gzip though not asked for', script: { kind: 'encoded', encoding: 'gzip' } },
  { name: 'deflate though not asked for', script: { kind: 'encoded', encoding: 'deflate' } },
  { name: 'br though not asked for', script: { kind: 'encoded', encoding: 'br' } },
  { name: 'an unknown encoding', script: { kind: 'encoded', encoding: 'compress' } },
];

const first = new FakeOpenAiUpstream();
const second = new FakeOpenAiUpstream();
const third = new FakeOpenAiUpstream();
const fixture = (name: string) => readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url));
const tls = createTlsServer({ key: fixture('server-key.pem'), cert: fixture('server-cert.pem') }, (_, response) =>
  response.end(),
);
const tlsPort = () => (tls.address() as AddressInfo).port;
const rows: string[] = [];
let harness: Harness;

beforeAll(async () => {
  for (const upstream of [first, second, third]) await upstream.start();
  await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  for (const upstream of [first, second, third]) await upstream.stop();
  tls.close();
});

beforeEach(() => start());
afterEach(() => harness.gateway.close(0));

/** A gateway without a memory of failures. */
async function start(settings = {}): Promise<void> {
  harness = await startGateway(settings);
  for (const upstream of [first, second, third]) upstream.reset();
  for (const [name, upstream] of [
    ['openai', first],
    ['google', second],
    ['mistral', third],
  ] as const) {
    harness.providers.set(name, testProvider(name, upstream.baseUrl));
  }
}

interface Seen {
  readonly response: Response;
  readonly text: string;
  /** What the client read as an answer, whole; null when it was none. */
  readonly answer: string | null;
  /** The message of the error that came instead of it or after some of it. */
  readonly error: string | null;
  readonly outcome: Outcome;
}

async function send(client: TestClient, stream: boolean): Promise<Seen> {
  const response = await ask(harness, client, 'text', stream, { signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  const outcome = await harness.recorder.lastOutcome();
  if (response.status !== 200)
    return { response, text, answer: null, error: client.error(JSON.parse(text)).message, outcome };
  if (!stream) return { response, text, answer: client.read(JSON.parse(text)).text, error: null, outcome };
  const last = sseEvents(text).at(-1)?.data ?? '';
  const value = last === '[DONE]' ? {} : JSON.parse(last);
  const error = value.error?.message ?? value.message ?? value.response?.error?.message ?? null;
  return { response, text, answer: error === null ? client.readStream(sseEvents(text)).text : null, error, outcome };
}

async function arrange(fault: Fault, providers: readonly string[]): Promise<void> {
  await harness.gateway.close(0);
  await start(SHORT);
  harness.router.candidates = providers.map((name) => fakeCandidate(`${name}-model`, name));
  if (fault.script !== null) first.next(fault.script);
  if (fault.baseUrl !== undefined) harness.providers.set('openai', testProvider('openai', await fault.baseUrl()));
}

/** What the client saw, in a few words. */
function described({ response, answer, outcome, text }: Seen): string {
  if (answer === ANSWER) return 'the answer';
  const words = response.status === 200 ? 'what came, then an error' : `${response.status}`;
  const retryAfter = response.headers.get('retry-after');
  expect(text).not.toBe('');
  return `${words} \`${outcome.error_code}\`${retryAfter === null ? '' : ` (retry-after ${retryAfter})`}`;
}

describe.each(FAULTS)('$name', (fault) => {
  const kinds = [false, true].filter((stream) => fault.only === undefined || (fault.only === 'stream') === stream);

  it('is seen alike by clients of all dialects, recovered from where it can be, and paid for once', async () => {
    const alone: Record<string, string> = { complete: '—', stream: '—' };
    const together: Record<string, string> = { complete: '—', stream: '—' };
    let recorded = '';
    for (const stream of kinds) {
      const kind = stream ? 'stream' : 'complete';
      for (const client of CLIENTS) {
        await arrange(fault, ['openai']);
        const seen = await send(client, stream);
        const words = described(seen);
        expect([client.name, words]).toEqual([client.name, alone[kind] === '—' ? words : alone[kind]]);
        alone[kind] = words;
        expect(seen.outcome.attempts).toHaveLength(1);
        expect(seen.response.headers.get('x-should-retry')).toBe(seen.response.status === 200 ? null : 'false');
        recorded = seen.outcome.attempts[0]?.error ?? seen.outcome.error_code ?? 'ok';

        await arrange(fault, ['openai', 'google']);
        const helped = await send(client, stream);
        const moved = second.requests.length;
        together[kind] =
          helped.answer === ANSWER ? (moved === 1 ? 'the answer of the other' : 'the answer') : described(helped);
        // Whoever gave some of an answer to the client is the only one who did.
        expect(moved === 1).toBe(helped.outcome.served_provider === 'google');
        expect(first.requests.length).toBeLessThanOrEqual(1);
        expect(moved).toBeLessThanOrEqual(1);
        expect(helped.outcome.attempts.filter(({ error }) => error === null)).toHaveLength(
          helped.outcome.served_provider === null || helped.response.status !== 200 ? 0 : 1,
        );
      }
    }
    const cell = (cells: Record<string, string>) =>
      cells.complete === cells.stream ? cells.complete : `${cells.complete} / ${cells.stream}`;
    rows.push(`| ${fault.name} | ${cell(alone)} | ${cell(together)} | \`${recorded}\` |`);
  });
});

describe('several providers down', () => {
  const chat = CLIENTS[0] as TestClient;

  beforeEach(async () => {
    await arrange({ name: '', script: { kind: 'drop' } }, ['openai', 'google', 'mistral']);
    second.next({ kind: 'status', status: 503 });
  });

  it('the third answers', async () => {
    const seen = await send(chat, true);
    expect(seen.answer).toBe(ANSWER);
    expect(seen.outcome.attempts.map(({ error }) => error)).toEqual(['provider_unreachable', 'provider_error', null]);
  });

  it('all of them: one error names each', async () => {
    third.next({ kind: 'status', status: 500 });
    const { response, error, outcome } = await send(chat, false);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(error).toMatch(/None of the 3 candidates answered\. openai-model: .* google-model: .* mistral-model: /);
    expect(outcome).toMatchObject({
      status: 'error',
      error_code: 'provider_error',
      served_model: null,
      cost_usd: null,
    });
  });
});

describe('limits', () => {
  const chat = CLIENTS[0] as TestClient;

  it('an outage does not multiply the load', async () => {
    await harness.gateway.close(0);
    await start({ gateway: { retry_budget: { ratio: 0, min_retries: 2 } } });
    harness.router.candidates = [fakeCandidate('openai-model', 'openai'), fakeCandidate('google-model', 'google')];
    const seen: Seen[] = [];
    first.next(...Array(3).fill({ kind: 'status', status: 429 }));
    for (let index = 0; index < 3; index++) {
      // Each at a model of its own, so that no pause stands between.
      harness.router.candidates[0] = fakeCandidate(`openai-${index}`, 'openai');
      seen.push(await send(chat, false));
    }
    expect(seen.map(({ answer }) => answer)).toEqual([ANSWER, ANSWER, null]);
    const [, , refused] = seen as [Seen, Seen, Seen];
    expect(refused.response.status).toBe(429);
    expect(refused.response.headers.get('x-should-retry')).toBe('false');
    expect(refused.error).toContain('gateway.retry_budget');
    expect(refused.outcome).toMatchObject({
      stopped_by: 'retry_budget',
      attempts: [{ error: 'provider_rate_limited' }],
    });
    expect(second.requests).toHaveLength(2);
    expect(harness.logger.lines.join('\n')).toContain('retry_budget');
  });

  it('what is skipped for a pause is no further attempt', async () => {
    await harness.gateway.close(0);
    await start({ gateway: { retry_budget: { ratio: 0, min_retries: 1 } } });
    harness.router.candidates = [fakeCandidate('openai-model', 'openai'), fakeCandidate('google-model', 'google')];
    first.next({ kind: 'status', status: 429, headers: { 'retry-after': '60' } });
    for (let index = 0; index < 4; index++) expect((await send(chat, false)).answer).toBe(ANSWER);
    expect(first.requests).toHaveLength(1);
  });

  it.each([false, true])('all attempts together have an end (stream: %s)', async (stream) => {
    await harness.gateway.close(0);
    await start({ timeout: 200, gateway: { total_timeout: 300 } });
    harness.router.candidates = ['openai', 'google', 'mistral'].map((name) => fakeCandidate(`${name}-model`, name));
    for (const upstream of [first, second]) upstream.next({ kind: 'slow', ms: 5_000 });
    const seen = await send(chat, stream);
    expect(seen.response.status).toBe(504);
    expect(seen.error).toContain('gateway.total_timeout');
    expect(seen.outcome).toMatchObject({ stopped_by: 'total_timeout', error_code: 'provider_timeout' });
    expect(third.requests).toHaveLength(0);
    await second.requests[0]?.closedEarly;
  });
});

describe('docs/reliability.md', () => {
  it('shows these results', () => {
    const path = new URL('../../docs/reliability.md', import.meta.url);
    const page = readFileSync(path, 'utf8');
    const table = ['| fault | alone | with another provider | recorded |', '|---|---|---|---|', ...rows].join('\n');
    const marked = (text: string) => `<!-- faults -->\n\n${text}\n\n<!-- end of faults -->`;
    const written = page.replace(/<!-- faults -->[\s\S]*<!-- end of faults -->/, () => marked(table));
    expect(rows).toHaveLength(FAULTS.length);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(path, written);
    else expect(page, 'run this test with UPDATE_DOCS=1').toBe(written);
  });
});
