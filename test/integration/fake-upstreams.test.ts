/** The fakes speak what they say they speak: each maker's own client understands them, whole and streamed. */
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { FakeGeminiUpstream } from '../fakes/gemini-upstream.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { FakeResponsesUpstream } from '../fakes/responses-upstream.ts';
import { ANSWER_WORDS, type ScriptedUpstream } from '../fakes/scripted-upstream.ts';

interface Read {
  readonly text: string;
  /** Null where the client has no name for it. */
  readonly thinking: string | null;
  readonly tool: { readonly name: string; readonly args: unknown } | null;
  readonly tokens: readonly [input: number, output: number];
}

const CITY = { type: 'object', properties: { city: { type: 'string' } } } as const;
const TOOL = { name: 'get_weather', args: '{"city":"Paris"}' };
const ask = { model: 'test', messages: [{ role: 'user' as const, content: 'Hello' }] };

const chat = new FakeOpenAiUpstream();
const responses = new FakeResponsesUpstream();
const anthropic = new FakeAnthropicUpstream();
const gemini = new FakeGeminiUpstream();
const openai = (upstream: ScriptedUpstream) => new OpenAI({ baseURL: upstream.baseUrl, apiKey: 'k', maxRetries: 0 });

async function readChat(stream: boolean): Promise<Read> {
  const tools = [{ type: 'function' as const, function: { name: TOOL.name, parameters: CITY } }];
  const { completions } = openai(chat).chat;
  const answer = stream
    ? await completions.stream({ ...ask, tools, stream_options: { include_usage: true } }).finalChatCompletion()
    : await completions.create({ ...ask, tools });
  const [call] = answer.choices[0]?.message.tool_calls ?? [];
  const { usage } = answer;
  return {
    text: answer.choices[0]?.message.content ?? '',
    thinking: null,
    tool: call?.type === 'function' ? { name: call.function.name, args: JSON.parse(call.function.arguments) } : null,
    tokens: [usage?.prompt_tokens ?? 0, usage?.completion_tokens ?? 0],
  };
}

async function readResponses(stream: boolean): Promise<Read> {
  const body = { model: 'test', input: 'Hello' };
  const api = openai(responses).responses;
  const answer = stream ? await api.stream(body).finalResponse() : await api.create(body);
  const read = { text: '', thinking: null as string | null, tool: null as Read['tool'] };
  for (const item of answer.output) {
    if (item.type === 'message') read.text += item.content.map((part) => ('text' in part ? part.text : '')).join('');
    else if (item.type === 'reasoning') read.thinking = item.summary.map((part) => part.text).join('');
    else if (item.type === 'function_call') read.tool = { name: item.name, args: JSON.parse(item.arguments) };
  }
  return {
    ...read,
    tokens: [answer.usage?.input_tokens ?? 0, answer.usage?.output_tokens ?? 0],
  };
}

async function readAnthropic(stream: boolean): Promise<Read> {
  const baseURL = anthropic.baseUrl.replace(/\/v1$/, '');
  const { messages } = new Anthropic({ baseURL, apiKey: 'k', maxRetries: 0 });
  const body = { ...ask, max_tokens: 100 };
  const { content, usage } = stream ? await messages.stream(body).finalMessage() : await messages.create(body);
  const use = content.find((block) => block.type === 'tool_use');
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    thinking: content.find((block) => block.type === 'thinking')?.thinking ?? null,
    tool: use === undefined ? null : { name: use.name, args: use.input },
    tokens: [usage.input_tokens + (usage.cache_read_input_tokens ?? 0), usage.output_tokens],
  };
}

async function readGemini(stream: boolean): Promise<Read> {
  const baseUrl = gemini.baseUrl.replace(/\/v1beta$/, '');
  const { models } = new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl } });
  const body = { model: 'test', contents: 'Hello' };
  const chunks = [];
  if (stream) for await (const chunk of await models.generateContentStream(body)) chunks.push(chunk);
  else chunks.push(await models.generateContent(body));
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? []);
  const call = chunks.flatMap((chunk) => chunk.functionCalls ?? [])[0];
  const usage = chunks.at(-1)?.usageMetadata;
  return {
    text: parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join(''),
    thinking: parts.find((part) => part.thought)?.text ?? null,
    tool: call === undefined ? null : { name: call.name ?? '', args: call.args },
    tokens: [usage?.promptTokenCount ?? 0, usage?.candidatesTokenCount ?? 0],
  };
}

beforeAll(() => Promise.all([chat, responses, anthropic, gemini].map((upstream) => upstream.start())));
afterAll(() => Promise.all([chat, responses, anthropic, gemini].map((upstream) => upstream.stop())));

describe.each([
  ['openai, chat completions', chat, readChat],
  ['openai, responses', responses, readResponses],
  ['@anthropic-ai/sdk', anthropic, readAnthropic],
  ['@google/genai', gemini, readGemini],
] as [string, ScriptedUpstream, (stream: boolean) => Promise<Read>][])('%s', (name, upstream, read) => {
  it.each([false, true])('understands text and thinking (stream: %s)', async (stream) => {
    upstream.next({ kind: 'answer', thinking: 'hm' });
    const thinking = name.includes('chat') ? null : 'hm';
    expect(await read(stream)).toEqual({ text: ANSWER_WORDS.join(''), thinking, tool: null, tokens: [12, 6] });
  });

  it.each([false, true])('understands a tool call (stream: %s)', async (stream) => {
    upstream.next({ kind: 'tool-call', ...TOOL });
    expect((await read(stream)).tool).toEqual({ name: TOOL.name, args: JSON.parse(TOOL.args) });
  });
});
