import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConsoleEvent, ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { FakeOpenAiUpstream } from '../fakes/openai-upstream.ts';
import { TINY_MODELS } from '../helpers/tiny-artifact.ts';
import { type Running, startHost } from './host-harness.ts';

type Made = ConsoleOutput<'playground.run'>;
type Answer = ConsoleOutput<'answers.get'>;
type Estimate = ConsoleOutput<'playground.estimate'>;
type Pieces = ConsoleEvent<'answers'>['pieces'];

const messages = [{ role: 'user', content: 'hello there, how are you today?' }] as const;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A host whose models of OpenAI are answered by a fake of its own. */
async function startPriced(): Promise<{ running: Running; upstream: FakeOpenAiUpstream; pieces: Pieces }> {
  const upstream = await new FakeOpenAiUpstream().start();
  onTestFinished(() => upstream.stop());
  const running = await startHost({
    yaml: `providers:
  openai: { base_url: "${upstream.baseUrl}", dialect: openai-chat, requires_key: false }
  mine:
    base_url: "${upstream.baseUrl}"
    requires_key: false
    models: [{ id: own-model, input_usd_per_mtok: 1, output_usd_per_mtok: 2 }]
simulator: never
router: { mid_candidates: [{ model: "${TINY_MODELS.cheapB}", effort: null }, { model: "${TINY_MODELS.midOpenai}", effort: null }] }
catalog: { refresh_seconds: 0 }
`,
  });
  const pieces: Pieces = [];
  onTestFinished(running.heimdall.console.subscribe('answers', (event) => void pieces.push(...event.pieces)));
  return { running, upstream, pieces };
}

const record = (running: Running, id: string) => running.ask<DecisionRecord>('decisions.get', { id });
const statusOf = async (running: Running, id: string) => (await record(running, id)).outcome.status;

describe('answers that the console asked for', () => {
  test('come piece by piece, with the time to the first word, and are kept whole', async () => {
    const { running, upstream, pieces } = await startPriced();
    upstream.next({ kind: 'answer', chunkMs: 80 });
    const { record_id } = await running.ask<Made>('playground.run', { messages, model: 'own-model' });
    await expect.poll(() => pieces.length).toBeGreaterThan(1);
    expect(await statusOf(running, record_id)).toBe('pending');
    expect((await running.ask<Answer>('answers.get', { id: record_id }))?.running).toBe(true);
    await expect.poll(() => statusOf(running, record_id)).toBe('ok');
    await expect.poll(() => pieces.map(({ text }) => text).join('')).toBe('Hello from the fake upstream.');
    for (const [index, { at, id }] of pieces.entries()) {
      expect(id).toBe(record_id);
      expect(at).toBe(pieces.slice(0, index).reduce((sum, { text }) => sum + text.length, 0));
    }
    const answer = await running.ask<Answer>('answers.get', { id: record_id });
    expect(answer).toMatchObject({
      parts: [{ kind: 'text', text: 'Hello from the fake upstream.' }],
      running: false,
      cut: false,
    });
    // A piece ends with the last word that was joined to it.
    expect(answer?.first_ms).toBeGreaterThan(0);
    expect(answer?.first_ms).toBeLessThanOrEqual(pieces[0]?.ms ?? 0);
    expect(answer?.last_ms ?? 0).toBeGreaterThan((answer?.first_ms ?? 0) + 100);
    expect(await running.ask('answers.get', { id: 'nothing' })).toBeNull();
  });

  test('can be stopped, which the provider sees as a closed connection', async () => {
    const { running, upstream, pieces } = await startPriced();
    upstream.next({ kind: 'stall', afterChunks: 3 });
    const { record_id } = await running.ask<Made>('playground.run', { messages, model: 'own-model' });
    await expect.poll(() => pieces.length).toBeGreaterThan(0);
    expect(await running.ask('answers.stop', { ids: [record_id] })).toEqual({ stopped: true });
    await upstream.requests[0]?.closedEarly;
    await expect.poll(() => statusOf(running, record_id)).toBe('aborted');
    expect(await running.ask<Answer>('answers.get', { id: record_id })).toMatchObject({
      parts: [{ kind: 'text', text: 'Hello from' }],
      running: false,
    });
    expect(await running.ask('answers.stop', { ids: [record_id] })).toEqual({ stopped: false });
  });

  test('say why they failed, before the decision and after it', async () => {
    const { running, upstream } = await startPriced();
    await expect(running.ask('playground.run', { messages, model: 'nobody/nothing' })).rejects.toThrow(
      'model_unknown: Model "nobody/nothing" is not known.',
    );
    upstream.next({ kind: 'status', status: 400 });
    const { record_id } = await running.ask<Made>('playground.run', { messages, model: 'own-model' });
    await expect.poll(() => statusOf(running, record_id)).toBe('error');
    await expect
      .poll(async () => (await running.ask<Answer>('answers.get', { id: record_id }))?.parts)
      .toMatchObject([{ kind: 'error', text: expect.stringContaining('The fake upstream says 400.') }]);
  });

  test('a repeat of what an app sent is told piece by piece, too', async () => {
    const { running, pieces } = await startPriced();
    const response = await fetch(`${running.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'own-model',
        max_tokens: 64,
        stream: true,
        messages: [{ role: 'user', content: 'hello there' }],
      }),
    });
    await response.text();
    const id = response.headers.get('x-heimdall-decision-id') ?? '';
    await expect.poll(() => statusOf(running, id)).toBe('ok');
    expect(pieces).toEqual([]);
    const { record_id } = await running.ask<Made>('decisions.replay', { id, mode: 'send' });
    await expect.poll(() => pieces.map(({ text }) => text).join('')).toBe('Hello from the fake upstream.');
    expect(new Set(pieces.map((piece) => piece.id))).toEqual(new Set([record_id]));
  });
});

describe('what is known before sending', () => {
  test('is who would answer and for how much, without a trace', async () => {
    const { running, upstream } = await startPriced();
    const before = await running.ask('cache.stats');
    const { tokens, forecasts } = await running.ask<Estimate>('playground.estimate', {
      messages,
      models: [null, 'own-model', 'nobody/nothing'],
    });
    expect(forecasts[0]).toMatchObject({ asked: null, problem: null });
    const own = forecasts[1];
    expect(own).toMatchObject({ target: { model: 'own-model' }, simulated: false, problem: null });
    // 800 tokens are expected of a model that nothing is known of.
    expect(own?.cost_usd).toBeCloseTo((tokens * 1 + 800 * 2) / 1e6, 8);
    expect(forecasts[2]).toMatchObject({ target: null, problem: 'Model "nobody/nothing" is not known.' });
    expect(await running.ask('cache.stats')).toEqual(before);
    expect(upstream.requests).toHaveLength(0);
    expect((await running.ask<ConsoleOutput<'decisions.page'>>('decisions.page', {})).total).toBe(0);
  });

  test('images reach the provider, and who cannot take them is left out with the reason', async () => {
    const { running, upstream } = await startPriced();
    const data = PIXEL.repeat(2_000).replaceAll('=', 'A');
    const withImage = [{ ...messages[0], images: [{ media_type: 'image/png', data }] }];
    const { record_id } = await running.ask<Made>('playground.run', { messages: withImage, model: 'own-model' });
    expect((await record(running, record_id)).decision.features.images).toBe(1);
    await expect.poll(() => statusOf(running, record_id)).toBe('ok');
    expect(upstream.requests[0]?.body.messages[0].content).toEqual([
      { type: 'text', text: messages[0].content },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${data}` } },
    ]);
    const { forecasts } = await running.ask<Estimate>('playground.estimate', {
      messages,
      images: 1,
      models: ['heimdall/mid'],
    });
    const said = [...(forecasts[0]?.excluded ?? []).map(({ reason }) => reason), forecasts[0]?.problem];
    expect(said.join(' ')).toContain('does not take images');
    await expect(
      running.ask('playground.run', {
        messages: [{ ...messages[0], images: [{ media_type: 'image/svg+xml', data }] }],
      }),
    ).rejects.toThrow('messages.0.images.0.media_type');
    const secrets = JSON.stringify(running.logger.lines);
    expect(secrets).not.toContain('how are you today');
    expect(secrets).not.toContain(data.slice(0, 60));
  });
});
