import { describe, expect, it } from 'vitest';
import { fixture } from './__fixtures__/load-fixture.ts';
import { geminiClient } from './index.ts';

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const parse = (body: unknown, hints: object = { model: 'models/heimdall/auto', stream: false }) =>
  geminiClient.parse(encode(body), hints);
const contents = [{ role: 'user', parts: [{ text: 'hi' }] }];

describe('geminiClient.parse', () => {
  it('reads what routing looks at', () => {
    const body = fixture('agent-request.json');
    const parsed = parse(body, { model: 'auto', stream: true });
    expect(parsed.body).toEqual(body);
    expect(parsed.request).toEqual({
      model: 'heimdall/auto',
      messages: [
        { role: 'system', text: 'You are an agent.\nBe brief.', images: 0, toolCalls: 0 },
        { role: 'user', text: 'What is the weather in Oslo and Rome?', images: 1, toolCalls: 0 },
        { role: 'assistant', text: '', images: 0, toolCalls: 2, signed: true },
        { role: 'tool', text: '{"output":"12 degrees"}\n{"error":"no such station"}', images: 0, toolCalls: 0 },
        { role: 'assistant', text: 'Oslo has 12 degrees.', images: 0, toolCalls: 0, signed: true },
        { role: 'user', text: 'And this?', images: 0, toolCalls: 0 },
      ],
      tools: 2,
      toolsChars: expect.any(Number),
      jsonMode: true,
      stream: true,
      maxOutputTokens: 1024,
    });
  });

  it('translates the whole request and names what it drops', () => {
    const canonical = parse(fixture('agent-request.json')).canonical();
    expect(canonical.messages).toEqual([
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'What is the weather in Oslo and Rome?' },
          { type: 'image', source: { kind: 'base64', data: 'iVBORw0KGgo=', mediaType: 'image/png' } },
        ],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'Two places.' },
          {
            type: 'tool-call',
            id: 'call_1',
            name: 'weather',
            arguments: '{"city":"Oslo"}',
            signature: { dialect: 'gemini', value: 'CiQBVKhc7s3n' },
          },
          { type: 'tool-call', id: 'call_2', name: 'weather', arguments: '{"city":"Rome"}' },
        ],
      },
      {
        role: 'user',
        parts: [
          {
            type: 'tool-result',
            id: 'call_1',
            name: 'weather',
            content: [{ type: 'text', text: '12 degrees' }],
            isError: false,
          },
          {
            type: 'tool-result',
            id: 'call_2',
            name: 'weather',
            content: [{ type: 'text', text: 'no such station' }],
            isError: true,
          },
        ],
      },
      { role: 'assistant', parts: [{ type: 'text', text: 'Oslo has 12 degrees.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'And this?' },
          {
            type: 'file',
            source: { kind: 'url', url: 'https://example.com/report.pdf', mediaType: 'application/pdf' },
            filename: null,
          },
          { type: 'image', source: { kind: 'url', url: 'gs://bucket/cat.jpg', mediaType: null } },
        ],
      },
    ]);
    expect(canonical).toMatchObject({
      system: [
        { type: 'text', text: 'You are an agent.' },
        { type: 'text', text: 'Be brief.' },
      ],
      toolChoice: { type: 'auto' },
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: ['END'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseFormat: {
        type: 'json-schema',
        schema: { type: 'object', properties: { answer: { type: 'string' } } },
        strict: false,
      },
      reasoning: { effort: null, budgetTokens: 2048, show: true },
      logprobs: 3,
      n: 1,
      stream: false,
    });
    expect(canonical.tools).toEqual([
      {
        name: 'weather',
        description: 'Current weather',
        parameters: {
          type: 'object',
          properties: {
            city: { type: 'string', maxLength: 80 },
            unit: { type: ['string', 'null'], enum: ['C', 'F', null] },
          },
          required: ['city'],
        },
      },
      { name: 'now', description: null, parameters: { type: 'object', properties: {}, additionalProperties: false } },
    ]);
    expect(canonical.dropped).toEqual([
      'safetySettings',
      'cachedContent',
      'generationConfig.mediaResolution',
      'tools.googleSearch',
      'thoughtSignature of text',
      'parts.executableCode',
    ]);
  });

  it('takes snake_case, single objects for lists, and contents without a role', () => {
    const parsed = parse(fixture('snake-request.json'), { model: 'gemini-2.5-flash' });
    expect(parsed.request).toMatchObject({
      model: 'gemini-2.5-flash',
      tools: 2,
      jsonMode: true,
      stream: false,
      maxOutputTokens: 64,
    });
    expect(parsed.canonical()).toMatchObject({
      system: [{ type: 'text', text: 'You are a cat.' }],
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'text' },
            { type: 'image' },
            { type: 'file', source: { kind: 'url', mediaType: 'audio/mp3' } },
          ],
        },
      ],
      tools: [{ name: 'meow', parameters: { type: 'object', properties: {} } }],
      toolChoice: { type: 'tool', name: 'meow' },
      stop: ['Title'],
      responseFormat: { type: 'json' },
      reasoning: { effort: 'low', budgetTokens: null, show: true },
      dropped: [],
    });
  });

  it('reads the modes of function calling', () => {
    const tools = [{ functionDeclarations: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] }];
    const choose = (calling: object) =>
      parse({ contents, tools, toolConfig: { functionCallingConfig: calling, retrievalConfig: {} } }).canonical();
    expect(choose({ mode: 'NONE' }).toolChoice).toEqual({ type: 'none' });
    expect(choose({ mode: 'any' }).toolChoice).toEqual({ type: 'required' });
    const two = choose({ mode: 'ANY', allowedFunctionNames: ['a', 'c'] });
    expect(two.toolChoice).toEqual({ type: 'required' });
    expect(two.tools.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(choose({}).toolChoice).toEqual({ type: 'auto' });
    expect(choose({ mode: 'VALIDATED' })).toMatchObject({
      toolChoice: { type: 'auto' },
      dropped: ['toolConfig.retrievalConfig', 'functionCallingConfig.mode VALIDATED'],
    });
    expect(parse({ contents, tools, toolConfig: {} }).canonical().toolChoice).toBeNull();
  });

  it('reads how much is to be thought', () => {
    const reasoning = (thinkingConfig: object) =>
      parse({ contents, generationConfig: { thinkingConfig } }).canonical().reasoning;
    expect(reasoning({ thinkingBudget: 0 })).toEqual({ effort: 'none', budgetTokens: null, show: false });
    expect(reasoning({ thinkingBudget: -1 })).toEqual({ effort: null, budgetTokens: null, show: false });
    expect(reasoning({ thinkingLevel: 'MINIMAL' })).toMatchObject({ effort: 'minimal' });
    expect(reasoning({ includeThoughts: true })).toEqual({ effort: null, budgetTokens: null, show: true });
  });

  it('reads formats of the answer', () => {
    const format = (generationConfig: object) => parse({ contents, generationConfig }).canonical();
    expect(format({ responseMimeType: 'text/plain' }).responseFormat).toEqual({ type: 'text' });
    expect(format({ responseMimeType: 'text/x.enum' }).dropped).toEqual(['responseMimeType text/x.enum']);
    const schema = { type: 'object', $defs: { a: { type: 'string' } } };
    expect(format({ responseJsonSchema: schema }).responseFormat).toMatchObject({ type: 'json-schema', schema });
    expect(format({ responseLogprobs: true }).logprobs).toBe(0);
  });

  it('takes a string for the system instruction, an empty role, a byte order mark, and a model in the body', () => {
    const body = { model: 'models/m', systemInstruction: 'Be kind.', contents: [{ role: '', parts: [{ text: 'x' }] }] };
    const bytes = new TextEncoder().encode(`\ufeff${JSON.stringify(body)}`);
    const { request } = geminiClient.parse(bytes);
    expect(request.model).toBe('m');
    expect(request.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(parse({ contents, systemInstruction: { parts: [{}] } }).canonical().system).toEqual([]);
    expect(parse({ contents: [{ role: 'user' }, ...contents] }).canonical().messages).toHaveLength(1);
  });
});
