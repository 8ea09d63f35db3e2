import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeimdallError } from '../../../core/index.ts';
import type { CanonicalAnswer } from '../canonical.ts';
import { loadFixture } from '../openai-chat/__fixtures__/load-fixture.ts';
import { createOpenAiResponsesClient, openaiResponsesProvider as provider } from './index.ts';

const client = createOpenAiResponsesClient(() => 1_757_000_000_000);
const codex = JSON.parse(loadFixture(import.meta.url, 'codex-request.json').toString());
const parse = (body: object) => client.parse(Buffer.from(JSON.stringify({ model: 'auto', input: 'hi', ...body })));
const sample = JSON.parse(loadFixture(import.meta.url, 'reasoning-and-tools.json').toString());
const usage = { input: 82, output: 151, cachedInput: 64, cacheWrite: null, reasoning: 128 };
const full: CanonicalAnswer = {
  id: 'resp_0a1b',
  model: 'gpt-5-2025-08-07',
  parts: [
    {
      type: 'thinking',
      text: '**Planning**\n\nThen é👋',
      signature: { dialect: 'openai-responses', value: 'gAAAAB==' },
    },
    { type: 'text', text: 'I will patch ü.' },
    { type: 'tool-call', id: 'call_1', name: 'shell', arguments: '{"cmd":["ls"]}' },
    { type: 'tool-call', id: 'call_2', name: 'apply_patch', arguments: '{"input":"*** Begin Patch\\n+\\"é\\"\\n"}' },
  ],
  finish: 'tool-calls',
  stopSequence: null,
  usage,
};

describe('a complete response', () => {
  it('is read', () => {
    expect(provider.parseAnswer(sample)).toEqual(full);
    expect(provider.readUsage(sample)).toEqual(usage);
  });

  it('is read as it was written', () => {
    const written = client.renderAnswer(full, parse(codex));
    expect(provider.parseAnswer(written)).toEqual(full);
    expect(written).toMatchObject({
      object: 'response',
      created_at: 1_757_000_000,
      status: 'completed',
      error: null,
      incomplete_details: null,
      instructions: 'You are Codex.',
      store: false,
      tool_choice: 'auto',
      tools: codex.tools,
      text: { verbosity: 'low', format: { type: 'text' } },
      output: [
        { type: 'reasoning', id: 'rs_0a1b_0', encrypted_content: 'gAAAAB==' },
        { type: 'message', id: 'msg_0a1b_1', status: 'completed', role: 'assistant' },
        { type: 'function_call', id: 'fc_0a1b_2', call_id: 'call_1' },
        { type: 'custom_tool_call', id: 'ctc_0a1b_3', call_id: 'call_2', input: '*** Begin Patch\n+"é"\n' },
      ],
    });
  });

  it('is written for other finishes, without proofs for those who do not keep them', () => {
    const parts: CanonicalAnswer['parts'] = [
      { type: 'thinking', text: '', signature: { dialect: 'anthropic', value: 's' }, redacted: true },
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
      { type: 'refusal', text: 'No.' },
      {
        type: 'tool-call',
        id: 'c',
        name: 'mcp__git__log',
        arguments: '',
        signature: { dialect: 'gemini', value: 'g' },
      },
    ];
    const cut = { ...full, parts, finish: 'length', usage: null } as const;
    expect(client.renderAnswer(cut, parse({ ...codex, include: [] }))).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      usage: null,
      output: [
        { type: 'message', status: 'incomplete', content: [{ text: 'a' }, { text: 'b' }, { refusal: 'No.' }] },
        { type: 'function_call', name: 'log', namespace: 'mcp__git__', arguments: '{}' },
      ],
    });
    const kept = client.renderAnswer({ ...cut, finish: 'content-filter' }, parse(codex)) as { output: object[] };
    expect(kept).toMatchObject({ incomplete_details: { reason: 'content_filter' } });
    expect(kept.output[0]).toMatchObject({ encrypted_content: 'heimdall:anthropic:redacted:s', summary: [] });
    expect(kept.output[2]).toMatchObject({ type: 'reasoning', encrypted_content: 'heimdall:gemini:call:g' });
    // What the client sends back is what came.
    expect(parse({ ...codex, input: kept.output }).canonical().messages).toEqual([
      { role: 'assistant', parts: [...parts.slice(0, 4), { ...parts[4], arguments: '{}' }] },
    ]);
  });

  it('is read in other ends', () => {
    const read = (fields: object) => provider.parseAnswer({ ...sample, output: [], ...fields });
    const message = (content: object) => ({ output: [{ type: 'message', content: [content, { type: 'x' }] }] });
    expect(read({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }).finish).toBe('length');
    expect(read({ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }).finish).toBe(
      'content-filter',
    );
    expect(read(message({ type: 'refusal', refusal: 'No.' }))).toMatchObject({ finish: 'refusal' });
    expect(read({ output: [{ type: 'web_search_call' }, { type: 'reasoning', summary: [] }] })).toMatchObject({
      parts: [],
      finish: 'stop',
    });
    const failed = expect.objectContaining({ code: 'provider_error', message: 'Broken.' });
    expect(() => read({ status: 'failed', error: { message: 'Broken.' } })).toThrow(failed);
    expect(() => read({ status: 'cancelled' })).toThrow('cancelled');
  });

  it('is refused when it is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => provider.parseAnswer(value)).toThrow(expect.objectContaining({ code: 'provider_bad_response' }));
        expect(provider.readUsage(value)).toBeNull();
        provider.parseAnswer({
          output: [value, { type: 'message', content: value }, { type: 'reasoning', summary: value }],
        });
      }),
    );
  });
});

describe('the rest of the dialect', () => {
  it('writes and reads errors', () => {
    const error = new HeimdallError('request_invalid', 'Wrong.', { context: { param: 'input' } });
    expect(client.renderError(error, 400, null)).toEqual({
      error: { message: 'Wrong.', type: 'invalid_request_error', param: 'input', code: 'request_invalid' },
    });
    expect(provider.readError(400, '{"error":{"message":"m","type":"t"}}')).toEqual({ message: 'm', type: 't' });
  });
});
