import { type ChatMessage, estimateRequestTokens, estimateTokens, promptText } from '../../../core/index.ts';
import { readRequest } from '../../../gateway/gateway.ts';
import type { ConsoleOutput, ConsoleParsedInput } from '../../../shared/console-contract.ts';
import { type Asking, routeRequest, sendRequest, type WholeRequest } from '../../replay/ask-router.ts';
import { createForecaster } from '../../replay/forecast.ts';
import { findRequest } from '../../replay/replay-decision.ts';
import { findRecord } from './decision-handlers.ts';
import type { ConsoleParts, Handlers } from './handlers.ts';

const PATH = '/v1/chat/completions';
const APP = 'playground';

type Draft = ConsoleParsedInput<'playground.route'>;
type Turns = Pick<Draft, 'tools'> & {
  readonly messages: readonly (Omit<Draft['messages'][number], 'images'> & Partial<Draft['messages'][number]>)[];
};
type Opened = ConsoleOutput<'playground.open'>;

/** Requests that are written in the console. */
export function playgroundHandlers(
  parts: ConsoleParts,
): Pick<
  Handlers,
  'playground.estimate' | 'playground.open' | 'playground.route' | 'playground.run' | 'answers.get' | 'answers.stop'
> {
  const { answers, routing } = parts;
  const forecast = createForecaster(routing);
  return {
    'playground.estimate': async ({ messages, tools, images, alpha, models }) => {
      const whole = requestOf({ messages: withPlaceholders(messages, images), tools }, false);
      const { request } = readRequest(PATH, whole.body);
      const prompt = promptText(request);
      const forecasts = await Promise.all(models.map((model) => forecast(whole, { model, alpha, app: APP })));
      const counted = forecasts.find((one) => one.tokens !== null)?.tokens ?? null;
      return { tokens: counted ?? estimateRequestTokens(request, prompt, estimateTokens(prompt)), forecasts };
    },
    'playground.open': ({ id }) => openDraft(findRequest(parts, findRecord(parts.log, id))),
    'playground.route': async (input) => ({
      record_id: await routeRequest(parts, requestOf(input, false), askingOf(input)),
    }),
    'playground.run': async (input) => ({
      record_id: await sendRequest(parts, requestOf(input, true), askingOf(input)),
    }),
    'answers.get': ({ id }) => answers.get(id),
    'answers.stop': ({ ids }) => ({ stopped: answers.stop(ids) }),
  };
}

function requestOf({ messages, tools }: Turns, stream: boolean): WholeRequest {
  const body = {
    model: 'heimdall/auto',
    messages: messages.map(({ role, content, images = [] }) => ({
      role,
      content: images.length === 0 ? content : [...textPart(content), ...images.map(imagePart)],
    })),
    ...(tools.length > 0 ? { tools } : {}),
    ...(stream ? { stream } : {}),
  };
  return { target: PATH, path: PATH, body: Buffer.from(JSON.stringify(body)) };
}

function textPart(text: string) {
  return text === '' ? [] : [{ type: 'text', text }];
}

function imagePart({ media_type, data }: Draft['messages'][number]['images'][number]) {
  return { type: 'image_url', image_url: { url: `data:${media_type};base64,${data}` } };
}

/** Images count by number alone: the smallest there are stand for them. */
function withPlaceholders(messages: ConsoleParsedInput<'playground.estimate'>['messages'], count: number) {
  if (count === 0) return messages;
  const last = messages.findLastIndex(({ role }) => role === 'user');
  const images = Array.from({ length: count }, () => ({ media_type: 'image/gif' as const, data: 'AA==' }));
  return messages.map((turn, index) => (index === last ? { ...turn, images } : turn));
}

function askingOf({ model, alpha }: Draft): Asking {
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
