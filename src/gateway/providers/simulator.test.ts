import { describe, expect, it } from 'vitest';
import { type SimulationRequest, simulateAnswer } from './simulated-answer.ts';
import { simulatedCompletion, simulatedFrames } from './simulated-wire.ts';
import { SimulatorCall } from './simulator.ts';

const tools = ['get_weather', 'sendMail'].map((name) => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties: { text: { type: 'string' } } } },
}));

function request(body: Record<string, unknown>, changes: Partial<SimulationRequest> = {}): SimulationRequest {
  return {
    body: { messages: [{ role: 'user', content: 'hello' }], ...body },
    model: 'openai/gpt-test',
    effort: null,
    bucket: 'cheap',
    inputTokens: 10,
    createdS: 1_760_000_000,
    reason: 'no provider of it has a key',
    includeUsage: false,
    ...changes,
  };
}

const asks = (content: unknown, more: object = {}) =>
  request({ messages: [{ role: 'user', content }], tools, ...more });

describe('simulateAnswer', () => {
  it('says that it is simulated, which model was chosen and why it did not answer', () => {
    expect(simulateAnswer(request({})).text).toBe(
      '[simulated] No model answered. Heimdall chose openai/gpt-test (cheap bucket) for this request, but no provider of it has a key.\n\nThe request was: “hello”',
    );
    expect(simulateAnswer(request({}, { effort: 'high' })).text).toContain('openai/gpt-test at effort high');
    expect(simulateAnswer(request({ messages: [{ role: 'user', content: '' }] })).text).not.toContain(
      'The request was',
    );
    const long = simulateAnswer(request({ messages: [{ role: 'user', content: 'x'.repeat(500) }] })).text ?? '';
    expect(long).toContain('…');
  });

  it('answers JSON where JSON is asked for', () => {
    const object = JSON.parse(simulateAnswer(request({ response_format: { type: 'json_object' } })).text ?? '');
    expect(object.simulated).toMatch(/^\[simulated\]/);
    const schema = { type: 'object', properties: { answer: { type: 'string' }, score: { type: 'integer' } } };
    const format = { type: 'json_schema', json_schema: { name: 'x', schema } };
    const value = JSON.parse(simulateAnswer(request({ response_format: format })).text ?? '');
    expect(value).toEqual({ answer: expect.stringMatching(/^\[simulated\]/), score: 1 });
    expect(simulateAnswer(request({ response_format: { type: 'text' } })).text).toMatch(/^\[simulated\]/);
  });

  it.each([
    'use get_weather',
    'Get weather in Paris',
    'getWeather please',
    [{ type: 'text', text: 'get-weather' }, {}],
  ])('calls the tool that %j asks for', (content) => {
    expect(simulateAnswer(asks(content)).tool?.name).toBe('get_weather');
  });

  it.each([
    ['forget weatherproof', {}],
    ['get_weather', { tool_choice: 'none' }],
    ['get_weather', { tool_choice: { type: 'function', function: { name: 'unknown' } } }],
    ['hello', { tools: [{ type: 'custom' }, {}] }],
    ['hello', { tools: [], tool_choice: 'required' }],
  ])('calls nothing for %j with %j', (content, more) => {
    expect(simulateAnswer(asks(content, more)).tool).toBeNull();
  });

  it('obeys tool_choice', () => {
    const forced = { type: 'function', function: { name: 'sendMail' } };
    expect(simulateAnswer(asks('hello', { tool_choice: forced })).tool?.name).toBe('sendMail');
    expect(simulateAnswer(asks('hello', { tool_choice: 'required' })).tool?.name).toBe('get_weather');
    expect(simulateAnswer(asks('send mail', { tool_choice: 'required' })).tool?.name).toBe('sendMail');
  });

  it('talks after a tool has answered', () => {
    const messages = [
      { role: 'user', content: 'get_weather' },
      { role: 'tool', content: 'get_weather says sunny' },
    ];
    expect(simulateAnswer(request({ messages, tools })).text).toContain('The tool answered: “get_weather says sunny”');
  });
});

describe('wire format', () => {
  const frames = (asked: SimulationRequest) =>
    simulatedFrames(asked)
      .filter((frame) => !frame.includes('[DONE]'))
      .map((frame) => JSON.parse(frame.slice('data: '.length)));

  it('is a chat.completion, the same for the same request', () => {
    const completion = simulatedCompletion(request({}));
    expect(completion).toMatchObject({
      object: 'chat.completion',
      created: 1_760_000_000,
      model: 'openai/gpt-test',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', refusal: null } }],
      usage: { prompt_tokens: 10 },
    });
    expect(simulatedCompletion(request({}))).toEqual(completion);
    expect(simulatedCompletion(request({}, { model: 'other' })).id).not.toBe(completion.id);
  });

  it('stops at the token limit', () => {
    const completion = simulatedCompletion(request({ max_tokens: 3 }));
    expect(completion).toMatchObject({ choices: [{ finish_reason: 'length' }], usage: { completion_tokens: 3 } });
    expect(JSON.stringify(completion)).toContain('"[simulated] No model"');
  });

  it('streams chunks that add up, with usage when asked', () => {
    const chunks = frames(request({ stream: true }, { includeUsage: true }));
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    expect(text).toBe(simulateAnswer(request({})).text);
    expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: '', refusal: null });
    expect(chunks.at(-2).choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 10 } });
  });

  it('speaks the older function_call too', () => {
    const functions = [
      { name: 'get_weather', parameters: { type: 'object', properties: { on: { type: 'boolean' } } } },
    ];
    const asked = request({ messages: [{ role: 'user', content: 'get weather' }], functions });
    expect(simulatedCompletion(asked)).toMatchObject({
      choices: [
        {
          finish_reason: 'function_call',
          message: { function_call: { name: 'get_weather', arguments: '{"on":true}' } },
        },
      ],
    });
    const args = frames(asked).map((chunk) => chunk.choices[0].delta.function_call?.arguments ?? '');
    expect(args.join('')).toBe('{"on":true}');
  });
});

describe('SimulatorCall', () => {
  it('takes its time, and stops when it is cancelled', async () => {
    const call = new SimulatorCall(request({ stream: true }), 20);
    const { body } = await call.answer;
    const seen: string[] = [];
    const closed = new Promise<void>((resolve) => body.on('close', resolve));
    body.on('data', (chunk) => seen.push(String(chunk)));
    await new Promise((resolve) => setTimeout(resolve, 90));
    call.cancel();
    await closed;
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(8);
  });

  it('is as fast as it is read without a pause', async () => {
    const { body } = await new SimulatorCall(request({ stream: true }), 0).answer;
    let text = '';
    for await (const chunk of body) text += chunk;
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
  });
});
