import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { anthropicClient, anthropicProvider } from '../dialects/anthropic/index.ts';
import type { CanonicalAnswer, DialectName } from '../dialects/canonical.ts';
import type { ClientDialect, ParsedRequest, ProviderDialect } from '../dialects/dialect.ts';
import { geminiClient, geminiProvider } from '../dialects/gemini/index.ts';
import { legacyCompletionsClient } from '../dialects/legacy-completions.ts';
import { openaiChatClient, openaiChatProvider } from '../dialects/openai-chat/index.ts';
import { openaiResponsesClient, openaiResponsesProvider } from '../dialects/openai-responses/index.ts';
import { AnswerCollector, eventsOf } from './answer-events.ts';
import { sendAnswer } from './send-answer.ts';

const TEXT = `${'A line that is longer than one piece of a stream, with words in it. '.repeat(3)}${'🦊'.repeat(60)}`;
const ANSWER: CanonicalAnswer = {
  id: 'a1',
  model: 'some-model',
  parts: [{ type: 'text', text: TEXT }],
  finish: 'stop',
  stopSequence: null,
  usage: { input: 12, output: 34, cachedInput: null, cacheWrite: null, reasoning: null },
};
const CALLS: CanonicalAnswer = {
  ...ANSWER,
  parts: [
    { type: 'text', text: 'I look.' },
    { type: 'tool-call', id: 'call_1', name: 'look', arguments: '{"at":"x"}' },
    { type: 'tool-call', id: 'call_2', name: 'look', arguments: '{"at":"y"}' },
  ],
  finish: 'tool-calls',
};

const chatBody = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream_options: { include_usage: true } };
const DIALECTS: readonly (readonly [DialectName, ClientDialect, ProviderDialect, object])[] = [
  ['openai-chat', openaiChatClient, openaiChatProvider, chatBody],
  ['openai-responses', openaiResponsesClient, openaiResponsesProvider, { model: 'm', input: 'Hi' }],
  [
    'anthropic',
    anthropicClient,
    anthropicProvider,
    { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }] },
  ],
  ['gemini', geminiClient, geminiProvider, { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }],
];

function parse(client: ClientDialect, body: object, stream: boolean): ParsedRequest {
  const wire = client.name === 'gemini' ? body : { ...body, stream };
  return client.parse(Buffer.from(JSON.stringify(wire)), { model: 'm', stream });
}

/** What a client gets over a real connection. */
async function answered(client: ClientDialect, parsed: ParsedRequest, answer: CanonicalAnswer): Promise<Response> {
  const server = createServer((_, response) => sendAnswer(response, answer, { client, parsed }, { 'x-of': 'test' }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return new Response(await response.text(), response);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const wireUsage = { input: 12, output: 34 };

describe.each(DIALECTS)('an answer that is there already, for %s', (_, client, provider, body) => {
  it.each([
    ['text', ANSWER],
    ['tool calls', CALLS],
  ])('is a stream that reads back as the same: %s', async (_kind, answer) => {
    const parsed = parse(client, body, true);
    const response = await answered(client, parsed, answer);
    expect(response.headers.get('content-type')).toBe(client.streamContentType);
    expect(response.headers.get('x-of')).toBe('test');
    const reader = provider.createStreamReader();
    const collector = new AnswerCollector();
    const events = [...reader.read(await response.text()), ...reader.end()];
    for (const event of events) collector.add(event);
    expect(events.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(answer === ANSWER ? 3 : 0);
    const read = collector.answer();
    expect(read?.parts.map(({ type }) => type)).toEqual(answer.parts.map(({ type }) => type));
    expect(read?.usage).toMatchObject(wireUsage);
    expect(read?.finish).toBe(answer.finish);
    expect(read?.parts[0]).toEqual(answer.parts[0]);
  });

  it('is one body where no stream was asked for', async () => {
    const parsed = parse(client, body, false);
    const read = provider.parseAnswer(await (await answered(client, parsed, ANSWER)).json());
    expect(read.parts).toEqual(ANSWER.parts);
    expect(read.usage).toMatchObject(wireUsage);
  });
});

describe('an answer that is there already', () => {
  it('is text for clients of legacy completions', async () => {
    const bytes = Buffer.from(JSON.stringify({ model: 'm', prompt: 'Hi', stream: true }));
    const parsed = legacyCompletionsClient.parse(bytes);
    const frames = (await (await answered(legacyCompletionsClient, parsed, ANSWER)).text()).split('\n\n');
    expect(frames.at(-2)).toBe('data: [DONE]');
    const texts = frames.slice(0, -2).map((frame) => JSON.parse(frame.slice(6)).choices[0].text);
    expect(texts.join('')).toBe(TEXT);
  });

  it('comes back whole from its own events, thinking and refusals included', () => {
    const signature = { dialect: 'anthropic', value: 's' } as const;
    const answer: CanonicalAnswer = {
      ...ANSWER,
      parts: [
        { type: 'thinking', text: 'Hm.', signature },
        { type: 'thinking', text: '', signature, redacted: true },
        { type: 'refusal', text: 'No.' },
        { type: 'tool-call', id: 'c', name: 'n', arguments: '{}', signature },
      ],
    };
    const collector = new AnswerCollector();
    for (const event of eventsOf(answer)) collector.add(event);
    expect(collector.answer()).toEqual(answer);
  });

  it('is none when a stream failed or never came to its finish', () => {
    const cut = new AnswerCollector();
    for (const event of eventsOf(ANSWER).slice(0, 2)) cut.add(event);
    expect(cut.answer()).toBeNull();
    const failed = new AnswerCollector();
    for (const event of eventsOf(ANSWER)) failed.add(event);
    failed.add({ type: 'error', code: 'x', message: 'y' });
    expect(failed.answer()).toBeNull();
  });
});
