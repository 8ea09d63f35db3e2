/**
 * What a streamed answer must look like in each dialect, as the official SDKs read it: a frame that breaks one of these
 * rules is skipped by a client or makes it throw.
 */
import type { SseEvent } from '../../../gateway/gateway.ts';
import { must, mustBe, mustCount, mustHaveText, parseJson, show } from './expectations.ts';
import type { Json } from './wire-client.ts';

/** What was read out of a stream. */
export interface StreamReading {
  readonly text: string;
  /** Name and arguments of the tool call, or null. */
  readonly tool: { readonly name: string; readonly args: string } | null;
  readonly finish: string;
}

const BUFFERED = 'A proxy drops or renames lines of the event stream. Turn its rewriting of text/event-stream off.';

/** OpenAI chat completions: nameless `data:` frames, one finish, usage last if asked for, `[DONE]` at the end. */
export function readChatStream(events: readonly SseEvent[], wantsUsage: boolean): StreamReading {
  must(events.length > 0, 'the stream has no events', BUFFERED);
  mustBe(events.at(-1)?.data, '[DONE]', 'the last frame', `${BUFFERED} Clients wait for [DONE] until they time out.`);
  const chunks = events.slice(0, -1).map(({ name, data }) => {
    mustBe(name, null, 'the event name of a chunk', BUFFERED);
    return parseJson(data, 'a chunk');
  });
  const text: string[] = [];
  const args: string[] = [];
  const finishes: string[] = [];
  let tool: string | null = null;
  let usages = 0;
  for (const chunk of chunks) {
    mustBe(chunk.object, 'chat.completion.chunk', 'object of a chunk');
    mustBe(chunk.id, chunks[0]?.id, 'id of a chunk');
    if (chunk.usage) {
      usages++;
      mustCount(chunk.usage.prompt_tokens, 'usage.prompt_tokens');
      mustBe(chunk.choices?.length, 0, 'the number of choices beside usage');
    }
    const choice = chunk.choices?.[0];
    if (choice === undefined) continue;
    text.push(choice.delta?.content ?? '');
    for (const call of choice.delta?.tool_calls ?? []) {
      mustCount(call.index, 'tool_calls[].index');
      if (call.id !== undefined) tool = call.function?.name ?? null;
      args.push(call.function?.arguments ?? '');
    }
    if (choice.finish_reason) finishes.push(choice.finish_reason);
  }
  mustBe(chunks[0]?.choices?.[0]?.delta?.role, 'assistant', 'the role in the first chunk');
  mustBe(finishes.length, 1, 'the number of finish reasons');
  mustBe(usages, wantsUsage ? 1 : 0, `the number of usage chunks (${wantsUsage ? '' : 'not '}asked for)`);
  return reading(text.join(''), tool, args.join(''), finishes[0]);
}

/** OpenAI Responses: every frame is named after its type and numbered, items open and close in order. */
export function readResponsesStream(events: readonly SseEvent[]): StreamReading {
  const values = named(events);
  mustBe(values[0]?.type, 'response.created', 'the first event');
  mustBe(values[1]?.type, 'response.in_progress', 'the second event');
  mustBe(values.at(-1)?.type, 'response.completed', 'the last event');
  for (const [index, value] of values.entries()) {
    mustBe(value.sequence_number, index, `sequence_number of ${value.type}`);
  }
  const open = new Map<number, { item: Json; text: string; input: string }>();
  const closed: Json[] = [];
  for (const value of values) readResponsesEvent(value, open, closed);
  mustBe(open.size, 0, 'the number of output items that were never done');
  const { output } = values.at(-1)?.response ?? {};
  mustBe(JSON.stringify(output), JSON.stringify(closed), 'output of response.completed');
  const message = closed.find(({ type }) => type === 'message');
  const call = closed.find(({ type }) => type === 'function_call');
  return reading(message?.content?.[0]?.text ?? '', call?.name ?? null, call?.arguments ?? '', 'completed');
}

function readResponsesEvent(
  value: Json,
  open: Map<number, { item: Json; text: string; input: string }>,
  closed: Json[],
): void {
  const at: number = value.output_index;
  const item = open.get(at);
  switch (value.type) {
    case 'response.output_item.added':
      open.set(at, { item: value.item, text: '', input: '' });
      return;
    case 'response.output_text.delta':
      must(item !== undefined, 'response.output_text.delta comes before its output item');
      item.text += value.delta;
      return;
    case 'response.output_text.done':
      mustBe(value.text, item?.text, 'the text of response.output_text.done (all deltas together)');
      return;
    case 'response.function_call_arguments.delta':
      must(item !== undefined, 'response.function_call_arguments.delta comes before its output item');
      item.input += value.delta;
      return;
    case 'response.function_call_arguments.done':
      mustBe(value.arguments, item?.input, 'the arguments of response.function_call_arguments.done');
      return;
    case 'response.output_item.done':
      must(item !== undefined, 'response.output_item.done comes without response.output_item.added');
      mustBe(value.item?.id, item.item?.id, 'id of the item that is done');
      open.delete(at);
      closed.push(value.item);
  }
}

/** Anthropic Messages: start, blocks one after the other, delta with the stop reason, stop; each frame named. */
export function readAnthropicStream(events: readonly SseEvent[]): StreamReading {
  const values = named(events).filter(({ type }) => type !== 'ping');
  mustBe(values[0]?.type, 'message_start', 'the first event');
  mustBe(values.at(-2)?.type, 'message_delta', 'the last event but one');
  mustBe(values.at(-1)?.type, 'message_stop', 'the last event');
  mustCount(values[0]?.message?.usage?.input_tokens, 'usage.input_tokens of message_start');
  let open: number | null = null;
  let blocks = 0;
  let text = '';
  let args = '';
  let tool: string | null = null;
  for (const value of values.slice(1, -2)) {
    if (value.type === 'content_block_start') {
      mustBe(open, null, 'the block that is still open');
      mustBe(value.index, blocks++, 'index of a block');
      open = value.index;
      if (value.content_block?.type === 'tool_use') tool = value.content_block.name;
    } else {
      mustBe(value.index, open, `index of ${value.type} (the open block)`);
      if (value.type === 'content_block_stop') open = null;
      text += value.delta?.text ?? '';
      args += value.delta?.partial_json ?? '';
    }
  }
  mustBe(open, null, 'the block that is still open at the end');
  const { delta, usage } = values.at(-2) as Json;
  mustCount(usage?.output_tokens, 'usage.output_tokens of message_delta');
  return reading(text, tool, args, delta?.stop_reason);
}

/** Gemini: nameless frames, nothing after the one with the finish reason and the usage. */
export function readGeminiStream(events: readonly SseEvent[]): StreamReading {
  must(events.length > 0, 'the stream has no events', BUFFERED);
  const values = events.map(({ name, data }) => {
    mustBe(name, null, 'the event name of a chunk', BUFFERED);
    return parseJson(data, 'a chunk');
  });
  const parts = values.flatMap((value) => value.candidates?.[0]?.content?.parts ?? []);
  const call = parts.find((part: Json) => part.functionCall !== undefined)?.functionCall;
  const last = values.at(-1);
  mustCount(last?.usageMetadata?.promptTokenCount, 'usageMetadata.promptTokenCount of the last chunk');
  const text = parts.map((part: Json) => part.text ?? '').join('');
  return reading(text, call?.name ?? null, JSON.stringify(call?.args ?? {}), last?.candidates?.[0]?.finishReason);
}

/** The values of events whose names must be their types: SDKs skip frames without a name. */
function named(events: readonly SseEvent[]): Json[] {
  must(events.length > 0, 'the stream has no events', BUFFERED);
  return events.map(({ name, data }) => {
    const value = parseJson(data, 'an event');
    mustBe(name, value.type, `the event: line before ${show(value.type)}`, BUFFERED);
    return value;
  });
}

function reading(text: string, tool: string | null, args: string, finish: unknown): StreamReading {
  mustHaveText(finish, 'the finish reason');
  if (tool === null) mustHaveText(text, 'the text of the answer');
  return { text, tool: tool === null ? null : { name: tool, args }, finish };
}
