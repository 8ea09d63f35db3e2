/** A server that speaks the OpenAI chat-completions protocol in its true wire format, and fails on demand. */
import { ANSWER_WORDS, type Content, pieces, ScriptedUpstream, type WireProtocol } from './scripted-upstream.ts';

export { ANSWER_WORDS, unusedPort } from './scripted-upstream.ts';

const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 6,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

interface ChatBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

export const CHAT_PROTOCOL: WireProtocol = {
  basePath: '/v1',
  refuse: () => null,
  isStream: ({ body }) => body.stream === true,
  answer: ({ body }, content) => completion(body, content),
  frames: ({ body }, content) => streamFrames(body, content),
  halfFrame: 'data: {"id":"chatcmpl-fake","choi',
  error(status, message) {
    const type = status === 429 ? 'rate_limit_exceeded' : status >= 500 ? 'server_error' : 'invalid_request_error';
    return JSON.stringify({ error: { message, type, param: null, code: null } });
  },
};

export class FakeOpenAiUpstream extends ScriptedUpstream {
  constructor() {
    super(CHAT_PROTOCOL);
  }
}

function completion(body: ChatBody, content: Content): unknown {
  const { tool, thinking } = content;
  const shared = {
    role: 'assistant',
    refusal: null,
    ...(thinking === undefined ? {} : { reasoning_content: thinking }),
  };
  const message =
    tool === undefined
      ? { ...shared, content: (content.words ?? ANSWER_WORDS).join(''), annotations: [] }
      : {
          ...shared,
          content: null,
          tool_calls: [{ id: 'call_fake', type: 'function', function: { name: tool.name, arguments: tool.args } }],
        };
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: `${body.model}-2025-08-07`,
    choices: [{ index: 0, message, logprobs: null, finish_reason: tool === undefined ? 'stop' : 'tool_calls' }],
    ...(content.reportUsage === false ? {} : { usage: USAGE }),
    service_tier: 'default',
    system_fingerprint: null,
  };
}

function streamFrames(body: ChatBody, content: Content): string[] {
  const usage = body.stream_options?.include_usage === true && content.reportUsage !== false;
  const head = {
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: 1_760_000_000,
    model: `${body.model}-2025-08-07`,
    service_tier: 'default',
    system_fingerprint: null,
  };
  const frame = (choices: unknown[], used: unknown = null) =>
    `data: ${JSON.stringify({ ...head, choices, ...(usage ? { usage: used } : {}) })}\n\n`;
  const delta = (value: unknown, finish: string | null = null) =>
    frame([{ index: 0, delta: value, logprobs: null, finish_reason: finish }]);
  const frames: string[] = [];
  const { tool, thinking } = content;
  if (tool === undefined) {
    frames.push(delta({ role: 'assistant', content: '', refusal: null }));
    if (thinking !== undefined) frames.push(delta({ content: null, reasoning_content: thinking }));
    for (const word of content.words ?? ANSWER_WORDS) frames.push(delta({ content: word }));
    frames.push(delta({}, 'stop'));
  } else {
    const start = { index: 0, id: 'call_fake', type: 'function', function: { name: tool.name, arguments: '' } };
    frames.push(delta({ role: 'assistant', content: null, tool_calls: [start], refusal: null }));
    for (const piece of pieces(tool.args)) {
      frames.push(delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] }));
    }
    frames.push(delta({}, 'tool_calls'));
  }
  if (usage) frames.push(frame([], USAGE));
  frames.push('data: [DONE]\n\n');
  return frames;
}
