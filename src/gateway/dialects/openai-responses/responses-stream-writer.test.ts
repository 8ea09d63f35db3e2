import { describe, expect, it } from 'vitest';
import type { CanonicalEvent } from '../canonical.ts';
import { loadFixture, readPieces } from '../openai-chat/__fixtures__/load-fixture.ts';
import { createOpenAiResponsesClient, openaiResponsesClient, openaiResponsesProvider } from './index.ts';

const fixture = (name: string) => loadFixture(import.meta.url, name);
const reader = () => openaiResponsesProvider.createStreamReader();
const codex = JSON.parse(fixture('codex-request.json').toString());
const usage = { input: 82, output: 151, cachedInput: 64, cacheWrite: null, reasoning: 128 };
const event = (type: string, fields: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;

interface WireEvent extends Record<string, unknown> {
  readonly type: string;
  readonly sequence_number: number;
}

/** Writes events and checks what is true of every stream: names match types, numbers rise by one. */
function write(events: readonly CanonicalEvent[], body: object = {}): WireEvent[] {
  const client = createOpenAiResponsesClient(() => 1_757_000_000_000);
  const writer = client.createStreamWriter(client.parse(Buffer.from(JSON.stringify({ ...codex, ...body }))));
  const frames = events
    .map((one) => writer.write(one))
    .join('')
    .split('\n\n')
    .filter(Boolean);
  return frames.map((frame, at) => {
    const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(frame) as RegExpExecArray;
    const value = JSON.parse(data as string) as WireEvent;
    expect(value.type).toBe(name);
    expect(value.sequence_number).toBe(at);
    return value;
  });
}
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type.replace('response.', ''));

describe('the writer of streamed responses', () => {
  it('writes what it read, in the order of the true one', () => {
    const source = fixture('reasoning-and-tools.chunks.txt');
    const written = write(readPieces(reader(), [source]));
    const original = source
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('event: '))
      .map((line) => line.slice(16));
    const perPart = (list: string[]) => list.filter((name) => !name.startsWith('reasoning_summary'));
    expect(perPart(types(written))).toEqual(perPart(original));
    expect(types(written).slice(2, 10)).toEqual([
      'output_item.added',
      'reasoning_summary_part.added',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.delta',
      'reasoning_summary_text.done',
      'reasoning_summary_part.done',
    ]);
    const text = written.map((one) => event(one.type, one)).join('');
    expect(JSON.stringify(readPieces(reader(), [Buffer.from(text)]))).toBe(
      JSON.stringify(readPieces(reader(), [source])),
    );
    const last = written.at(-1) as { response?: unknown };
    expect(openaiResponsesProvider.parseAnswer(last.response)).toEqual(
      openaiResponsesProvider.parseAnswer(JSON.parse(fixture('reasoning-and-tools.json').toString())),
    );
  });

  it('keeps texts together, interleaved calls apart, and the custom text whole', () => {
    const written = write([
      { type: 'start', id: 'msg_1', model: 'claude', usage },
      { type: 'text-delta', index: 0, text: 'a' },
      { type: 'part-end', index: 0 },
      { type: 'text-delta', index: 1, text: 'b' },
      { type: 'part-end', index: 1 },
      { type: 'part-end', index: 1 },
      { type: 'refusal-delta', index: 2, text: 'No.' },
      {
        type: 'tool-call-start',
        index: 3,
        id: 'x',
        name: 'mcp__git__log',
        signature: { dialect: 'gemini', value: 'g' },
      },
      { type: 'tool-call-start', index: 4, id: 'y', name: 'apply_patch' },
      { type: 'tool-call-delta', index: 4, arguments: '{"inp' },
      { type: 'tool-call-delta', index: 9, arguments: 'nobody' },
      { type: 'tool-call-delta', index: 4, arguments: 'ut":"+\\u00e9' },
      { type: 'tool-call-delta', index: 4, arguments: '"}' },
      { type: 'finish', reason: 'tool-calls', stopSequence: null, usage: null },
      { type: 'end' },
    ]);
    expect(types(written)).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'content_part.added',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'content_part.added',
      'refusal.delta',
      'refusal.done',
      'content_part.done',
      'output_item.done',
      'output_item.added',
      'output_item.done',
      'output_item.added',
      'output_item.added',
      'custom_tool_call_input.delta',
      'function_call_arguments.delta',
      'function_call_arguments.done',
      'output_item.done',
      'custom_tool_call_input.done',
      'output_item.done',
      'completed',
    ]);
    expect(written.at(-1)).toMatchObject({
      response: {
        id: 'resp_msg_1',
        status: 'completed',
        usage: { input_tokens: 82, total_tokens: 233 },
        output: [
          { content: [{ text: 'a' }, { text: 'b' }, { refusal: 'No.' }] },
          { encrypted_content: 'heimdall:gemini:call:g' },
          { type: 'function_call', name: 'log', namespace: 'mcp__git__', arguments: '{}' },
          { type: 'custom_tool_call', name: 'apply_patch', input: '+é' },
        ],
      },
    });
  });

  it('keeps proofs from those who do not ask for them', () => {
    const secret = { dialect: 'anthropic', value: 's' } as const;
    const events: CanonicalEvent[] = [
      { type: 'start', id: '', model: 'm', usage: null },
      { type: 'thinking-signature', index: 0, signature: secret, redacted: true },
      { type: 'part-end', index: 0 },
      { type: 'finish', reason: 'length', stopSequence: null, usage: null },
    ];
    expect(write(events).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: { output: [{ encrypted_content: 'heimdall:anthropic:redacted:s' }], usage: null },
    });
    expect(write(events, { include: null }).at(-1)).toMatchObject({ response: { output: [] } });
  });

  it('writes errors in both of the forms that clients know', () => {
    const [, , error, failed] = write([
      { type: 'start', id: 'resp_1', model: 'm', usage: null },
      { type: 'error', code: 'context_overflow', message: 'Too long.' },
    ]);
    expect(error).toMatchObject({ type: 'error', code: 'context_length_exceeded', error: { message: 'Too long.' } });
    expect(failed).toMatchObject({
      type: 'response.failed',
      response: { id: 'resp_1', status: 'failed', error: { code: 'context_length_exceeded', message: 'Too long.' } },
    });
    const frame = openaiResponsesClient.renderStreamError('provider_error', 'Cut.');
    expect(readPieces(reader(), [Buffer.from(frame)])).toEqual([
      { type: 'error', code: 'provider_error', message: 'Cut.' },
    ]);
    expect(frame).toContain('event: response.failed\n');
  });
});
