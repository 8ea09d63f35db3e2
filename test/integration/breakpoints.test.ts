/** Requests that are held before they are dispatched: what their callers, the console and the log see. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { Breakpoints } from '../../src/host/breakpoints/breakpoints.ts';
import { ConsolePresence } from '../../src/host/breakpoints/console-presence.ts';
import type { HeldRequest } from '../../src/shared/console/breakpoint-contract.ts';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, systemClock, testProvider } from '../fakes/gateway-harness.ts';
import { ANSWER_WORDS, FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { createHarness } from '../helpers/router-harness.ts';
import { whatIf } from '../helpers/what-if.ts';
import { ask, CLIENTS, sseEvents } from './dialect-clients.ts';
import { recordingLogger } from './host-fixtures.ts';
import { type Running, startHost } from './host-harness.ts';

const KEEP_ALIVE_MS = 30;
const GOOGLE_SDK = { 'x-goog-api-client': 'google-genai-sdk/2.32.0 gl-node/v20' };
const ANY = { model: null, bucket: null, app: null, text: null };
const upstream = new FakeOpenAiUpstream();

describe('at the endpoint', () => {
  let harness: Harness;
  let breakpoints: Breakpoints;
  let consoles: ConsolePresence;

  beforeEach(async () => {
    await upstream.start();
    upstream.reset();
    consoles = new ConsolePresence();
    consoles.attach(() => true);
    breakpoints = new Breakpoints({
      consoles,
      promptPolicy: () => 'full',
      clock: systemClock,
      logger: recordingLogger(),
      onChange: () => {},
    });
    breakpoints.set({ enabled: true, filter: ANY, timeout_s: 60 });
    harness = await startGateway({}, { breakpoint: () => breakpoints.armed, keepAliveMs: KEEP_ALIVE_MS });
    harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
    harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
    harness.router.known.set('gemini-test', 'openai');
  });

  afterEach(async () => {
    breakpoints.close();
    await harness.gateway.close(0);
    await upstream.stop();
  });

  const held = async (): Promise<HeldRequest> => {
    await expect.poll(() => breakpoints.held.length).toBe(1);
    return breakpoints.held[0] as HeldRequest;
  };
  const dropped = {
    'openai-chat': 'request_dropped',
    'openai-responses': 'request_dropped',
    anthropic: 'permission_error',
    gemini: 'PERMISSION_DENIED',
  };

  describe.each(CLIENTS)('a client that speaks $name', (client) => {
    it.each([false, true])('waits, and gets its answer when it is let go (stream: %s)', async (stream) => {
      const answer = ask(harness, client, 'text', stream);
      const { id } = await held();
      expect(upstream.requests).toHaveLength(0);
      await breakpoints.resume(id, {});
      const response = await answer;
      expect(response.status).toBe(200);
      const read = stream ? client.readStream(sseEvents(await response.text())) : client.read(await response.json());
      expect(read.text).toBe(ANSWER_WORDS.join(''));
      expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'ok', served_model: 'gpt-test' });
    });

    it('that is dropped is told so in its own words, and nobody is called', async () => {
      const answer = ask(harness, client, 'text', false);
      breakpoints.drop((await held()).id);
      const response = await answer;
      expect(response.status).toBe(403);
      expect(response.headers.get('x-should-retry')).toBe('false');
      const { kind, message } = client.error(await response.json());
      expect(kind).toBe(dropped[client.name]);
      expect(message).toContain('dropped there by hand');
      expect(upstream.requests).toHaveLength(0);
      expect(harness.recorder.started.at(-1)?.outcome).toMatchObject({
        status: 'error',
        error_code: 'request_dropped',
      });
    });

    it('keeps its stream open meanwhile, and reads a late refusal in it', async () => {
      const response = await ask(harness, client, 'text', true, { headers: GOOGLE_SDK });
      // The head came although nobody has answered: comments keep the connection open.
      expect(response.status).toBe(200);
      const { id } = await held();
      expect(response.headers.get('x-heimdall-decision-id')).toBe(id);
      breakpoints.drop(id);
      const text = await response.text();
      expect(text.startsWith(client.name === 'gemini' ? '\n' : ': keep-alive\n\n')).toBe(true);
      expect(text).toContain('dropped there by hand');
    });
  });

  it('sends what was changed by hand, under the id that the caller knows, and says who changed it', async () => {
    const answer = harness.chat({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] });
    const { id, decision } = await held();
    await expect(breakpoints.resume(id, { model: 'nobody/knows' })).rejects.toMatchObject({ code: 'model_unknown' });
    // A change that cannot be made leaves it held.
    expect(breakpoints.held.map((request) => request.id)).toEqual([id]);
    await breakpoints.resume(id, { model: 'gemini-test' });
    const response = await answer;
    expect(response.headers.get('x-heimdall-model')).toBe('gemini-test');
    expect(response.headers.get('x-heimdall-decision-id')).toBe(decision.id);
    expect(upstream.requests.map(({ body }) => (body as { model: string }).model)).toEqual(['gemini-test-upstream']);
    const recorded = harness.recorder.started.at(-1)?.decision;
    expect(recorded).toMatchObject({ id, model: 'gemini-test', requested_model: 'heimdall/auto' });
    expect(recorded?.guardrails.at(-1)).toMatchObject({
      id: 'breakpoint',
      detail: 'changed by hand at a breakpoint (model gemini-test): gpt-test → gemini-test',
    });
    expect(recorded?.notes.at(-1)).toMatch(/^held at a breakpoint for \d+\.\d s/);
  });

  it('does not count the time at the breakpoint as anybody’s latency', async () => {
    const answer = harness.chat({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] });
    const { id } = await held();
    await new Promise((resolve) => setTimeout(resolve, 600));
    await breakpoints.resume(id, {});
    await (await answer).text();
    const { overhead_ms, total_ms } = await harness.recorder.lastOutcome();
    expect(overhead_ms).toBeLessThan(500);
    expect(total_ms).toBeLessThan(500);
  });

  it('forgets a client that leaves, and calls nobody for it', async () => {
    const leave = new AbortController();
    const answer = harness.fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] }),
      signal: leave.signal,
    });
    await held();
    leave.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => breakpoints.held).toEqual([]);
    expect(await harness.recorder.lastOutcome()).toMatchObject({ status: 'aborted' });
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('with the router itself', () => {
  it('decides again with another alpha or bucket, reproducibly', async () => {
    const { router } = await createHarness();
    await upstream.start();
    const consoles = new ConsolePresence();
    consoles.attach(() => true);
    const breakpoints = new Breakpoints({
      consoles,
      promptPolicy: () => 'full',
      clock: systemClock,
      logger: recordingLogger(),
      onChange: () => {},
    });
    breakpoints.set({ enabled: true, filter: ANY, timeout_s: 60 });
    const harness = await startGateway({}, { router: () => router, breakpoint: () => breakpoints.armed });
    onTestFinished(async () => {
      breakpoints.close();
      await harness.gateway.close(0);
      await upstream.stop();
    });
    for (const name of ['openai', 'google', 'openrouter']) {
      harness.providers.set(name, testProvider(name, upstream.baseUrl));
    }
    const body = { model: 'heimdall/cheap', messages: [{ role: 'user', content: 'hello' }] };
    const run = async (edits: Parameters<Breakpoints['resume']>[1]) => {
      const answer = harness.chat(body);
      await expect.poll(() => breakpoints.held.length).toBe(1);
      await breakpoints.resume(breakpoints.held[0]?.id ?? '', edits);
      await (await answer).text();
      return harness.recorder.started.at(-1)?.decision;
    };
    expect(await run({ alpha: 0.11 })).toMatchObject({ alpha: 0.11, bucket: 'cheap', mode: 'bucket' });
    const hard = await run({ bucket: 'hard', alpha: 1 });
    expect(hard).toMatchObject({ bucket: 'hard', alpha: 1 });
    expect(hard?.candidates[0]?.model).toBe(hard?.model);
    expect(await run({})).toMatchObject({ bucket: 'cheap', guardrails: [{ id: 'bucket_override' }] });
  });
});

/** A console that looks on, as a page does: by its event stream. */
async function lookOn({ url }: Running) {
  const leave = new AbortController();
  const response = await fetch(`${url}/console/events`, {
    headers: { 'x-heimdall-console': '1' },
    signal: leave.signal,
  });
  expect(response.status).toBe(200);
  let text = '';
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += decoder.decode(chunk);
  })().catch(() => {});
  onTestFinished(async () => {
    leave.abort();
    await reading;
  });
  return { leave: () => leave.abort(), seen: () => text };
}

describe.each([
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const)('in a console over %s', (_name, transport) => {
  const listHeld = (running: Running) =>
    transport(running)<ConsoleOutput<'breakpoints.held'>>('breakpoints.held').then(({ held }) => held);

  it('is armed, lists what it holds, and lets it go, changed', async () => {
    const running = await startHost();
    const request = transport(running);
    const { seen } = await lookOn(running);
    expect(await request('breakpoints.get')).toMatchObject({ enabled: false, timeout_s: 300 });
    await request('breakpoints.set', { enabled: true, filter: { text: 'HOLD', app: 'debugger' }, timeout_s: 60 });
    await (await running.chat('hold this')).text();
    await (await running.chat('not this', { 'x-heimdall-app': 'debugger' })).text();
    const answer = running.chat('hold this', { 'x-heimdall-app': 'Debugger' });
    await expect.poll(async () => (await listHeld(running)).length).toBe(1);
    const [held] = await listHeld(running);
    expect(held).toMatchObject({ app: 'Debugger', prompt_preview: 'hold this', streamed: false });
    await expect.poll(seen).toContain('"breakpoints"');
    // Not in the log before it goes on: what it says may still change.
    await expect(request('decisions.get', { id: held?.id })).rejects.toThrow('not_found');
    await expect(request('breakpoints.resume', { id: held?.id, alpha: 2 })).rejects.toThrow('request_invalid');
    const resumed = await request('breakpoints.resume', { id: held?.id, bucket: 'hard' });
    expect(resumed).toMatchObject({ id: held?.id, bucket: 'hard', changed: true });
    await (await answer).text();
    const { decision } = await request<DecisionRecord>('decisions.get', { id: held?.id });
    expect(decision.guardrails.map(({ id }) => id)).toEqual(['bucket_override', 'breakpoint']);
    await expect(request('breakpoints.resume', { id: held?.id })).rejects.toThrow('not_found');
    await expect(request('breakpoints.drop', { id: 'dec_x' })).rejects.toThrow('not_found');
    const { records } = await request<ConsoleOutput<'decisions.page'>>('decisions.page', {});
    const { checked, replayed } = whatIf(records, await request<ConsoleOutput<'tuning.get'>>('tuning.get'));
    expect(replayed).toBe(checked);
  });

  it('holds nothing when no console looks on, and lets go when the last one leaves', async () => {
    const running = await startHost();
    const request = transport(running);
    await request('breakpoints.set', { enabled: true });
    expect((await running.chat('hello')).status).toBe(200);
    const { leave } = await lookOn(running);
    const answer = running.chat('hello');
    await expect.poll(async () => (await listHeld(running)).length).toBe(1);
    leave();
    expect((await answer).status).toBe(200);
  });

  it('lets go when the time is up, when it is disarmed, and when the host stops', async () => {
    const running = await startHost();
    const request = transport(running);
    await lookOn(running);
    await request('breakpoints.set', { enabled: true, timeout_s: 1 });
    expect((await running.chat('hello')).status).toBe(200);
    await request('breakpoints.set', { enabled: true });
    const disarmed = running.chat('hello');
    await expect.poll(async () => (await listHeld(running)).length).toBe(1);
    await request('breakpoints.set', { enabled: false });
    expect((await disarmed).status).toBe(200);
    await request('breakpoints.set', { enabled: true });
    const stopped = running.chat('hello');
    await expect.poll(async () => (await listHeld(running)).length).toBe(1);
    await running.heimdall.stop();
    expect((await stopped).status).toBe(200);
  });
});
