import { describe, expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import type { DecisionRecord } from '../../src/shared/decision.ts';
import { type Running, startHost } from './host-harness.ts';

type Made = ConsoleOutput<'playground.route'>;
type Opened = ConsoleOutput<'playground.open'>;

const transports = [
  ['HTTP', (running: Running) => running.ask],
  ['IPC', (running: Running) => running.askIpc],
] as const;

const messages = [
  { role: 'system', content: 'Answer in one sentence.' },
  { role: 'user', content: 'prove the theorem that the prime number are infinitely many' },
] as const;

const record = (running: Running, id: string) => running.ask<DecisionRecord>('decisions.get', { id });

describe.each(transports)('the playground over %s', (_name, transport) => {
  test('routes without calling anybody, as the endpoint would', async () => {
    const running = await startHost();
    const ask = transport(running);
    const { record_id } = await ask<Made>('playground.route', { messages, alpha: 0.25 });
    const made = await record(running, record_id);
    expect(made).toMatchObject({
      app: 'playground',
      replay_of: null,
      dialect: 'openai-chat',
      decision: { alpha: 0.25, mode: 'auto', requested_model: 'heimdall/auto' },
      outcome: { status: 'decision-only', attempts: [], cost_usd: null },
    });
    const response = await fetch(`${running.url}/v1/route`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-heimdall-alpha': '0.25' },
      body: JSON.stringify({ model: 'heimdall/auto', messages }),
    });
    const routed: DecisionRecord['decision'] = await response.json();
    expect(made.decision.candidates.map(({ model }) => model)).toEqual(routed.candidates.map(({ model }) => model));
    expect(made.decision.bucket_probabilities).toEqual(routed.bucket_probabilities);
  });

  test('runs on the model that was picked, and the answer is recorded', async () => {
    const running = await startHost();
    const ask = transport(running);
    const routed = await record(running, (await ask<Made>('playground.route', { messages })).record_id);
    const model = routed.decision.candidates.at(-1)?.model ?? '';
    const { record_id } = await ask<Made>('playground.run', { messages, model });
    await expect.poll(async () => (await record(running, record_id)).outcome.status).toBe('ok');
    expect(await record(running, record_id)).toMatchObject({
      app: 'playground',
      replay_of: null,
      decision: { mode: 'explicit', model },
      outcome: { served_model: model, simulated: true, streamed: true },
    });
    const body = await ask<ConsoleOutput<'decisions.body'>>('decisions.body', { id: record_id });
    expect(body.answer?.text).not.toBe('');
  });

  test('opens what an app sent, in any dialect, and says what a draft cannot hold', async () => {
    const running = await startHost();
    const ask = transport(running);
    const response = await fetch(`${running.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'heimdall/auto',
        max_tokens: 64,
        system: 'Be brief.',
        tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }],
        messages: [{ role: 'user', content: 'hello there' }],
      }),
    });
    await response.text();
    const id = response.headers.get('x-heimdall-decision-id') ?? '';
    await expect.poll(async () => (await record(running, id)).outcome.status).not.toBe('pending');
    const opened = await ask<Opened>('playground.open', { id });
    expect(opened).toEqual({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hello there' },
      ],
      tools: [],
      left_out: ['1 tool definition'],
    });
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    const { record_id } = await ask<Made>('playground.route', { messages, tools });
    expect(await ask<Opened>('playground.open', { id: record_id })).toEqual({ messages, tools, left_out: [] });
    expect((await record(running, record_id)).decision.features.tools).toBe(1);
  });

  test('counts tokens before anything is decided, and refuses what is no request', async () => {
    const running = await startHost();
    const ask = transport(running);
    const { tokens } = await ask<{ tokens: number }>('playground.estimate', { messages });
    expect(tokens).toBeGreaterThan(10);
    const longer = [...messages, { role: 'assistant', content: 'word '.repeat(400) }];
    expect((await ask<{ tokens: number }>('playground.estimate', { messages: longer })).tokens).toBeGreaterThan(
      tokens + 300,
    );
    await expect(ask('playground.route', { messages: [] })).rejects.toThrow('request_invalid');
    await expect(ask('playground.run', { messages, model: 'a model' })).rejects.toThrow('no blanks');
    await expect(ask('playground.route', { messages, model: 'nobody/nothing' })).rejects.toThrow(/model/);
    await expect(ask('playground.open', { id: 'nothing' })).rejects.toThrow('not_found');
  });
});
