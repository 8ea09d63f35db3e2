/**
 * The official clients as users point them here, against the headless host as a process with the shipped artifact. No
 * provider has a key, so the built-in simulator answers: what is tested is every client's own reading of our wire.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, jsonSchema, type LanguageModel, stepCountIs, streamText, tool } from 'ai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

const SIMULATED = /^\[simulated\]/;
const TOOL_PROMPT = 'Please call get_weather for Oslo';
const CITY = {
  type: 'object',
  properties: { city: { type: 'string' } },
  required: ['city'],
  additionalProperties: false,
} as const;

/** Typed by the SDK, so that a new capability of it does not go unnoticed. */
const ALL: Record<keyof Anthropic.ModelCapabilities, true> = {
  batch: true,
  citations: true,
  code_execution: true,
  context_management: true,
  effort: true,
  image_input: true,
  pdf_input: true,
  server_tools: true,
  structured_outputs: true,
  thinking: true,
};
const CAPABILITIES = Object.keys(ALL).sort();

let built: BuiltPackage;
let host: ChildProcess;
let url: string;

beforeAll(async () => {
  built = buildPackage();
  symlinkSync(resolve(import.meta.dirname, '../../artifacts'), join(built.root, 'artifacts'));
  const home = join(built.root, 'home');
  mkdirSync(home);
  host = built.start(['serve', '--port', '0'], home, { HEIMDALL_LOG_LEVEL: 'silent' });
  const [line] = (await once(host.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  url = (JSON.parse(String(line)) as { url: string }).url;
}, 90_000);

afterAll(async () => {
  host.kill('SIGTERM');
  await once(host, 'close');
  built.remove();
});

describe('@anthropic-ai/sdk', () => {
  const anthropic = () => new Anthropic({ baseURL: url, apiKey: 'heimdall', maxRetries: 0 });
  const body = { model: 'heimdall/auto', max_tokens: 400, messages: [{ role: 'user' as const, content: 'Hello' }] };

  it('gets a message and its decision', async () => {
    const { data, response } = await anthropic().messages.create(body).withResponse();
    expect(data).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    expect(data.content[0]).toMatchObject({ type: 'text', text: expect.stringMatching(SIMULATED) });
    expect(data.usage.input_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-heimdall-bucket')).toBe('cheap');
  });

  it('accumulates a stream', async () => {
    let pieces = 0;
    const message = await anthropic()
      .messages.stream(body)
      .on('text', () => pieces++)
      .finalMessage();
    expect(pieces).toBeGreaterThan(5);
    expect(message.content[0]).toMatchObject({ type: 'text', text: expect.stringMatching(SIMULATED) });
  });

  it.each([false, true])('gets a tool call (stream: %s)', async (stream) => {
    const request = {
      ...body,
      messages: [{ role: 'user' as const, content: TOOL_PROMPT }],
      tools: [{ name: 'get_weather', description: 'Weather of a city', input_schema: CITY as never }],
    };
    const message = stream
      ? await anthropic().messages.stream(request).finalMessage()
      : await anthropic().messages.create(request);
    expect(message.stop_reason).toBe('tool_use');
    expect(message.content.find(({ type }) => type === 'tool_use')).toMatchObject({
      name: 'get_weather',
      input: { city: expect.any(String) },
    });
  });

  it('counts tokens, lists models, and is told which field is wrong', async () => {
    const counted = await anthropic().messages.countTokens({ model: body.model, messages: body.messages });
    expect(counted.input_tokens).toBeGreaterThan(0);
    const models = await anthropic().models.list();
    expect(models.data.map(({ id }) => id)).toContain('heimdall/auto');
    for (const { id, capabilities, lifecycle } of models.data) {
      expect([id, Object.keys(capabilities ?? {}).sort(), lifecycle]).toEqual([id, CAPABILITIES, 'active']);
    }
    const auto = await anthropic().models.retrieve('heimdall/auto');
    expect(auto.capabilities).toMatchObject({
      image_input: { supported: true },
      thinking: { supported: true },
      effort: { supported: true, low: { supported: true }, max: { supported: true } },
    });
    const error = await anthropic()
      .messages.create({ ...body, messages: [{ role: 'user', content: 7 as never }] })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect((error as Error).message).toContain('messages[0].content');
  });
});

describe('@google/genai', () => {
  const google = () => new GoogleGenAI({ apiKey: 'heimdall', httpOptions: { baseUrl: url } });

  it('gets an answer whole and streamed', async () => {
    const whole = await google().models.generateContent({ model: 'heimdall/auto', contents: 'Hello' });
    expect(whole.text).toMatch(SIMULATED);
    expect(whole.usageMetadata?.promptTokenCount).toBeGreaterThan(0);
    let text = '';
    const stream = await google().models.generateContentStream({ model: 'heimdall/auto', contents: 'Hello' });
    for await (const chunk of stream) text += chunk.text ?? '';
    expect(text).toMatch(SIMULATED);
  });

  it('gets a function call', async () => {
    const answer = await google().models.generateContent({
      model: 'heimdall/auto',
      contents: TOOL_PROMPT,
      config: { tools: [{ functionDeclarations: [{ name: 'get_weather', parametersJsonSchema: CITY }] }] },
    });
    expect(answer.functionCalls?.[0]).toMatchObject({ name: 'get_weather', args: { city: expect.any(String) } });
  });

  it('counts tokens, lists models, and is told that a model is unknown', async () => {
    const counted = await google().models.countTokens({ model: 'heimdall/auto', contents: 'Hello there' });
    expect(counted.totalTokens).toBeGreaterThan(0);
    const models = await google().models.list();
    expect(models.page.map(({ name }) => name)).toContain('models/heimdall/auto');
    const error = await google()
      .models.generateContent({ model: 'gemini-99', contents: 'Hello' })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 404 });
  });
});

describe('openai responses', () => {
  const client = () => new OpenAI({ baseURL: `${url}/v1`, apiKey: 'heimdall', maxRetries: 0 });
  const request = { model: 'heimdall/auto', input: 'Hello' };

  it('gets a response whole and streamed', async () => {
    expect((await client().responses.create(request)).output_text).toMatch(SIMULATED);
    const types: string[] = [];
    for await (const event of await client().responses.create({ ...request, stream: true })) types.push(event.type);
    expect(types[0]).toBe('response.created');
    expect(types.at(-1)).toBe('response.completed');
  });

  it('gets a function call', async () => {
    const response = await client().responses.create({
      ...request,
      input: TOOL_PROMPT,
      tools: [{ type: 'function', name: 'get_weather', parameters: CITY, strict: true }],
    });
    expect(response.output.find(({ type }) => type === 'function_call')).toMatchObject({ name: 'get_weather' });
  });
});

describe.each([
  ['openai chat', () => createOpenAI({ baseURL: `${url}/v1`, apiKey: 'heimdall' }).chat('heimdall/auto')],
  ['openai responses', () => createOpenAI({ baseURL: `${url}/v1`, apiKey: 'heimdall' })('heimdall/auto')],
  ['anthropic', () => createAnthropic({ baseURL: `${url}/v1`, apiKey: 'heimdall' })('heimdall/auto')],
  ['google', () => createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey: 'heimdall' })('heimdall/auto')],
] as [string, () => LanguageModel][])('ai with %s', (_name, model) => {
  // The SDK does not know our model's limits and would say so on the console.
  const maxOutputTokens = 400;

  it('gets text, a stream and a tool call', async () => {
    const whole = await generateText({ model: model(), prompt: 'Hello', maxOutputTokens });
    expect(whole.text).toMatch(SIMULATED);
    expect(whole.finishReason).toBe('stop');
    let text = '';
    for await (const piece of streamText({ model: model(), prompt: 'Hello', maxOutputTokens }).textStream)
      text += piece;
    expect(text).toMatch(SIMULATED);
    const called = await generateText({
      model: model(),
      prompt: TOOL_PROMPT,
      maxOutputTokens,
      tools: { get_weather: tool({ description: 'Weather of a city', inputSchema: jsonSchema(CITY as never) }) },
    });
    expect(called.finishReason).toBe('tool-calls');
    expect(called.toolCalls[0]).toMatchObject({ toolName: 'get_weather', input: { city: expect.any(String) } });
  });
});

describe('ai with openai responses, which stores them unless told otherwise', () => {
  const tools = { get_weather: tool({ inputSchema: jsonSchema(CITY as never), execute: async () => '21 degrees' }) };
  const model = () => createOpenAI({ baseURL: `${url}/v1`, apiKey: 'heimdall' })('heimdall/auto');

  it('runs its tools and goes on', async () => {
    const prompt = TOOL_PROMPT;
    const whole = await generateText({ model: model(), prompt, tools, stopWhen: stepCountIs(3) });
    expect(whole.steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'stop']);
    expect(whole.text).toContain('21 degrees');
    const streamed = streamText({ model: model(), prompt, tools, stopWhen: stepCountIs(3) });
    expect(await streamed.text).toContain('21 degrees');
  });

  it('refers to earlier turns by id, both ways that it has', async () => {
    const first = await generateText({ model: model(), prompt: 'Hello' });
    const messages = [{ role: 'user', content: 'Hello' } as const, ...first.response.messages];
    const again = await generateText({ model: model(), messages: [...messages, { role: 'user', content: 'Again' }] });
    expect(JSON.stringify(again.request.body)).toContain('item_reference');
    expect(again.text).toContain('Again');
    const previousResponseId = first.response.id;
    const next = await generateText({
      model: model(),
      prompt: 'And now?',
      providerOptions: { openai: { previousResponseId } },
    });
    expect(next.text).toContain('And now?');
    const unknown = generateText({
      model: model(),
      prompt: 'And now?',
      maxRetries: 0,
      providerOptions: { openai: { previousResponseId: 'resp_nowhere' } },
    });
    await expect(unknown).rejects.toThrow(/not stored here/);
  });
});

describe.each([false, true])('@langchain/openai (useResponsesApi: %s)', (useResponsesApi) => {
  it('gets an answer whole and streamed', async () => {
    const model = new ChatOpenAI({
      model: 'heimdall/auto',
      apiKey: 'heimdall',
      configuration: { baseURL: `${url}/v1` },
      useResponsesApi,
      maxRetries: 0,
    });
    expect((await model.invoke('Hello')).text).toMatch(SIMULATED);
    let text = '';
    for await (const chunk of await model.stream('Hello')) text += chunk.text;
    expect(text).toMatch(SIMULATED);
  });
});
