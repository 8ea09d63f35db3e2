/** Responses that are referred to by id: with the official clients, across providers, and never across credentials. */
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { FakeAnthropicUpstream } from '../fakes/anthropic-upstream.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider, testSettings } from '../fakes/gateway-harness.ts';
import { FakeResponsesUpstream } from '../fakes/responses-upstream.ts';
import { ANSWER_WORDS } from '../fakes/scripted-upstream.ts';

const ANSWER = ANSWER_WORDS.join('');
const anthropic = new FakeAnthropicUpstream();
const openai = new FakeResponsesUpstream();
let harness: Harness;
let client: OpenAI;

beforeAll(async () => {
  await Promise.all([anthropic.start(), openai.start()]);
  harness = await startGateway();
  harness.providers.set('anthropic', testProvider('anthropic', anthropic.baseUrl, 'k', 'anthropic'));
  harness.providers.set('openai', {
    ...testProvider('openai', openai.baseUrl, 'k'),
    alsoSpeaks: ['openai-responses'],
  });
  client = new OpenAI({ baseURL: `${harness.address.url}/v1`, apiKey: 'mine', maxRetries: 0 });
});

afterAll(async () => {
  await harness.gateway.close(0);
  await Promise.all([anthropic.stop(), openai.stop()]);
});

beforeEach(() => {
  anthropic.reset();
  openai.reset();
  harness.settings = testSettings();
  toAnthropic();
});

function toAnthropic(): void {
  harness.router.candidates = [fakeCandidate('claude-test', 'anthropic')];
}

function toOpenAi(): void {
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
}

/** The conversation as the last request had it: role and text of each turn. */
function turns(upstream: FakeAnthropicUpstream): [string, string][] {
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was sent.
  return upstream.requests.at(-1)?.body.messages.map(({ role, content }: any) => [
    role,
    // biome-ignore lint/suspicious/noExplicitAny: as above.
    typeof content === 'string' ? content : content.map((block: any) => block.text ?? block.type).join(),
  ]);
}

describe('previous_response_id', () => {
  it.each([false, true])('continues a conversation at a provider that stores nothing (stream: %s)', async (stream) => {
    const ask = async (input: string, previous: string | null) => {
      const body = { model: 'heimdall/auto', input, previous_response_id: previous };
      if (!stream) return client.responses.create(body);
      for await (const event of await client.responses.create({ ...body, stream: true })) {
        if (event.type === 'response.completed') return event.response;
      }
      throw new Error('the stream did not complete');
    };
    const first = await ask('one', null);
    expect(first).toMatchObject({ store: true, previous_response_id: null });
    const second = await ask('two', first.id);
    expect(second.previous_response_id).toBe(first.id);
    const third = await ask('three', second.id);
    expect(third.id).not.toBe(second.id);
    const said = [
      ['user', 'one'],
      ['assistant', ANSWER],
      ['user', 'two'],
      ['assistant', ANSWER],
      ['user', 'three'],
    ];
    expect(turns(anthropic)).toEqual(said);
    // Two continuations of one response are two conversations.
    await ask('other', first.id);
    expect(turns(anthropic)).toEqual([...said.slice(0, 2), ['user', 'other']]);
    // Routing sees the whole conversation, too.
    expect(harness.router.calls.at(-1)?.request.messages).toHaveLength(3);
  });

  it('carries tool calls and the proofs of thinking from turn to turn', async () => {
    const tools = [
      { type: 'function' as const, name: 'f', parameters: { type: 'object', properties: {} }, strict: false },
    ];
    anthropic.next({ kind: 'answer', words: [], thinking: 'hm', tool: { name: 'f', args: '{}' } });
    const shared = {
      model: 'heimdall/auto',
      tools,
      reasoning: { effort: 'medium' as const, summary: 'auto' as const },
    };
    const first = await client.responses.create({ ...shared, input: 'call f' });
    const call = first.output.find((item) => item.type === 'function_call');
    await client.responses.create({
      ...shared,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: String(call?.call_id), output: 'done' }],
    });
    const [, assistant, result] = anthropic.requests.at(-1)?.body.messages ?? [];
    expect(assistant.content).toMatchObject([
      { type: 'thinking', thinking: 'hm', signature: expect.any(String) },
      { type: 'tool_use', name: 'f' },
    ]);
    expect(result.content).toMatchObject([{ type: 'tool_result' }]);
  });

  it('is refused for a response that is not there, of another credential, deleted or not stored', async () => {
    const body = { model: 'heimdall/auto', input: 'two' };
    const first = await client.responses.create({ ...body, input: 'one' });
    const unstored = await client.responses.create({ ...body, store: false });
    expect(unstored).toMatchObject({ store: false });
    const other = new OpenAI({ baseURL: `${harness.address.url}/v1`, apiKey: 'of somebody else', maxRetries: 0 });
    const refused = (from: OpenAI, id: string) =>
      expect(from.responses.create({ ...body, previous_response_id: id })).rejects.toMatchObject({
        status: 400,
        param: 'previous_response_id',
        message: expect.stringContaining('not stored here'),
      });
    await refused(client, 'resp_nowhere');
    await refused(client, unstored.id);
    await refused(other, first.id);
    await expect(other.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
    await client.responses.delete(first.id);
    await refused(client, first.id);
  });
});

describe('a response that OpenAI has stored itself', () => {
  it('is named to OpenAI as the caller named it, byte for byte, and put in its place for others', async () => {
    toOpenAi();
    const first = await client.responses.create({ model: 'heimdall/auto', input: 'one' });
    expect(first.id).toBe(openai.lastId);
    const body = { model: 'heimdall/auto', input: 'two', previous_response_id: first.id, unknown_field: 7 };
    await client.responses.create(body as never);
    expect(openai.requests.at(-1)?.body).toEqual({ ...body, model: 'gpt-test-upstream' });
    toAnthropic();
    await client.responses.create({ model: 'heimdall/auto', input: 'three', previous_response_id: first.id });
    expect(turns(anthropic)).toEqual([
      ['user', 'one'],
      ['assistant', ANSWER],
      ['user', 'three'],
    ]);
  });

  it('gets what others have answered in its place, because it does not know their ids', async () => {
    const first = await client.responses.create({ model: 'heimdall/auto', input: 'one' });
    toOpenAi();
    await client.responses.create({ model: 'heimdall/auto', input: 'two', previous_response_id: first.id });
    const sent = openai.requests.at(-1)?.body;
    expect(sent.previous_response_id).toBeUndefined();
    expect(JSON.stringify(sent.input)).not.toContain('"id"');
    expect(sent.input).toMatchObject([{ role: 'user' }, { type: 'message', role: 'assistant' }, { role: 'user' }]);
  });

  it('is passed on when this endpoint does not know it', async () => {
    toOpenAi();
    await client.responses.create({ model: 'heimdall/auto', input: 'two', previous_response_id: 'resp_of_last_week' });
    expect(openai.requests.at(-1)?.body.previous_response_id).toBe('resp_of_last_week');
  });
});

describe('a stored response', () => {
  it('is read, listed, counted and deleted by the official client', async () => {
    const first = await client.responses.create({ model: 'heimdall/auto', input: 'one', metadata: { a: 'b' } });
    expect(await client.responses.retrieve(first.id)).toMatchObject({
      id: first.id,
      output_text: ANSWER,
      metadata: { a: 'b' },
    });
    const second = await client.responses.create({
      model: 'heimdall/auto',
      input: 'two',
      previous_response_id: first.id,
    });
    const listed = [];
    for await (const item of client.responses.inputItems.list(second.id, { order: 'asc', limit: 2 })) listed.push(item);
    expect(listed).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'one' }] },
      { type: 'message', role: 'assistant' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'two' }] },
    ]);
    const newest = await client.responses.inputItems.list(second.id, { limit: 1 });
    expect([newest.data[0], newest.has_more]).toMatchObject([{ content: [{ text: 'two' }] }, true]);
    const count = (previous?: string) =>
      client.responses.inputTokens.count({
        model: 'heimdall/auto',
        input: 'three',
        previous_response_id: previous ?? null,
      });
    expect((await count(second.id)).input_tokens).toBeGreaterThan((await count()).input_tokens);
    await expect(client.responses.cancel(first.id)).rejects.toMatchObject({ status: 400 });
    await expect(client.responses.retrieve(first.id, { stream: true })).rejects.toMatchObject({ param: 'stream' });
    await client.responses.delete(first.id);
    for (const gone of [
      () => client.responses.retrieve(first.id),
      () => client.responses.cancel(first.id),
      () => client.responses.delete(first.id),
      () => client.responses.inputItems.list(first.id),
    ]) {
      await expect(gone()).rejects.toMatchObject({ status: 404, param: 'response_id' });
    }
  });

  it('is counted by OpenAI where its model is named', async () => {
    harness.router.known.set('gpt-test', 'openai');
    const { data, response } = await client.responses.inputTokens
      .count({ model: 'gpt-test', input: 'one' })
      .withResponse();
    expect(data.input_tokens).toBe(1_234);
    expect(response.headers.get('x-heimdall-token-count')).toBe('exact');
  });

  it('says which methods its path takes', async () => {
    const answer = await harness.fetch('/v1/responses/resp_1', { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  });

  it('is not kept when it failed, was cut, or the settings say so', async () => {
    anthropic.next({ kind: 'cut', afterChunks: 4 });
    let id = '';
    try {
      for await (const event of await client.responses.create({ model: 'heimdall/auto', input: 'one', stream: true })) {
        if (event.type === 'response.created') id = event.response.id;
      }
    } catch {
      // The stream ends with an error.
    }
    expect(id).toMatch(/^resp_/);
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    harness.settings = testSettings({ gateway: { stored_responses: { max_bytes: 0 } } });
    onTestFinished(() => {
      harness.settings = testSettings();
    });
    const unkept = await client.responses.create({ model: 'heimdall/auto', input: 'one' });
    await expect(client.responses.retrieve(unkept.id)).rejects.toMatchObject({ status: 404 });
  });
});
