/** More requests than the endpoint takes at once: who is refused, how, and who is not. */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeCandidate } from '../fakes/decision.ts';
import { type Harness, startGateway, testProvider } from '../fakes/gateway-harness.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';

const PLACES = 4;
const body = { model: 'heimdall/auto', messages: [{ role: 'user', content: 'hi' }] };

let harness: Harness;
let upstream: FakeOpenAiUpstream;

beforeEach(async () => {
  upstream = await new FakeOpenAiUpstream().start();
  harness = await startGateway({ gateway: { max_in_flight: PLACES } });
  harness.providers.set('openai', testProvider('openai', upstream.baseUrl));
  harness.router.candidates = [fakeCandidate('gpt-test', 'openai')];
});

afterEach(async () => {
  await harness.gateway.close(0);
  await upstream.stop();
});

/** Fills places of an app with requests that the upstream holds until its stop. */
async function fill(app: string, count: number): Promise<void> {
  const before = harness.gateway.inFlight;
  for (let index = 0; index < count; index++) {
    upstream.next({ kind: 'slow', ms: 60_000 });
    void harness.chat(body, { 'x-title': app }).catch(() => undefined);
  }
  await expect.poll(() => harness.gateway.inFlight).toBe(before + count);
  await expect.poll(() => upstream.requests.length).toBe(before + count);
}

it('refuses what is too much with 503, and lives on', async () => {
  await fill('one', PLACES);
  const refused = await harness.chat(body, { 'x-title': 'other' });
  expect(refused.status).toBe(503);
  expect(Object.fromEntries(refused.headers)).toMatchObject({ 'retry-after': '1', 'x-should-retry': 'true' });
  expect((await refused.json()).error).toMatchObject({
    code: 'overloaded',
    message: 'Heimdall takes no more for the moment: 4 requests are at work (gateway.max_in_flight). Try again.',
  });
  expect((await harness.fetch('/healthz')).status).toBe(200);
  expect(upstream.requests).toHaveLength(PLACES);
});

it('leaves places for another app while one floods the endpoint', async () => {
  await fill('quiet', 1);
  await fill('flood', 2);
  expect((await harness.chat(body, { 'x-title': 'flood' })).status).toBe(503);
  expect((await harness.chat(body, { 'x-title': 'quiet' })).status).toBe(200);
});

it('gives a place back when the client leaves', async () => {
  const leaving = new AbortController();
  const url = `http://127.0.0.1:${harness.address.port}/v1/chat/completions`;
  await fill('one', PLACES - 1);
  upstream.next({ kind: 'slow', ms: 60_000 });
  const last = fetch(url, { method: 'POST', body: JSON.stringify(body), signal: leaving.signal }).catch(() => null);
  await expect.poll(() => harness.gateway.inFlight).toBe(PLACES);
  leaving.abort();
  await last;
  await expect.poll(() => harness.gateway.inFlight).toBe(PLACES - 1);
});

it('is understood by the SDKs, which try again by themselves', async () => {
  await fill('one', PLACES);
  const base = `http://127.0.0.1:${harness.address.port}`;
  const openai = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'any', maxRetries: 0 });
  const refused = openai.chat.completions.create({
    model: 'heimdall/auto',
    messages: [{ role: 'user', content: 'hi' }],
  });
  await expect(refused).rejects.toMatchObject({ status: 503, code: 'overloaded' });
  const anthropic = new Anthropic({ baseURL: base, apiKey: 'any', maxRetries: 0 });
  const message = { model: 'heimdall/auto', max_tokens: 9, messages: [{ role: 'user' as const, content: 'hi' }] };
  await expect(anthropic.messages.create(message)).rejects.toMatchObject({
    status: 503,
    error: { error: { type: 'overloaded_error' } },
  });
  const patient = new OpenAI({ baseURL: `${base}/v1`, apiKey: 'any', maxRetries: 3 });
  const answer = patient.chat.completions.create({
    model: 'heimdall/auto',
    messages: [{ role: 'user', content: 'hi' }],
  });
  // Room is made after the first try.
  await new Promise((resolve) => setTimeout(resolve, 200));
  harness.settings = { ...harness.settings, gateway: { ...harness.settings.gateway, max_in_flight: 100 } };
  expect((await answer).choices[0]?.message.content).toBeTruthy();
}, 20_000);
