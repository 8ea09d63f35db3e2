/** The simulator's answers in the wire format of the OpenAI API. */
import {
  type SimulatedAnswer,
  type SimulatedToolCall,
  type SimulationRequest,
  simulateAnswer,
} from './simulated-answer.ts';

interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

interface Rendering {
  readonly id: string;
  /** The answer in pieces of about a token. */
  readonly pieces: readonly string[];
  readonly answer: SimulatedAnswer;
  readonly finishReason: string;
  readonly usage: Usage;
}

/** A whole `chat.completion`. */
export function simulatedCompletion(request: SimulationRequest): Record<string, unknown> {
  const { id, pieces, answer, finishReason, usage } = render(request);
  const content = answer.text === null ? null : pieces.join('');
  const message = { role: 'assistant', content, refusal: null, ...toolFields(answer.tool, id, answer.tool?.arguments) };
  return {
    ...envelope(request, id, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage,
  };
}

/** The frames of a stream, `[DONE]` included, each ready to send. */
export function simulatedFrames(request: SimulationRequest): string[] {
  const { id, pieces, answer, finishReason, usage } = render(request);
  const head = envelope(request, id, 'chat.completion.chunk');
  const frame = (delta: unknown, finish: string | null) =>
    dataFrame({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  const start = { role: 'assistant', content: answer.text === null ? null : '', refusal: null };
  const frames = [frame({ ...start, ...streamedToolStart(answer.tool, id) }, null)];
  for (const piece of pieces) frames.push(frame(pieceDelta(answer.tool, piece), null));
  frames.push(frame({}, finishReason));
  if (request.includeUsage) frames.push(dataFrame({ ...head, choices: [], usage }));
  frames.push('data: [DONE]\n\n');
  return frames;
}

function render(request: SimulationRequest): Rendering {
  const answer = simulateAnswer(request);
  const whole = splitPieces(answer.text ?? answer.tool?.arguments ?? '');
  const limit = tokenLimit(request);
  const pieces = answer.tool === null ? whole.slice(0, limit) : whole;
  const completion = pieces.length;
  return {
    id: `chatcmpl-sim-${hash(JSON.stringify([request.model, request.body.messages]))}`,
    pieces,
    answer,
    finishReason: finishReason(answer, pieces.length < whole.length),
    usage: {
      prompt_tokens: request.inputTokens,
      completion_tokens: completion,
      total_tokens: request.inputTokens + completion,
    },
  };
}

function finishReason(answer: SimulatedAnswer, cutShort: boolean): string {
  if (answer.tool !== null) return answer.tool.legacy ? 'function_call' : 'tool_calls';
  return cutShort ? 'length' : 'stop';
}

function envelope(request: SimulationRequest, id: string, object: string): Record<string, unknown> {
  return { id, object, created: request.createdS, model: request.model, system_fingerprint: 'fp_simulated' };
}

function toolFields(tool: SimulatedToolCall | null, id: string, args: string | undefined): Record<string, unknown> {
  if (tool === null) return {};
  const call = { name: tool.name, arguments: args };
  return tool.legacy ? { function_call: call } : { tool_calls: [{ id: callId(id), type: 'function', function: call }] };
}

function streamedToolStart(tool: SimulatedToolCall | null, id: string): Record<string, unknown> {
  if (tool === null) return {};
  const call = { name: tool.name, arguments: '' };
  if (tool.legacy) return { function_call: call };
  return { tool_calls: [{ index: 0, id: callId(id), type: 'function', function: call }] };
}

function pieceDelta(tool: SimulatedToolCall | null, piece: string): Record<string, unknown> {
  if (tool === null) return { content: piece };
  if (tool.legacy) return { function_call: { arguments: piece } };
  return { tool_calls: [{ index: 0, function: { arguments: piece } }] };
}

function callId(id: string): string {
  return id.replace('chatcmpl-sim-', 'call_sim_');
}

/** Words with the space before them, and no piece longer than a few letters more than a token. */
function splitPieces(text: string): string[] {
  return text.match(/\s+\S{0,12}|\S{1,12}/g) ?? [];
}

function tokenLimit({ body }: SimulationRequest): number {
  const limit = body.max_completion_tokens ?? body.max_tokens;
  return typeof limit === 'number' ? limit : Number.POSITIVE_INFINITY;
}

function dataFrame(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

/** FNV-1a, 32 bits: the id only has to be the same for the same request. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, '0');
}
