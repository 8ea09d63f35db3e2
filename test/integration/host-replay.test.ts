import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { type Running, startHost } from './host-harness.ts';

type Body = ConsoleOutput<'decisions.body'>;
type Replayed = ConsoleOutput<'decisions.replay'>;

const transports = [
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const;

const PROMPT = 'prove the theorem that the prime number are infinitely many';

/** Sends to any path and returns the id of the decision, after the answer ended and was recorded. */
async function send(running: Running, path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${running.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const id = response.headers.get('x-heimdall-decision-id') ?? '';
  await expect.poll(async () => (await record(running, id)).outcome.status).not.toBe('pending');
  return { id, text };
}

const record = (running: Running, id: string) => running.ask<DecisionRecord>('decisions.get', { id });

const hello = { model: 'heimdall/auto', messages: [{ role: 'user', content: PROMPT }] };

describe.each(transports)('replay over %s', (_name, transport) => {
  test('decides again without calling anybody, under another alpha, and links the two', async () => {
    const running = await startHost();
    const ask = transport(running);
    const { id } = await send(running, '/v1/chat/completions', hello, { 'x-heimdall-app': 'web' });
    const replayed = await ask<Replayed>('decisions.replay', { id, mode: 'route', alpha: 0 });
    expect(replayed.source).toBe('request');
    const again = await record(running, replayed.record_id);
    expect(again).toMatchObject({
      replay_of: id,
      app: 'web',
      dialect: 'openai-chat',
      decision: { alpha: 0, bucket: 'hard' },
      outcome: { status: 'decision-only', attempts: [], cost_usd: null },
    });
    const same = await ask<Replayed>('decisions.replay', { id, mode: 'route' });
    const [first, second] = await Promise.all([record(running, id), record(running, same.record_id)]);
    expect(second.decision.candidates).toEqual(first.decision.candidates);
    expect(first.replay_of).toBeNull();
    // A repeat can be repeated.
    expect((await ask<Replayed>('decisions.replay', { id: same.record_id, mode: 'route' })).source).toBe('request');
  });

  test('sends again through the endpoint, to another model, and shows both answers', async () => {
    const running = await startHost();
    const ask = transport(running);
    const { id, text } = await send(running, '/v1/chat/completions', { ...hello, temperature: 0.25 });
    const { decision } = await record(running, id);
    const other = decision.candidates.at(-1)?.model ?? '';
    const { record_id } = await ask<Replayed>('decisions.replay', { id, mode: 'send', model: other });
    expect(record_id).not.toBe(id);
    await expect.poll(async () => (await record(running, record_id)).outcome.status).toBe('ok');
    expect(await record(running, record_id)).toMatchObject({
      replay_of: id,
      decision: { mode: 'explicit', model: other },
      outcome: { served_model: other, simulated: true },
    });
    const [body, repeated] = [
      await ask<Body>('decisions.body', { id }),
      await ask<Body>('decisions.body', { id: record_id }),
    ];
    expect(body.request).toMatchObject({ path: '/v1/chat/completions', truncated: false });
    expect(body.request?.body).toEqual({ ...hello, temperature: 0.25 });
    expect(repeated.request).toEqual(body.request);
    expect(body.answer?.raw).toBe(text);
    expect(body.answer?.text).toBe(JSON.parse(text).choices[0].message.content);
    expect(repeated.answer?.text).not.toBe('');
    expect(body.prompt).toBe(PROMPT);
  });

  test('says why a request cannot be asked again', async () => {
    const running = await startHost({ yaml: 'storage: { prompts: hashed }\n' });
    const ask = transport(running);
    const { id } = await send(running, '/v1/chat/completions', hello);
    expect(await ask<Body>('decisions.body', { id })).toEqual({ request: null, answer: null, prompt: null });
    await expect(ask('decisions.replay', { id, mode: 'route' })).rejects.toThrow(/unavailable: .*storage.prompts/);
    await expect(ask('decisions.replay', { id: 'nothing', mode: 'route' })).rejects.toThrow('not_found');
    await expect(ask('decisions.replay', { id, mode: 'guess' })).rejects.toThrow('request_invalid');
  });
});

describe('recorded bodies', () => {
  const anthropic = { model: 'heimdall/auto', max_tokens: 64, messages: [{ role: 'user', content: PROMPT }] };
  const gemini = { contents: [{ role: 'user', parts: [{ text: PROMPT }] }] };
  test.each([
    ['chat completions', '/v1/chat/completions', hello],
    ['streamed chat completions', '/v1/chat/completions', { ...hello, stream: true }],
    ['legacy completions', '/v1/completions', { model: 'heimdall/auto', prompt: PROMPT }],
    ['streamed legacy completions', '/v1/completions', { model: 'heimdall/auto', prompt: PROMPT, stream: true }],
    ['Responses', '/v1/responses', { model: 'heimdall/auto', input: PROMPT }],
    ['streamed Responses', '/v1/responses', { model: 'heimdall/auto', input: PROMPT, stream: true }],
    ['Messages', '/v1/messages', anthropic],
    ['streamed Messages', '/v1/messages', { ...anthropic, stream: true }],
    ['generateContent', '/v1beta/models/heimdall/auto:generateContent', gemini],
    ['streamGenerateContent', '/v1beta/models/heimdall/auto:streamGenerateContent?alt=sse', gemini],
  ])('of %s are read and sent again in their own dialect', async (_name, path, body) => {
    const running = await startHost();
    const { id, text } = await send(running, path, body);
    const recorded = await running.ask<Body>('decisions.body', { id });
    expect(recorded.request?.body).toEqual(body);
    expect(recorded.answer?.raw).toBe(text);
    expect(recorded.answer?.text.length).toBeGreaterThan(20);
    const { record_id } = await running.ask<Replayed>('decisions.replay', { id, mode: 'send' });
    await expect.poll(async () => (await record(running, record_id)).outcome.status).toBe('ok');
    const again = await record(running, record_id);
    expect(again.dialect).toBe((await record(running, id)).dialect);
    const answer = (await running.ask<Body>('decisions.body', { id: record_id })).answer;
    expect(answer?.text).toBe(recorded.answer?.text);
    const routed = await running.ask<Replayed>('decisions.replay', { id, mode: 'route' });
    expect((await record(running, routed.record_id)).decision.bucket_probabilities).toEqual(
      again.decision.bucket_probabilities,
    );
  });

  test('hold neither headers nor a key in the query, survive a restart, and go with one click', async () => {
    const first = await startHost();
    const path = '/v1beta/models/heimdall/auto:generateContent?key=CANARY-in-query&alt=json';
    const { id } = await send(first, path, gemini, { authorization: 'Bearer CANARY-in-header' });
    await first.heimdall.stop();
    expect(readFileSync(join(first.folder, 'decisions.db'), 'latin1')).not.toContain('CANARY');
    const second = await startHost({ dataFolder: first.folder });
    expect((await second.ask<Body>('decisions.body', { id })).request?.body).toEqual(gemini);
    await second.ask('decisions.clear');
    await second.heimdall.stop();
    expect(readFileSync(join(first.folder, 'decisions.db'), 'latin1')).not.toContain('prime number');
  });

  test('a request over the cap is kept in part and not sent again', async () => {
    const running = await startHost({ yaml: 'storage: { max_body_kb: 1 }\n' });
    const long = { ...hello, messages: [{ role: 'user', content: 'word '.repeat(1_000) }] };
    const { id } = await send(running, '/v1/chat/completions', long);
    const { request } = await running.ask<Body>('decisions.body', { id });
    expect(request).toMatchObject({ truncated: true, bytes: JSON.stringify(long).length });
    expect(String(request?.body).length).toBe(1_024);
    await expect(running.ask('decisions.replay', { id, mode: 'send' })).rejects.toThrow('storage.max_body_kb');
  });

  test('without bodies the prompt alone is asked again', async () => {
    const running = await startHost({ yaml: 'storage: { bodies: false }\n' });
    const { id } = await send(running, '/v1/chat/completions', hello, { 'x-heimdall-bucket': 'mid' });
    const replayed = await running.ask<Replayed>('decisions.replay', { id, mode: 'send' });
    expect(replayed.source).toBe('prompt');
    // What the headers asked for is asked for again.
    expect((await record(running, replayed.record_id)).decision.bucket).toBe('mid');
  });

  test('a token that the host did not give out links nothing', async () => {
    const running = await startHost();
    const { id } = await send(running, '/v1/chat/completions', hello, { 'x-heimdall-replay': 'made-up' });
    expect((await record(running, id)).replay_of).toBeNull();
  });

  test('replays through an endpoint that asks for a token', async () => {
    const running = await startHost({ yaml: 'gateway: { token_env: TOKEN }\n', env: { TOKEN: 'let-me-in' } });
    await running.chat(PROMPT, { 'x-heimdall-token': 'let-me-in' });
    const page = await running.askIpc<ConsoleOutput<'decisions.page'>>('decisions.page', {});
    const id = page.records[0]?.decision.id ?? '';
    const { record_id } = await running.askIpc<Replayed>('decisions.replay', { id, mode: 'send' });
    expect((await running.askIpc<DecisionRecord>('decisions.get', { id: record_id })).replay_of).toBe(id);
  });
});
