/** A server that speaks OpenAI's Responses API in its true wire format, and fails on demand. */
import { ANSWER_WORDS, type Content, pieces, ScriptedUpstream, type WireProtocol } from './scripted-upstream.ts';

const USAGE = {
  input_tokens: 12,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 6,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 18,
};

type Json = Record<string, unknown>;

let made = 0;

export const RESPONSES_PROTOCOL: WireProtocol = {
  basePath: '/v1',
  refuse: () => null,
  isStream: ({ body }) => body.stream === true,
  other: ({ path }) =>
    path.endsWith('/responses/input_tokens') ? { object: 'response.input_tokens', input_tokens: 1_234 } : null,
  answer({ body }, content) {
    const id = nextId();
    return responseObject(body, id, 'completed', outputItems(id, content));
  },
  frames: ({ body }, content) => streamFrames(body, content),
  halfFrame: 'event: response.output_te',
  error: (status, message) =>
    JSON.stringify({
      error: { message, type: status >= 500 ? 'server_error' : 'invalid_request_error', param: null, code: null },
    }),
};

export class FakeResponsesUpstream extends ScriptedUpstream {
  constructor() {
    super(RESPONSES_PROTOCOL);
  }

  /** Id of the newest response. */
  get lastId(): string {
    return `resp_openai_${made}`;
  }
}

function nextId(): string {
  return `resp_openai_${++made}`;
}

function responseObject(body: Json, id: string, status: string, output: readonly Json[]): Json {
  return {
    id,
    object: 'response',
    created_at: 1_760_000_000,
    status,
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions ?? null,
    max_output_tokens: body.max_output_tokens ?? null,
    model: `${String(body.model)}-2025-08-07`,
    output,
    parallel_tool_calls: true,
    previous_response_id: body.previous_response_id ?? null,
    reasoning: { effort: null, summary: null },
    store: body.store ?? true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: body.tools ?? [],
    top_p: 1,
    truncation: 'disabled',
    usage: status === 'completed' ? USAGE : null,
    user: null,
    metadata: {},
  };
}

/** Thinking, then a call or a message, as OpenAI orders them. */
function outputItems(id: string, { words = ANSWER_WORDS, thinking, tool }: Content): Json[] {
  const suffix = id.replace('resp_', '');
  const items: Json[] = [];
  if (thinking !== undefined) {
    items.push({ id: `rs_${suffix}`, type: 'reasoning', summary: [{ type: 'summary_text', text: thinking }] });
  }
  if (tool !== undefined) {
    const { name, args } = tool;
    const call = { type: 'function_call', status: 'completed', arguments: args, call_id: 'call_fake', name };
    items.push({ id: `fc_${suffix}`, ...call });
    return items;
  }
  const content = [{ type: 'output_text', annotations: [], logprobs: [], text: words.join('') }];
  items.push({ id: `msg_${suffix}`, type: 'message', status: 'completed', content, role: 'assistant' });
  return items;
}

function streamFrames(body: Json, content: Content): string[] {
  const id = nextId();
  const frames: string[] = [];
  const emit = (type: string, fields: Json) => {
    frames.push(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: frames.length, ...fields })}\n\n`);
  };
  const items = outputItems(id, content);
  emit('response.created', { response: responseObject(body, id, 'in_progress', []) });
  emit('response.in_progress', { response: responseObject(body, id, 'in_progress', []) });
  for (const [output_index, item] of items.entries()) {
    const at = { item_id: item.id, output_index };
    if (item.type === 'reasoning') emitReasoning(item, at, emit);
    else if (item.type === 'function_call') emitCall(item, at, emit);
    else emitMessage(item, at, content.words ?? ANSWER_WORDS, emit);
    emit('response.output_item.done', { output_index, item });
  }
  emit('response.completed', { response: responseObject(body, id, 'completed', items) });
  return frames;
}

type Emit = (type: string, fields: Json) => void;

function emitReasoning(item: Json, at: Json, emit: Emit): void {
  const [part] = item.summary as { text: string }[];
  const inPart = { ...at, summary_index: 0 };
  emit('response.output_item.added', { output_index: at.output_index, item: { ...item, summary: [] } });
  emit('response.reasoning_summary_part.added', { ...inPart, part: { type: 'summary_text', text: '' } });
  emit('response.reasoning_summary_text.delta', { ...inPart, delta: part?.text });
  emit('response.reasoning_summary_text.done', { ...inPart, text: part?.text });
  emit('response.reasoning_summary_part.done', { ...inPart, part });
}

function emitCall(item: Json, at: Json, emit: Emit): void {
  const open = { ...item, status: 'in_progress', arguments: '' };
  emit('response.output_item.added', { output_index: at.output_index, item: open });
  for (const delta of pieces(String(item.arguments))) emit('response.function_call_arguments.delta', { ...at, delta });
  emit('response.function_call_arguments.done', { ...at, name: item.name, arguments: item.arguments });
}

function emitMessage(item: Json, at: Json, words: readonly string[], emit: Emit): void {
  const [part] = item.content as Json[];
  const inPart = { ...at, content_index: 0 };
  const open = { ...item, status: 'in_progress', content: [] };
  emit('response.output_item.added', { output_index: at.output_index, item: open });
  emit('response.content_part.added', { ...inPart, part: { ...part, text: '' } });
  for (const delta of words) emit('response.output_text.delta', { ...inPart, delta, logprobs: [] });
  emit('response.output_text.done', { ...inPart, text: part?.text, logprobs: [] });
  emit('response.content_part.done', { ...inPart, part });
}
