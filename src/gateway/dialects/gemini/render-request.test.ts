import { describe, expect, it } from 'vitest';
import type { CanonicalRequest, ImagePart, UserPart } from '../canonical.ts';
import type { RenderTarget } from '../dialect.ts';
import { canonicalOf, fixture, targetOf } from './__fixtures__/load-fixture.ts';
import { geminiClient, geminiProvider } from './index.ts';

const render = (over: Partial<CanonicalRequest>, id = 'gemini-3-flash-preview', target: Partial<RenderTarget> = {}) =>
  geminiProvider.renderRequest(canonicalOf(over), targetOf(id, target));
const config = (over: Partial<CanonicalRequest>, id?: string, target?: Partial<RenderTarget>) =>
  (render(over, id, target).body.generationConfig ?? {}) as Record<string, unknown>;
const user = (...parts: UserPart[]) => ({ role: 'user', parts }) as const;
const image = (url: string): ImagePart => ({ type: 'image', source: { kind: 'url', url, mediaType: null } });
const text = (value: string) => ({ type: 'text', text: value }) as const;

describe('geminiProvider.renderRequest', () => {
  it('writes a plain request', () => {
    expect(render({ system: [text('Be kind.')] })).toEqual({
      path: '/models/gemini-3-flash-preview:generateContent',
      body: {
        contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
        systemInstruction: { parts: [{ text: 'Be kind.' }] },
      },
      headers: {},
      dropped: [],
    });
    expect(render({ stream: true }, 'models/gemini-2.5-pro').path).toBe(
      '/models/gemini-2.5-pro:streamGenerateContent?alt=sse',
    );
    expect(render({}, 'tunedModels/a b').path).toBe('/tunedModels/a%20b:generateContent');
    // Contents must not be empty.
    expect(render({ system: [text('Say hi.')], messages: [] }).body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'Say hi.' }] }],
    });
  });

  it('merges turns, names results after their calls, and signs the first call for Gemini 3', () => {
    const messages: CanonicalRequest['messages'] = [
      user(text('go')),
      {
        role: 'assistant',
        parts: [
          { type: 'thinking', text: 'mine', signature: { dialect: 'gemini', value: 'c2ln' } },
          { type: 'thinking', text: 'theirs', signature: { dialect: 'anthropic', value: 'x' } },
          { type: 'thinking', text: 'nobody’s' },
          { type: 'refusal', text: 'No.' },
          text(''),
          { type: 'tool-call', id: 'a', name: 'look', arguments: '{"q":1}' },
          {
            type: 'tool-call',
            id: 'b',
            name: 'find',
            arguments: 'broken{',
            signature: { dialect: 'openai-responses', value: 'y' },
          },
          { type: 'tool-call', id: 'c', name: 'list', arguments: '[1]' },
          { type: 'tool-call', id: 'd', name: 'void', arguments: ' ' },
        ],
      },
      user({ type: 'tool-result', id: 'a', name: null, content: [text('one'), text('two')], isError: false }),
      user(
        text('and now?'),
        { type: 'tool-result', id: 'b', name: 'wrong', content: [text('oops')], isError: true },
        { type: 'tool-result', id: 'lost', name: null, content: [], isError: false },
      ),
    ];
    const { body, dropped } = render({ messages });
    expect(body.contents).toEqual([
      { role: 'user', parts: [{ text: 'go' }] },
      {
        role: 'model',
        parts: [
          { text: 'mine', thought: true, thoughtSignature: 'c2ln' },
          { text: 'No.' },
          {
            functionCall: { id: 'a', name: 'look', args: { q: 1 } },
            thoughtSignature: 'skip_thought_signature_validator',
          },
          { functionCall: { id: 'b', name: 'find', args: { raw: 'broken{' } } },
          { functionCall: { id: 'c', name: 'list', args: { value: [1] } } },
          { functionCall: { id: 'd', name: 'void', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'a', name: 'look', response: { output: 'one\ntwo' } } },
          { functionResponse: { id: 'b', name: 'find', response: { error: 'oops' } } },
          { functionResponse: { id: 'lost', name: 'tool', response: { output: '' } } },
          { text: 'and now?' },
        ],
      },
    ]);
    expect(dropped).toEqual(['thinking signed by anthropic', 'thinking', 'signature of openai-responses']);
    const older = JSON.stringify(render({ messages }, 'gemini-2.5-pro').body.contents);
    expect(older).not.toContain('skip_thought_signature_validator');
  });

  it('carries images as data, as files, or says which it dropped', () => {
    const inline: UserPart = { type: 'image', source: { kind: 'base64', data: 'AA', mediaType: 'image/png' } };
    const parts = [
      inline,
      image('data:image/webp;base64,BB'),
      image('https://example.com/a.png?sig=secret'),
      image('gs://bucket/noname'),
      image('http://example.com/a.png'),
      image('https://localhost/a.png'),
      image('https://192.168.1.4/a.png'),
      image('https://[::1]/a.png'),
      image('nonsense'),
      { ...image('https://youtu.be/x'), detail: 'high' },
      {
        type: 'file',
        source: { kind: 'url', url: 'https://example.com/x', mediaType: null },
        filename: 'a.csv',
      },
    ] as const satisfies UserPart[];
    const { body, dropped } = render({ messages: [user(...parts)] });
    expect((body.contents as { parts: unknown }[])[0]?.parts).toEqual([
      { inlineData: { mimeType: 'image/png', data: 'AA' } },
      { inlineData: { mimeType: 'image/webp', data: 'BB' } },
      { fileData: { mimeType: 'image/png', fileUri: 'https://example.com/a.png?sig=secret' } },
      { fileData: { mimeType: 'image/jpeg', fileUri: 'gs://bucket/noname' } },
      { fileData: { mimeType: 'image/jpeg', fileUri: 'https://youtu.be/x' } },
      { fileData: { mimeType: 'text/csv', fileUri: 'https://example.com/x' } },
    ]);
    expect(dropped).toEqual([
      'image by URL (http://example.com)',
      'image by URL (https://localhost)',
      'image by URL (https://192.168.1.4)',
      'image by URL (https://[::1])',
      'image by URL (not a URL)',
      'image detail',
    ]);
    expect(render({ messages: [user(image('https://example.com/a.png'))] }, 'gemini-2.0-flash').dropped).toEqual([
      'image by URL (https://example.com)',
    ]);
  });

  it('puts images of a result inside it for Gemini 3, and beside it for older models', () => {
    const png: ImagePart = { type: 'image', source: { kind: 'base64', data: 'AA', mediaType: 'image/png' } };
    const result: UserPart = {
      type: 'tool-result',
      id: 'a',
      name: 'shot',
      content: [png, image('http://x.example/a')],
      isError: false,
    };
    const part = { inlineData: { mimeType: 'image/png', data: 'AA' } };
    const response = { id: 'a', name: 'shot', response: { output: '' } };
    const partsOf = (id: string) =>
      (render({ messages: [user(result)] }, id).body.contents as { parts: unknown }[])[0]?.parts;
    expect(partsOf('gemini-3-pro')).toEqual([{ functionResponse: { ...response, parts: [part] } }]);
    expect(partsOf('gemini-2.5-pro')).toEqual([{ functionResponse: response }, part]);
    expect(render({ messages: [user(result)] }).dropped).toEqual(['image by URL (http://x.example)']);
  });

  it('passes schemas on as JSON Schema', () => {
    const schema = { type: 'object', properties: { a: { $ref: '#/$defs/x' } }, additionalProperties: false };
    const tools = [
      { name: 'f', description: 'does', parameters: schema, strict: true, cacheControl: { ttl: null } },
      { name: 'g', description: null, parameters: { type: 'object', properties: {} } },
      { name: 'h', description: null, parameters: { anyOf: [{ type: 'object' }] } },
      { name: 'i', description: null, parameters: { type: 'object', additionalProperties: true } },
    ];
    const { body, dropped } = render({ tools, toolChoice: { type: 'tool', name: 'f' } });
    expect(body.tools).toEqual([
      {
        functionDeclarations: [
          { name: 'f', description: 'does', parametersJsonSchema: schema },
          { name: 'g' },
          { name: 'h', parametersJsonSchema: { anyOf: [{ type: 'object' }] } },
          { name: 'i', parametersJsonSchema: { type: 'object', additionalProperties: true } },
        ],
      },
    ]);
    expect(body.toolConfig).toEqual({ functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } });
    expect(dropped).toEqual(['strict', 'cache_control']);
    const mode = (type: 'auto' | 'none' | 'required') => render({ tools, toolChoice: { type } }).body.toolConfig;
    expect(mode('auto')).toEqual({ functionCallingConfig: { mode: 'AUTO' } });
    expect(mode('none')).toEqual({ functionCallingConfig: { mode: 'NONE' } });
    expect(mode('required')).toEqual({ functionCallingConfig: { mode: 'ANY' } });
    const responseFormat = { type: 'json-schema', name: 'x', schema, strict: true } as const;
    expect(config({ responseFormat })).toEqual({ responseMimeType: 'application/json', responseJsonSchema: schema });
    expect(config({ responseFormat: { type: 'json' } })).toEqual({ responseMimeType: 'application/json' });
    const beside = render({ responseFormat, tools: [tools[1] as (typeof tools)[0]] }, 'gemini-2.5-flash');
    expect(beside.dropped).toEqual(['response format beside tools']);
    expect(beside.body.generationConfig).toBeUndefined();
  });

  it('writes sampling, within what Google takes', () => {
    const over = {
      maxOutputTokens: 99_999,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      stop: ['1', '2', '3', '4', '5', '6'],
      seed: 2 ** 40,
      presencePenalty: 0,
      frequencyPenalty: 1,
      logprobs: 2,
      n: 3,
      user: 'u',
      parallelToolCalls: false,
      dropped: ['store'],
      system: [{ ...text('x'), cacheControl: { ttl: null } }],
    };
    const { body, dropped } = render(over, 'gemini-2.5-flash', { maxOutputTokens: 65_536 });
    expect(body.generationConfig).toEqual({
      maxOutputTokens: 65_536,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      stopSequences: ['1', '2', '3', '4', '5'],
    });
    expect(dropped).toEqual([
      'store',
      'cache_control',
      'stop sequences after the first 5',
      'seed',
      'frequencyPenalty',
      'parallelToolCalls',
      'user',
      'n',
      'logprobs',
    ]);
    expect(config({ seed: -5, frequencyPenalty: 1 }, 'gemini-2.0-flash')).toEqual({ seed: -5, frequencyPenalty: 1 });
  });

  it('gives a request back that came in this dialect', () => {
    const body = fixture('agent-request.json');
    const parsed = geminiClient.parse(new TextEncoder().encode(JSON.stringify(body)), { model: 'm' });
    const rendered = geminiProvider.renderRequest(parsed.canonical(), targetOf('gemini-3-pro'));
    const bytes = new TextEncoder().encode(JSON.stringify(rendered.body));
    const again = geminiClient.parse(bytes, { model: 'm' }).canonical();
    const { messages, tools, system, stop, seed, toolChoice } = parsed.canonical();
    const unsigned = messages.map((message) => ({
      ...message,
      // Thoughts without a signature stay behind; the media type is guessed from the name.
      parts: message.parts.filter((part) => part.type !== 'thinking'),
    }));
    expect(again).toMatchObject({ tools: [tools[0], { name: 'now' }], system, stop, seed, toolChoice });
    const withType = { kind: 'url', url: 'gs://bucket/cat.jpg', mediaType: 'image/jpeg' };
    (unsigned[4]?.parts as unknown[])[2] = { type: 'image', source: withType };
    expect(again.messages).toEqual(unsigned);
  });
});
