import { readAnswerContent } from '../../../gateway/gateway.ts';
import type { ConsoleOutput } from '../../../shared/console-contract.ts';
import { replayDecision } from '../../replay/replay-decision.ts';
import { inflatedBody } from '../../storage/body-queue.ts';
import type { StoredBody } from '../../storage/body-store.ts';
import { findRecord } from './decision-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

type RecordedBody = ConsoleOutput<'decisions.body'>;

/** What requests and answers said, and asking again. */
export function replayHandlers(parts: ConsoleParts): Pick<Handlers, 'decisions.body' | 'decisions.replay'> {
  return {
    'decisions.body': ({ id }) => describeBody(parts, id),
    'decisions.replay': (input) => replayDecision(parts, findRecord(parts.log, input.id), input),
  };
}

function describeBody({ log }: ConsoleParts, id: string): RecordedBody {
  const { outcome } = findRecord(log, id);
  const request = log.body(id, 'request');
  const path = request?.path ?? '';
  return {
    request: request === null ? null : describeRequest(request),
    answer: describeAnswer(log.body(id, 'answer'), path, outcome.streamed),
    prompt: log.promptText(id),
  };
}

function describeRequest(request: StoredBody): RecordedBody['request'] {
  const { path, bytes, truncated } = request;
  return { path: path ?? '', body: jsonOrText(inflatedBody(request)), bytes, truncated };
}

function describeAnswer(answer: StoredBody | null, path: string, streamed: boolean): RecordedBody['answer'] {
  if (answer === null) return null;
  const bytes = inflatedBody(answer);
  const content = readAnswerContent(path, bytes, streamed);
  return {
    text: content?.text ?? '',
    thinking: content?.thinking ?? '',
    tool_calls: (content?.toolCalls ?? []).map((call) => ({ name: call.name, arguments: call.arguments })),
    raw: bytes.toString('utf8'),
    bytes: answer.bytes,
    truncated: answer.truncated,
  };
}

function jsonOrText(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
