/**
 * An upstream that is none of ours: the published mock server of OpenAI's API, as a process of its own, behind the
 * headless host with the shipped artifact.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unusedPort } from '../fakes/scripted-upstream.ts';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

const packageFile = createRequire(import.meta.url).resolve('@dwmkerr/mock-llm/package.json');
const mockProgram = join(dirname(packageFile), 'dist', 'main.js');

/** Beside its default, which echoes: the Responses API, an error, and a rate limit. */
const RULES = `
streaming: { chunkSize: 8, chunkIntervalMs: 1 }
rules:
  - path: "/v1/chat/completions"
    match: "@"
    response:
      status: 200
      content: |
        {"id": "chatcmpl-{{timestamp}}", "object": "chat.completion", "created": 1760000000,
         "model": "{{jmes request body.model}}",
         "choices": [{"index": 0, "message": {"role": "assistant", "content": "{{jmes request body.messages[-1].content}}"}, "finish_reason": "stop"}],
         "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}}
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, 'error-401')"
    response:
      status: 401
      content: '{"error": {"message": "Incorrect API key provided.", "type": "invalid_request_error", "param": null, "code": "invalid_api_key"}}'
  - path: "/v1/models"
    method: "GET"
    response:
      status: 200
      content: '{"object": "list", "data": [{"id": "mock-model", "object": "model", "owned_by": "mock"}]}'
`;

let built: BuiltPackage;
let host: ChildProcess;
let mock: ChildProcess;
let url: string;
let log = '';

beforeAll(async () => {
  built = buildPackage();
  symlinkSync(resolve(import.meta.dirname, '../../artifacts'), join(built.root, 'artifacts'));
  const home = join(built.root, 'home');
  mkdirSync(home);
  const port = await unusedPort();
  const rules = join(home, 'mock-llm.yaml');
  writeFileSync(rules, RULES);
  mock = spawn(process.execPath, [mockProgram, '--config', rules], {
    env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: String(port) },
    stdio: 'pipe',
  });
  for (const stream of [mock.stdout, mock.stderr]) stream?.on('data', (chunk) => (log += String(chunk)));
  while (!log.includes('server running')) await once(mock.stdout as NodeJS.ReadableStream, 'data');
  const config = join(home, 'heimdall.yaml');
  writeFileSync(
    config,
    `providers:\n  mock: { base_url: "http://127.0.0.1:${port}/v1", requires_key: false, models: [{ id: mock-model }] }\n`,
  );
  host = built.start(['serve', '--port', '0', '--config', config], home, { HEIMDALL_LOG_LEVEL: 'silent' });
  const [line] = (await once(host.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  url = (JSON.parse(String(line)) as { url: string }).url;
}, 90_000);

afterAll(async () => {
  for (const child of [host, mock]) {
    if (child === undefined || child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  built?.remove();
});

describe('@dwmkerr/mock-llm behind the endpoint', () => {
  const openai = () => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
  const body = { model: 'mock-model', messages: [{ role: 'user' as const, content: 'Echo this back to me.' }] };

  it('answers whole, with its own usage', async () => {
    const { data, response } = await openai().chat.completions.create(body).withResponse();
    expect(data.choices[0]?.message.content).toBe('Echo this back to me.');
    expect(data.usage).toMatchObject({ prompt_tokens: 11, completion_tokens: 7 });
    expect(response.headers.get('x-heimdall-provider')).toBe('mock');
    expect(response.headers.get('x-heimdall-simulated')).toBe('false');
  });

  it('answers in a stream', async () => {
    let text = '';
    let pieces = 0;
    for await (const chunk of await openai().chat.completions.create({ ...body, stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
      pieces++;
    }
    expect(text).toBe('Echo this back to me.');
    expect(pieces).toBeGreaterThan(2);
  });

  it('answers clients of the other APIs, whole and streamed', async () => {
    const anthropic = new Anthropic({ baseURL: url, apiKey: 'heimdall', maxRetries: 0 });
    const message = await anthropic.messages.create({ ...body, max_tokens: 100 });
    expect(message.content).toMatchObject([{ type: 'text', text: 'Echo this back to me.' }]);
    expect(message.usage).toMatchObject({ input_tokens: 11, output_tokens: 7 });
    const streamed = await anthropic.messages.stream({ ...body, max_tokens: 100 }).finalMessage();
    expect(streamed.content).toMatchObject([{ type: 'text', text: 'Echo this back to me.' }]);
    const response = await openai().responses.create({ model: 'mock-model', input: 'Echo this back to me.' });
    expect(response.output_text).toBe('Echo this back to me.');
    let text = '';
    const stream = await openai().responses.create({
      model: 'mock-model',
      input: 'Echo this back to me.',
      stream: true,
    });
    for await (const event of stream) if (event.type === 'response.output_text.delta') text += event.delta;
    expect(text).toBe('Echo this back to me.');
  });

  it('passes its errors on', async () => {
    const request = { ...body, messages: [{ role: 'user' as const, content: 'error-401' }] };
    await expect(openai().chat.completions.create(request)).rejects.toMatchObject({
      status: expect.any(Number),
      message: expect.stringMatching(/key|credential/i),
    });
  });

  it('has been asked, and its model is listed', async () => {
    expect(log).toContain('POST /v1/chat/completions');
    const ids = [];
    for await (const { id } of openai().models.list()) ids.push(id);
    expect(ids).toContain('mock-model');
  });
});
