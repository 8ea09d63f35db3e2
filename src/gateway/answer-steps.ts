/** Reads an answer of the endpoint while it comes, for whoever looks on. */
import { clientDialect } from './client-dialect.ts';
import type { CanonicalEvent, DialectName } from './dialects/canonical.ts';
import { answerReader } from './dialects/registry.ts';
import { matchPath } from './http/request-path.ts';
import { readAnswerContent } from './stored-exchange.ts';

/** What an answer said next. */
export interface AnswerStep {
  /** `tool-call`: its name with an open bracket, then its arguments as they come. `error`: why it ended early. */
  readonly kind: 'text' | 'thinking' | 'tool-call' | 'error';
  readonly text: string;
  /** Begins anew instead of going on with the step before of its kind. */
  readonly begins: boolean;
}

export interface AnswerSteps {
  /** What these bytes complete; they may be cut anywhere. */
  read(bytes: Uint8Array): AnswerStep[];
  /** What is left when the answer has ended. */
  end(): AnswerStep[];
}

/**
 * A reader for the answer to a request that went to `path`.
 *
 * @param streamed Whether it is an event stream; any other is read at its end.
 * @param status Of the answer. From 400 on its body is the reason.
 */
export function createAnswerSteps(path: string, streamed: boolean, status: number): AnswerSteps {
  const match = matchPath(path);
  const chat = match !== null && match.route !== 'completions';
  if (chat && streamed && status < 400) return readStream(clientDialect(path, match, {}).name);
  const chunks: Uint8Array[] = [];
  return {
    read(bytes) {
      chunks.push(bytes);
      return [];
    },
    end() {
      const whole = Buffer.concat(chunks);
      if (status < 400) return readWhole(path, whole, streamed);
      const dialect = chat ? clientDialect(path, match, {}).name : 'openai-chat';
      return [step('error', answerReader(dialect).readError(status, whole.toString('utf8')).message, true)];
    },
  };
}

function readStream(dialect: DialectName): AnswerSteps {
  const reader = answerReader(dialect).createStreamReader();
  const decoder = new TextDecoder();
  const steps = (events: readonly CanonicalEvent[]) => events.flatMap(stepsOf);
  return {
    read: (bytes) => steps(reader.read(decoder.decode(bytes, { stream: true }))),
    end: () => steps([...reader.read(decoder.decode()), ...reader.end()]),
  };
}

function stepsOf(event: CanonicalEvent): AnswerStep[] {
  switch (event.type) {
    case 'text-delta':
    case 'refusal-delta':
      return [step('text', event.text)];
    case 'thinking-delta':
      return [step('thinking', event.text)];
    case 'tool-call-start':
      return [step('tool-call', `${event.name}(`, true)];
    case 'tool-call-delta':
      return [step('tool-call', event.arguments)];
    case 'error':
      return [step('error', event.message, true)];
    default:
      return [];
  }
}

function readWhole(path: string, bytes: Uint8Array, streamed: boolean): AnswerStep[] {
  const content = readAnswerContent(path, bytes, streamed);
  if (content === null) return [];
  return [
    step('thinking', content.thinking),
    step('text', content.text),
    ...content.toolCalls.map((call) => step('tool-call', `${call.name}(${call.arguments}`, true)),
  ].filter(({ text }) => text !== '');
}

function step(kind: AnswerStep['kind'], text: string, begins = false): AnswerStep {
  return { kind, text, begins };
}
