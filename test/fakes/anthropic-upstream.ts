/** A server that speaks the Anthropic Messages API in its true wire format, refuses what it refuses, fails on demand. */
import { ANSWER_WORDS, type Content, pieces, ScriptedUpstream, type WireProtocol } from './scripted-upstream.ts';

const USAGE = {
  input_tokens: 8,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 4,
  output_tokens: 6,
  service_tier: 'standard',
};
const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};
/** Proof of the thinking; opaque to everybody but this API. */
export const ANTHROPIC_SIGNATURE = 'EqoBCkgIARABGAIiQL2UoU0b1OHYi+yCHpBY7U';

const protocol: WireProtocol = {
  basePath: '/v1',
  refuse({ headers, body, path }) {
    if (headers['x-api-key'] === undefined && headers.authorization === undefined) {
      return { status: 401, message: 'x-api-key header is required' };
    }
    if (headers['anthropic-version'] === undefined) {
      return { status: 400, message: 'anthropic-version: header is required' };
    }
    if (!/^\/v1\/messages(?:\/count_tokens)?(?:\?|$)/.test(path)) return { status: 404, message: 'Not found' };
    if (path.includes('count_tokens')) return null;
    if (!Number.isInteger(body.max_tokens)) return { status: 400, message: 'max_tokens: Field required' };
    if (body.thinking?.budget_tokens >= body.max_tokens) {
      return { status: 400, message: '`max_tokens` must be greater than `thinking.budget_tokens`.' };
    }
    const [first] = body.messages;
    return first?.role === 'user' ? null : { status: 400, message: 'messages: first message must use the "user" role' };
  },
  other: ({ path }) => (path.includes('count_tokens') ? { input_tokens: 33 } : null),
  isStream: ({ body }) => body.stream === true,
  answer: ({ body }, content) => ({
    ...envelope(body.model),
    content: blocks(content),
    stop_reason: content.tool === undefined ? 'end_turn' : 'tool_use',
    usage: USAGE,
  }),
  frames: ({ body }, content) => streamFrames(body.model, content),
  halfFrame: 'event: content_block_delta\ndata: {"type":"content_block_del',
  error: (status, message) =>
    JSON.stringify({
      type: 'error',
      error: { type: ERROR_TYPES[status] ?? 'api_error', message },
      request_id: 'req_fake',
    }),
};

export class FakeAnthropicUpstream extends ScriptedUpstream {
  constructor() {
    super(protocol);
  }
}

function envelope(model: string) {
  return { id: 'msg_fake', type: 'message', role: 'assistant', model: `${model}-20260101`, stop_sequence: null };
}

function blocks({ words = ANSWER_WORDS, thinking, tool }: Content): unknown[] {
  const shown = thinking === undefined ? [] : [{ type: 'thinking', thinking, signature: ANTHROPIC_SIGNATURE }];
  const said =
    tool === undefined
      ? { type: 'text', text: words.join('') }
      : { type: 'tool_use', id: 'toolu_fake', name: tool.name, input: JSON.parse(tool.args) };
  return [...shown, said];
}

function streamFrames(model: string, { words = ANSWER_WORDS, thinking, tool }: Content): string[] {
  const frame = (type: string, fields: object) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const message = { ...envelope(model), content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1 } };
  const frames = [frame('message_start', { message }), frame('ping', {})];
  let index = 0;
  const block = (start: object, deltas: readonly object[]) => {
    frames.push(frame('content_block_start', { index, content_block: start }));
    for (const delta of deltas) frames.push(frame('content_block_delta', { index, delta }));
    frames.push(frame('content_block_stop', { index }));
    index++;
  };
  if (thinking !== undefined) {
    block({ type: 'thinking', thinking: '', signature: '' }, [
      { type: 'thinking_delta', thinking },
      { type: 'signature_delta', signature: ANTHROPIC_SIGNATURE },
    ]);
  }
  if (tool === undefined) {
    block(
      { type: 'text', text: '' },
      words.map((text) => ({ type: 'text_delta', text })),
    );
  } else {
    block(
      { type: 'tool_use', id: 'toolu_fake', name: tool.name, input: {} },
      ['', ...pieces(tool.args)].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    );
  }
  const delta = { stop_reason: tool === undefined ? 'end_turn' : 'tool_use', stop_sequence: null };
  frames.push(frame('message_delta', { delta, usage: { output_tokens: USAGE.output_tokens } }));
  frames.push(frame('message_stop', {}));
  return frames;
}
