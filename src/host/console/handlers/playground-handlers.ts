import { type ChatMessage, estimateRequestTokens, estimateTokens, promptText } from '../../../core/index.ts';
import { readRequest } from '../../../gateway/gateway.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import { type Asking, routeRequest, sendRequest, type WholeRequest } from '../../replay/ask-router.ts';
import { findRequest } from '../../replay/replay-decision.ts';
import { findRecord } from './decision-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

const PATH = '/v1/chat/completions';
const APP = 'playground';

type Draft = ConsoleParsedInput<'playground.estimate'>;
type Opened = ConsoleOutput<'playground.open'>;

/** Requests that are written in the console. */
export function playgroundHandlers(
  parts: ConsoleParts,
): Pick<Handlers, 'playground.estimate' | 'playground.open' | 'playground.route' | 'playground.run'> {
  return {
    'playground.estimate': (draft) => {
      const { request } = readRequest(PATH, requestOf(draft, false).body);
      const prompt = promptText(request);
      return { tokens: estimateRequestTokens(request, prompt, estimateTokens(prompt)) };
    },
    'playground.open': ({ id }) => openDraft(findRequest(parts, findRecord(parts.log, id))),
    'playground.route': async (input) => ({
      record_id: await routeRequest(parts, requestOf(input, false), askingOf(input)),
    }),
    'playground.run': async (input) => ({
      // Streamed, so that the time to the first word is known as well.
      record_id: await sendRequest(parts, requestOf(input, true), askingOf(input)),
    }),
  };
}

function requestOf({ messages, tools }: Draft, stream: boolean): WholeRequest {
  const body = {
    model: 'heimdall/auto',
    messages,
    ...(tools.length > 0 ? { tools } : {}),
    ...(stream ? { stream } : {}),
  };
  return { target: PATH, path: PATH, body: Buffer.from(JSON.stringify(body)) };
}

function askingOf({ model, alpha }: ConsoleParsedInput<'playground.run'>): Asking {
  const overrides = { ...(model === undefined ? {} : { model }), ...(alpha === undefined ? {} : { alpha }) };
  return { app: APP, replayOf: null, overrides };
}

/** Turns of any dialect; what only its own form can hold is named. */
function openDraft({ path, body }: WholeRequest): Opened {
  const { request } = readRequest(path, body);
  const messages: Opened['messages'] = [];
  for (const { role, text } of request.messages) {
    if (role !== 'tool' && text !== '') messages.push({ role, content: text });
  }
  const sum = (count: (message: ChatMessage) => number) =>
    request.messages.reduce((total, message) => total + count(message), 0);
  const tools = path === PATH ? toolsOf(body) : [];
  return {
    messages,
    tools,
    left_out: [
      inWords(
        sum(({ images }) => images),
        'image',
      ),
      inWords(
        sum(({ toolCalls }) => toolCalls),
        'tool call',
      ),
      inWords(
        sum(({ role }) => (role === 'tool' ? 1 : 0)),
        'tool result',
      ),
      inWords(request.tools - tools.length, 'tool definition'),
    ].filter((words) => words !== ''),
  };
}

function toolsOf(body: Buffer): Opened['tools'] {
  const { tools }: { tools?: unknown } = JSON.parse(body.toString('utf8'));
  return Array.isArray(tools) ? tools : [];
}

function inWords(count: number, what: string): string {
  return count <= 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}
