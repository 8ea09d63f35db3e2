/** Reads requests and answers that were recorded: for another decision, and for people. */
import { type ChatRequest, HeimdallError } from '../core/index.ts';
import { clientDialect } from './client-dialect.ts';
import type { CanonicalEvent, DialectName } from './dialects/canonical.ts';
import { answerReader } from './dialects/registry.ts';
import { SseEvents } from './dialects/sse-events.ts';
import { matchPath } from './http/request-path.ts';
import { parseHints } from './routes.ts';

export type RecordedDialect = DialectName;

/** What an answer says, whatever the dialect. */
export interface AnswerContent {
  readonly text: string;
  readonly thinking: string;
  /** `arguments` is JSON, as the model wrote it. */
  readonly toolCalls: readonly { readonly name: string; readonly arguments: string }[];
}

/**
 * What routing looks at in a request that was received at `path`.
 *
 * @throws {HeimdallError} `request_invalid`, `route_not_found`.
 */
export function readRequest(path: string, body: Uint8Array): { request: ChatRequest; dialect: DialectName } {
  const match = matchPath(path);
  if (match === null) throw new HeimdallError('route_not_found', `Requests to ${path} are not served any more.`);
  const client = clientDialect(path, match, {});
  return { request: client.parse(body, parseHints(match)).request, dialect: client.name };
}

/**
 * What a recorded answer says; null when it cannot be read, as when it was an error.
 *
 * @param bytes The answer, or the beginning of a streamed one.
 */
export function readAnswerContent(path: string, bytes: Uint8Array, streamed: boolean): AnswerContent | null {
  const match = matchPath(path);
  if (match === null) return null;
  const text = new TextDecoder().decode(bytes);
  try {
    if (match.route === 'completions') return readCompletion(text, streamed);
    const { name } = clientDialect(path, match, {});
    return streamed ? readStream(name, text) : readWhole(name, text);
  } catch {
    return null;
  }
}

function readWhole(dialect: DialectName, text: string): AnswerContent {
  const { parts } = answerReader(dialect).parseAnswer(JSON.parse(text));
  const content = { text: '', thinking: '', toolCalls: [] as { name: string; arguments: string }[] };
  for (const part of parts) {
    if (part.type === 'tool-call') content.toolCalls.push({ name: part.name, arguments: part.arguments });
    else if (part.type === 'thinking') content.thinking += part.text;
    else content.text += part.text;
  }
  return content;
}

function readStream(dialect: DialectName, text: string): AnswerContent | null {
  const reader = answerReader(dialect).createStreamReader();
  const calls = new Map<number, { name: string; arguments: string }>();
  let said = '';
  let thinking = '';
  let started = false;
  const add = (event: CanonicalEvent) => {
    started ||= event.type === 'start';
    if (event.type === 'text-delta' || event.type === 'refusal-delta') said += event.text;
    else if (event.type === 'thinking-delta') thinking += event.text;
    else if (event.type === 'tool-call-start') calls.set(event.index, { name: event.name, arguments: '' });
    else if (event.type === 'tool-call-delta') {
      const call = calls.get(event.index);
      if (call !== undefined) call.arguments += event.arguments;
    }
  };
  for (const event of [...reader.read(text), ...reader.end()]) add(event);
  return started ? { text: said, thinking, toolCalls: [...calls.values()] } : null;
}

/** The API before chat, which no provider is called with and so has no reader. */
function readCompletion(text: string, streamed: boolean): AnswerContent {
  const bodies = streamed ? eventsOf(text) : [text];
  const said = bodies.map((body) => {
    const { choices } = JSON.parse(body) as { choices: { text: string }[] };
    return choices.map((choice) => choice.text).join('');
  });
  return { text: said.join(''), thinking: '', toolCalls: [] };
}

function eventsOf(text: string): string[] {
  const events = new SseEvents();
  return [...events.push(text), ...events.flush()].map(({ data }) => data).filter((data) => data !== '[DONE]');
}
