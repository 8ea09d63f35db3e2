/** What nobody means well with, sent to the whole of Heimdall in every dialect: it answers, records it, and lives on. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { ask, CLIENTS, QUESTION, type TestClient, TOOL } from './dialect-clients.ts';
import { type Running, startHost } from './host-harness.ts';

/** The shipped artifact, so that features are the real ones; the simulator answers. */
const start = () => startHost({ artifactFolder: resolve('artifacts') });

const MB = 1_000_000;
/** As they stand in JSON, between quotes. */
const PROMPTS: readonly (readonly [string, string])[] = [
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(5_000)],
  ['right-to-left text with controls', '\u202e\u2067مرحبا שלום\u2069\u202c'.repeat(5_000)],
  ['stacks of combining characters', `Z${'\u0301\u0323\u0489'.repeat(500)}`.repeat(50)],
  ['lone surrogates', '\\ud800 \\udc00\\ud83d \\ud83d\\ud83d'.repeat(1_000)],
  ['NULs', '\\u0000'.repeat(10_000)],
  ['other control characters', '\\u0001\\u001b[2J\\u007f\\u0085\\u2028\\u2029\\ufeff'.repeat(1_000)],
  ['10 MB of one character', 'a'.repeat(10 * MB)],
  ['2 MB of one wide character', '漢'.repeat((2 * MB) / 3)],
  ['a million newlines', '\\n'.repeat(MB)],
  ['one word of 5 MB', 'abcdefghij'.repeat(MB / 2)],
  ['a million blanks and then a word', `${' '.repeat(MB)}word`],
  ['a million brackets', '['.repeat(MB)],
  ['nothing but marks', '```\\n$$ \\\\( <|im_end|> ### '.repeat(20_000)],
];

/** A piece of JSON in place of one in the body. */
interface Hostile {
  readonly what: string;
  /** Changes the text of a body. */
  readonly change: (body: string) => string;
  /** What it may be answered with; anything else but 200 is a fault. */
  readonly refused?: number;
}

/** Adds a field to the body; `{` is its first character. */
const withField = (field: string) => (body: string) => `{${field},${body.slice(1)}`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const nestedObjects = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const BODIES: readonly Hostile[] = [
  { what: '100,000 brackets in a field that nobody knows', change: withField(`"x":${nested(100_000)}`), refused: 400 },
  { what: '100,000 objects in one another', change: withField(`"metadata":${nestedObjects(100_000)}`), refused: 400 },
  { what: '400 objects in one another', change: withField(`"metadata":${nestedObjects(400)}`) },
  { what: '100,000 brackets and no end', change: () => '['.repeat(100_000), refused: 400 },
  { what: '100,000 brackets for a prompt', change: prompted(nested(100_000)), refused: 400 },
  { what: 'the same key twice', change: (body) => body.replace('{', '{"model":"no/such-model",') },
  {
    what: 'keys of prototypes',
    change: withField('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
  },
  { what: 'a prototype for a prompt', change: prompted('{"__proto__":{"polluted":1}}'), refused: 400 },
  {
    what: 'numbers beyond all numbers',
    change: withField('"temperature":1e999,"top_p":-1e999,"seed":1e400'),
    refused: 400,
  },
  { what: 'numbers with 10,000 digits', change: withField(`"n":${'9'.repeat(10_000)},"seed":0.${'3'.repeat(10_000)}`) },
  { what: 'a key of 5 MB', change: withField(`"${'k'.repeat(5 * MB)}":1`) },
  { what: '200,000 keys', change: withField(Array.from({ length: 200_000 }, (_, index) => `"k${index}":0`).join(',')) },
  { what: 'a list where an object belongs', change: (body) => `[${body}]`, refused: 400 },
  { what: 'bytes that are no UTF-8', change: (body) => body.replace(QUESTION, '\xff\xfe\xc0\x80') },
  { what: 'two values', change: (body) => `${body}${body}`, refused: 400 },
  { what: 'a byte order mark', change: (body) => `\ufeff${body}` },
];

describe.each(CLIENTS.map((client) => [client.name, client] as const))('%s', (_name, client) => {
  it('takes every prompt, and shows it in the log', async () => {
    const host = await start();
    for (const [what, prompt] of PROMPTS) {
      const { status, id, text } = await post(host, client, prompted(`"${prompt}"`)(plainBody(client)));
      expect(status, `${what}: ${text.slice(0, 300)}`).toBe(200);
      const { decision, prompt_preview: preview } = await host.ask<LogRecord>('decisions.get', { id });
      expect(decision.id, what).toBe(id);
      expect([...(preview ?? '')].length, what).toBeLessThanOrEqual(200);
    }
    const { records } = await host.ask<{ records: LogRecord[] }>('decisions.page', { limit: 100 });
    expect(records.map(({ outcome }) => outcome.status)).toEqual(PROMPTS.map(() => 'ok'));
    expectUnharmed(host);
  }, 120_000);

  it('says that a prompt is too long for everybody', async () => {
    const host = await start();
    const answer = await post(host, client, prompted(`"${'漢'.repeat((10 * MB) / 3)}"`)(plainBody(client)));
    expect([answer.status, answer.error]).toEqual([400, 'context_overflow']);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it('takes or refuses every body, and says why', async () => {
    const host = await start();
    for (const { what, change, refused } of BODIES) {
      const { status, text, error } = await post(host, client, change(plainBody(client)));
      expect([200, refused], `${what}: ${text.slice(0, 300)}`).toContain(status);
      if (status === 200) continue;
      expect(client.error(JSON.parse(text)).message, what).not.toBe('');
      expect(error, what).toBe('request_invalid');
      expect(text.length, what).toBeLessThan(2_000);
    }
    expect((await post(host, client, plainBody(client))).status).toBe(200);
    expectUnharmed(host);
  }, 120_000);

  it('works on 100,000 messages', async () => {
    const host = await start();
    const { status, text } = await post(host, client, JSON.stringify(manyMessages(client, 100_000)));
    expect([200, 400], text.slice(0, 300)).toContain(status);
    expectUnharmed(host);
  }, 120_000);

  it('works on 100,000 tools', async () => {
    const host = await start();
    const { status, text } = await post(host, client, JSON.stringify(manyTools(client, 100_000)));
    expect([200, 400], text.slice(0, 300)).toContain(status);
    expectUnharmed(host);
  }, 120_000);
});

describe('arguments of tools that are 20,000 objects deep', () => {
  const deep = nestedObjects(20_000);
  const upstreams = {
    openai: new FakeOpenAiUpstream(),
    anthropic: new FakeAnthropicUpstream(),
    google: new FakeGeminiUpstream(),
  };
  const dialects = { openai: 'openai-chat', anthropic: 'anthropic', google: 'gemini' } as const;
  let harness: Harness;

  beforeAll(async () => {
    harness = await startGateway();
    for (const [name, upstream] of Object.entries(upstreams)) {
      await upstream.start();
      const dialect = dialects[name as keyof typeof dialects];
      harness.providers.set(name, testProvider(name, upstream.baseUrl, 'key', dialect));
    }
  });

  afterAll(async () => {
    await harness.gateway.close(0);
    for (const upstream of Object.values(upstreams)) await upstream.stop();
  });

  it.each(CLIENTS.map((client) => [client.name, client] as const))(
    'by a model, for %s',
    async (_name, client) => {
      harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
      for (const stream of [false, true]) {
        upstreams.openai.next({ kind: 'tool-call', name: TOOL.name, args: deep });
        const answer = await ask(harness, client, 'tools', stream);
        expect([answer.status, (await answer.text()).includes('"error":{')]).toEqual([200, false]);
      }
    },
    60_000,
  );

  it.each(Object.keys(upstreams))('by a caller, for %s', async (provider) => {
    harness.router.candidates = [fakeCandidate('some-model', provider)];
    // Those whose arguments are text, which says nothing of its depth.
    for (const client of CLIENTS.filter(({ name }) => name.startsWith('openai'))) {
      const body = JSON.stringify(client.body('tool loop', false)).replace(JSON.stringify(TOOL.args), () =>
        JSON.stringify(deep),
      );
      expect(body).toContain('a\\":');
      const answer = await ask(harness, client, 'tool loop', false, { body });
      expect(answer.status, await answer.text()).toBe(200);
    }
  });
});

function plainBody(client: TestClient): string {
  return JSON.stringify(client.body('text', false));
}

/** Puts JSON in the place of the question. */
function prompted(json: string): (body: string) => string {
  return (body) => body.replace(JSON.stringify(QUESTION), () => json);
}

// biome-ignore lint/suspicious/noExplicitAny: bodies are built as clients build them.
type Json = any;

/** The turn again and again, with answers in between. */
function manyMessages(client: TestClient, count: number): Json {
  const body = client.body('text', false);
  const list: Json[] = body.messages ?? body.input ?? body.contents;
  const turn = list.at(-1);
  const answers: Record<TestClient['name'], Json> = {
    'openai-chat': { role: 'assistant', content: 'Yes.' },
    'openai-responses': { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Yes.' }] },
    anthropic: { role: 'assistant', content: 'Yes.' },
    gemini: { role: 'model', parts: [{ text: 'Yes.' }] },
  };
  for (let index = 0; index < count / 2; index++) list.push(answers[client.name], turn);
  return body;
}

function manyTools(client: TestClient, count: number): Json {
  const body = client.body('tools', false);
  const list: Json[] = client.name === 'gemini' ? body.tools[0].functionDeclarations : body.tools;
  const [tool] = list;
  for (let index = 1; index < count; index++) {
    const name = `tool_${index}`;
    list.push(client.name === 'openai-chat' ? { ...tool, function: { ...tool.function, name } } : { ...tool, name });
  }
  return body;
}

/** Nothing of ours broke, no prototype was changed, and it still answers. */
function expectUnharmed(host: Running): void {
  expect(host.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

interface LogRecord {
  readonly decision: { readonly id: string };
  readonly outcome: { readonly status: string };
  readonly prompt_preview: string | null;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Of the decision; empty without one. */
  readonly id: string;
  /** Heimdall's own code. */
  readonly error: string | null;
}

async function post(host: Running, client: TestClient, body: string): Promise<Answer> {
  const answer = await fetch(host.url + client.path(false), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...client.headers },
    body: Buffer.from(body, body.includes('\xc0\x80') ? 'latin1' : 'utf8'),
  });
  const { status, headers } = answer;
  const text = await answer.text();
  const id = headers.get('x-heimdall-decision-id') ?? '';
  return { status, text, id, error: headers.get('x-heimdall-error') };
}
