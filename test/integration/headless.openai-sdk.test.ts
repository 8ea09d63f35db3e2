/**
 * The official OpenAI client against the headless host as users run it: its own process, the shipped artifact, a
 * configuration file, real sockets. Only the providers are fakes.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { ANSWER_WORDS, FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

const messages = [{ role: 'user', content: 'Prove that there are infinitely many primes.' }] as const;
const body = { model: 'heimdall/hard', messages: [...messages] };

let built: BuiltPackage;
let host: ChildProcess;
let url: string;
let client: OpenAI;
const openai = new FakeOpenAiUpstream();
const google = new FakeOpenAiUpstream();

beforeAll(async () => {
  built = buildPackage();
  symlinkSync(resolve(import.meta.dirname, '../../artifacts'), join(built.root, 'artifacts'));
  await Promise.all([openai.start(), google.start()]);
  const home = join(built.root, 'home');
  mkdirSync(home);
  const config = join(home, 'heimdall.yaml');
  writeFileSync(
    config,
    [
      'providers:',
      `  openai: { base_url: "${openai.baseUrl}", api_key_env: FAKE_OPENAI_KEY }`,
      `  google: { base_url: "${google.baseUrl}", dialect: openai-chat, api_key_env: FAKE_GOOGLE_KEY }`,
      `  dead: { base_url: "http://127.0.0.1:${await unusedPort()}/v1", requires_key: false, models: [{ id: dead-model }] }`,
    ].join('\n'),
  );
  host = built.start(['serve', '--port', '0', '--config', config], home, {
    FAKE_OPENAI_KEY: 'sk-fake-openai',
    FAKE_GOOGLE_KEY: 'fake-google',
    HEIMDALL_LOG_LEVEL: 'error',
  });
  const [line] = (await once(host.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  url = (JSON.parse(String(line)) as { url: string }).url;
  client = new OpenAI({ baseURL: `${url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
}, 90_000);

afterAll(async () => {
  if (host.exitCode === null) {
    host.kill('SIGTERM');
    await once(host, 'close');
  }
  await Promise.all([openai.stop(), google.stop()]);
  built.remove();
});

beforeEach(() => {
  openai.reset();
  google.reset();
});

type RecordedDecision = ConsoleOutput<'decisions.page'>['records'][number];

async function newestRecords(limit: number): Promise<RecordedDecision[]> {
  const response = await fetch(`${url}/console/api/decisions.page`, {
    method: 'POST',
    headers: { 'x-heimdall-console': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ limit }),
  });
  return ((await response.json()) as { value: ConsoleOutput<'decisions.page'> }).value.records;
}

/** The newest record, once its answer has ended. */
async function lastRecord(): Promise<RecordedDecision> {
  let record: RecordedDecision | undefined;
  await expect
    .poll(async () => {
      [record] = await newestRecords(1);
      return record?.outcome.status;
    })
    .not.toBe('pending');
  return record as RecordedDecision;
}

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describe('the openai client against the headless host', () => {
  it('gets a whole answer from the model that the artifact chose', async () => {
    const { data, response } = await client.chat.completions.create(body).withResponse();
    expect(data.choices[0]?.message.content).toBe(ANSWER_WORDS.join(''));
    const record = await lastRecord();
    expect(record.decision.artifact_version).toMatch(/^2026\./);
    expect(record.decision.id).toBe(response.headers.get('x-heimdall-decision-id'));
    expect(record.decision.bucket).toBe('hard');
    const asked = [...openai.requests, ...google.requests];
    expect(asked).toHaveLength(1);
    expect(record.decision.model.endsWith(String(asked[0]?.body.model))).toBe(true);
    expect(record.outcome).toMatchObject({ status: 'ok', usage_reported: true, simulated: false });
    expect(record.outcome.cost_usd).toBeGreaterThan(0);
  });

  it('gets a streamed answer chunk by chunk', async () => {
    const stream = await client.chat.completions.create({ ...body, stream: true });
    const pieces: string[] = [];
    for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
    expect(pieces.filter((piece) => piece !== '')).toEqual([...ANSWER_WORDS]);
    expect((await lastRecord()).outcome).toMatchObject({ status: 'ok', streamed: true });
  });

  it('sends tool definitions and gets tool calls back', async () => {
    const call = { kind: 'tool-call', name: 'lookup', args: '{"city":"Oslo"}' } as const;
    openai.next(call);
    google.next(call);
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools: OpenAI.ChatCompletionTool[] = [{ type: 'function', function: { name: 'lookup', parameters } }];
    const answer = await client.chat.completions.create({ ...body, tools });
    expect(answer.choices[0]?.message.tool_calls?.[0]).toMatchObject({
      type: 'function',
      function: { name: 'lookup', arguments: '{"city":"Oslo"}' },
    });
    expect([...openai.requests, ...google.requests][0]?.body.tools).toEqual(tools);
    expect((await lastRecord()).decision.features.tools).toBe(1);
  });

  it('cancels the upstream when it aborts a stream', async () => {
    const script = { kind: 'answer', words: Array<string>(200).fill('word '), chunkMs: 10 } as const;
    openai.next(script);
    google.next(script);
    const stream = await client.chat.completions.create({ ...body, stream: true });
    for await (const _chunk of stream) break;
    stream.controller.abort();
    await [...openai.requests, ...google.requests][0]?.closedEarly;
    expect((await lastRecord()).outcome.status).toBe('aborted');
  });

  it('is told which field of a bad body is wrong', async () => {
    const bad = { model: 'heimdall/auto', messages: [{ role: 'user', content: 7 }] };
    const error = await client.chat.completions.create(bad as never).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.BadRequestError);
    expect(error).toMatchObject({ status: 400, param: 'messages[0].content' });
  });

  it('is told when a model is unknown', async () => {
    const error = await client.chat.completions.create({ ...body, model: 'gpt-99' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', message: expect.stringContaining('GET /v1/models') });
  });

  it('gets a clear 502 from a dead upstream', async () => {
    const error = await client.chat.completions
      .create({ ...body, model: 'dead-model' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 502, code: 'provider_unreachable' });
    expect((await lastRecord()).outcome).toMatchObject({ status: 'error', error_code: 'provider_unreachable' });
  });

  it('gets the answer of the next candidate when the first fails, and the log says so', async () => {
    const down = { kind: 'status', status: 503 } as const;
    openai.next(down);
    const first = await client.chat.completions.create(body);
    openai.reset();
    google.next(down);
    const second = await client.chat.completions.create(body);
    for (const answer of [first, second]) expect(answer.choices[0]?.message.content).toBe(ANSWER_WORDS.join(''));
    // Whichever provider was the choice, it was down once.
    await lastRecord();
    const tried = (await newestRecords(2)).map(({ outcome }) => outcome.attempts.map(({ status }) => status));
    expect(tried).toContainEqual([503, 200]);
  });
});

describe('a tool loop against the headless host', () => {
  const call = { kind: 'tool-call', name: 'lookup', args: '{"word":"prime"}' } as const;
  const question = { role: 'user', content: 'Prove that the square root of two is irrational.' } as const;
  const parameters = { type: 'object', properties: { word: { type: 'string' } } } as const;
  // At another alpha the router alone would choose another model.
  const alphaOf = (round: number) => ({ 'x-heimdall-alpha': round === 0 ? '1' : '0' });

  beforeEach(() => {
    openai.next(call, call);
    google.next(call, call);
  });

  async function expectOneModel(source: string): Promise<void> {
    await lastRecord();
    const records = [...(await newestRecords(3))].sort((one, other) => one.seq - other.seq);
    expect(new Set(records.map(({ outcome }) => outcome.served_model)).size).toBe(1);
    expect(records.map(({ decision }) => decision.session.state)).toEqual(['new', 'locked', 'locked']);
    expect(records.map(({ decision }) => decision.session.source)).toEqual([source, source, source]);
    expect([openai.requests.length, google.requests.length].sort()).toEqual([0, 3]);
  }

  it('stays on one model with the openai client', async () => {
    const tools: OpenAI.ChatCompletionTool[] = [{ type: 'function', function: { name: 'lookup', parameters } }];
    const conversation: OpenAI.ChatCompletionMessageParam[] = [question];
    for (let round = 0; round < 3; round++) {
      const { choices } = await client.chat.completions.create(
        { model: 'heimdall/auto', messages: conversation, tools },
        { headers: alphaOf(round) },
      );
      const answer = choices[0]?.message as OpenAI.ChatCompletionMessage;
      conversation.push(answer);
      for (const { id } of answer.tool_calls ?? []) {
        conversation.push({ role: 'tool', tool_call_id: id, content: 'a number' });
      }
    }
    await expectOneModel('first_turns');
  });

  it('stays on one model with the Anthropic client', async () => {
    const anthropic = new Anthropic({ baseURL: url, apiKey: 'heimdall', maxRetries: 0 });
    const conversation: Anthropic.MessageParam[] = [question];
    for (let round = 0; round < 3; round++) {
      const { content } = await anthropic.messages.create(
        {
          model: 'heimdall/auto',
          max_tokens: 500,
          messages: conversation,
          tools: [{ name: 'lookup', input_schema: parameters }],
        },
        { headers: { ...alphaOf(round), 'x-claude-code-session-id': '0f3a' } },
      );
      conversation.push({ role: 'assistant', content });
      conversation.push({
        role: 'user',
        content: content.flatMap((block) =>
          block.type === 'tool_use'
            ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'a number' }]
            : [],
        ),
      });
    }
    await expectOneModel('claude-code');
  });
});
