/**
 * Secrets are planted wherever one can come in, every kind of failure is provoked with logging at its most talkative,
 * and then everything that Heimdall said or wrote is searched for them.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import type { UpstreamScript } from '../fakes/scripted-upstream.ts';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

/** By where they come in. No name is part of another. */
const CANARY = {
  environment: 'sk-canary-environment-8f2b',
  keysFile: 'sk-canary-keys-file-77aa',
  bearer: 'canary-bearer-51c9',
  apiKey: 'canary-x-api-key-0d3e',
  googleHeader: 'canary-x-goog-2b6f',
  query: 'canary-query-9e10',
  cookie: 'canary-cookie-44d8',
  baseUrl: 'canary-base-url-a1b2',
  prompt: 'canary-prompt-c0ffee',
  system: 'canary-system-d00d',
  toolArgument: 'canary-tool-argument-7e57',
  answer: 'canary-answer-abcd',
} as const;
const WORDS = [CANARY.prompt, CANARY.system, CANARY.toolArgument, CANARY.answer];
const CREDENTIALS = Object.values(CANARY).filter((canary) => !WORDS.includes(canary as (typeof WORDS)[number]));

interface Run {
  /** Everything on stdout and stderr. */
  readonly output: string;
  /** Bodies and headers of all answers. */
  readonly answers: string;
  /** Bytes of every file in the data folder, by name. */
  readonly files: ReadonlyMap<string, string>;
}

let built: BuiltPackage;
const upstream = new FakeOpenAiUpstream();

beforeAll(async () => {
  built = buildPackage();
  symlinkSync(resolve('artifacts'), join(built.root, 'artifacts'));
  await upstream.start();
}, 120_000);

afterAll(async () => {
  await upstream.stop();
  built.remove();
});

describe.each(['full', 'hashed', 'off'] as const)('with prompts: %s', (prompts) => {
  let run: Run;

  beforeAll(async () => {
    run = await provokeEverything(prompts);
  }, 120_000);

  it('no line that it prints holds a secret or a word of a prompt or an answer', () => {
    expect(run.output).toContain('endpoint is listening');
    expect(foundIn(run.output, [...CREDENTIALS, ...WORDS])).toEqual([]);
  });

  it('no answer holds a credential, even where the provider repeats it', () => {
    expect(run.answers).toContain('[key]');
    expect(foundIn(run.answers, CREDENTIALS)).toEqual([]);
  });

  it(`no file holds a credential${prompts === 'full' ? '' : ' or a word'}`, () => {
    expect(run.files.size).toBeGreaterThan(1);
    const unwanted = prompts === 'full' ? CREDENTIALS : [...CREDENTIALS, ...WORDS];
    for (const [name, text] of run.files) expect({ name, found: foundIn(text, unwanted) }).toEqual({ name, found: [] });
  });

  if (prompts === 'full') {
    it('keeps the words in the log alone', () => {
      const holding = [...run.files].filter(([, text]) => foundIn(text, WORDS).length > 0).map(([name]) => name);
      expect(holding.length).toBeGreaterThan(0);
      for (const name of holding) expect(name).toMatch(/^decisions\.db/);
    });
  }
});

function foundIn(text: string, canaries: readonly string[]): string[] {
  return canaries.filter((canary) => text.includes(canary));
}

async function provokeEverything(prompts: string): Promise<Run> {
  upstream.reset();
  const home = join(built.root, `home-${prompts}`);
  const data = join(home, 'data');
  mkdirSync(data, { recursive: true });
  const config = join(home, 'heimdall.yaml');
  const yaml = [
    `storage: { prompts: ${prompts} }`,
    'providers:',
    `  openai: { base_url: "${upstream.baseUrl}", api_key_env: CANARY_KEY }`,
    `  other: { base_url: "${upstream.baseUrl}", models: [{ id: other-model }] }`,
    `  gone: { base_url: "http://${CANARY.baseUrl}:pw@127.0.0.1:9/v1", requires_key: false, models: [{ id: gone-model }] }`,
  ].join('\n');
  writeFileSync(config, yaml);
  writeFileSync(join(data, 'keys.json'), JSON.stringify({ other: CANARY.keysFile }), { mode: 0o600 });
  const child = built.start(['serve', '--port', '0', '--config', config], home, {
    CANARY_KEY: CANARY.environment,
    HEIMDALL_LOG_LEVEL: 'debug',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await vi.waitFor(() => expect(output).toContain('endpoint is listening'), { timeout: 30_000 });
  const line = output.split('\n').find((text) => text.includes('endpoint is listening')) as string;
  const { url } = JSON.parse(line) as { url: string };
  const answers = await askBadly(url);
  // A file that is broken right where a secret stands.
  writeFileSync(config, `${yaml}\n  broken: { api_key: "${CANARY.keysFile}\n`);
  await vi.waitFor(() => expect(output).toMatch(/heimdall\.yaml/), { timeout: 10_000 });
  await end(child);
  const files = new Map(
    readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'keys.json')
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'latin1')]),
  );
  return { output, answers, files };
}

/** Requests of every dialect, whole and streamed, good and bad, each with every credential a caller can send. */
async function askBadly(url: string): Promise<string> {
  let said = '';
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${CANARY.bearer}`,
    'x-api-key': CANARY.apiKey,
    'x-goog-api-key': CANARY.googleHeader,
    cookie: `session=${CANARY.cookie}`,
  };
  const ask = async (path: string, body: unknown): Promise<void> => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${url}${path}?key=${CANARY.query}`, { method: 'POST', headers, body: text });
    said += `${JSON.stringify([...response.headers])}\n${await response.text().catch(String)}\n`;
  };
  const messages = [
    { role: 'system', content: CANARY.system },
    { role: 'user', content: CANARY.prompt },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'f', arguments: `{"x":"${CANARY.toolArgument}"}` } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: CANARY.toolArgument },
  ];
  for (const [model, key] of [
    ['heimdall/auto', CANARY.environment],
    ['other-model', CANARY.keysFile],
  ] as const) {
    for (const failure of failuresThatRepeat(key)) {
      for (const stream of [false, true]) {
        upstream.next(failure);
        await ask('/v1/chat/completions', { model, messages, stream });
      }
    }
  }
  await ask('/v1/chat/completions', { model: 'gone-model', messages });
  await ask('/v1/messages', { model: 'heimdall/auto', max_tokens: 9, system: CANARY.system, messages: [messages[1]] });
  await ask('/v1/responses', { model: 'heimdall/auto', input: CANARY.prompt });
  await ask('/v1beta/models/auto:generateContent', { contents: [{ role: 'user', parts: [{ text: CANARY.prompt }] }] });
  await ask('/v1/route', { model: 'heimdall/auto', messages: [messages[1]] });
  await ask('/v1/chat/completions', { model: CANARY.prompt, messages });
  await ask('/v1/chat/completions', { model: 'heimdall/auto', messages: [{ role: CANARY.prompt, content: 7 }] });
  await ask('/v1/chat/completions', `{"model":"heimdall/auto","messages":[{"content":"${CANARY.prompt}`);
  await ask(`/v1/nothing/${CANARY.prompt}`, {});
  return said;
}

function failuresThatRepeat(key: string): UpstreamScript[] {
  const message = `Incorrect API key provided: ${key}. ${CANARY.answer}`;
  const body = JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } });
  return [
    { kind: 'answer', words: [CANARY.answer] },
    { kind: 'raw', type: 'text/html', body: `<p>${message}</p>` },
    ...[401, 429, 500].map((status) => ({ kind: 'status' as const, status, body })),
    { kind: 'cut', afterChunks: 2 },
    { kind: 'drop' },
  ];
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  await ended;
}
