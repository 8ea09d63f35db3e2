import { isDeepStrictEqual } from 'node:util';
import { type CanonicalEvent, DIALECTS, type DialectName } from '../../../src/gateway/dialects/canonical.ts';
import type { ParsedRequest } from '../../../src/gateway/dialects/dialect.ts';
import { answerReader, CLIENT_DIALECTS } from '../../../src/gateway/dialects/registry.ts';
import { SseEvents } from '../../../src/gateway/dialects/sse-events.ts';
import type { FuzzTarget } from '../fuzz-target.ts';
import { dialectFixtures } from './fixtures.ts';

/** A plain request of each dialect: answers are written for somebody. */
const REQUESTS: Readonly<Record<DialectName, unknown>> = {
  'openai-chat': {
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    stream_options: { include_usage: true },
  },
  'openai-responses': { model: 'm', input: 'hi', stream: true },
  anthropic: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }], stream: true },
  gemini: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
};

const ANSWERS: Readonly<Record<DialectName, string>> = {
  'openai-chat': JSON.stringify({
    id: 'c',
    model: 'm',
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: 'hi',
          tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      },
    ],
    usage: { prompt_tokens: 3, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 1 } },
  }),
  'openai-responses': JSON.stringify({
    id: 'r',
    status: 'completed',
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi', annotations: [] }] }],
    usage: { input_tokens: 3, output_tokens: 2 },
  }),
  anthropic: JSON.stringify({
    id: 'a',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'hi' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 3, output_tokens: 2, cache_creation: { ephemeral_5m_input_tokens: 1 } },
  }),
  gemini: JSON.stringify({
    candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 },
  }),
};

/** Complete and streamed answers of every provider's dialect, read and written again for every client. */
export const answerTargets: readonly FuzzTarget[] = DIALECTS.flatMap((name) => [
  answerTarget(name),
  streamTarget(name),
]);

function requestOf(name: DialectName): ParsedRequest {
  return CLIENT_DIALECTS[name].parse(Buffer.from(JSON.stringify(REQUESTS[name])), { model: 'm', stream: true });
}

function answerTarget(name: DialectName): FuzzTarget {
  return {
    name: `answer-${name}`,
    seeds: [...dialectFixtures(name, /answer\.json$|reasoning-and-tools\.json$/), ANSWERS[name]],
    run(bytes) {
      const text = bytes.toString('utf8');
      const provider = answerReader(name);
      provider.readError(500, text);
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        return;
      }
      provider.readUsage(body);
      const answer = provider.parseAnswer(body);
      for (const client of DIALECTS) JSON.stringify(CLIENT_DIALECTS[client].renderAnswer(answer, requestOf(client)));
    },
  };
}

function streamTarget(name: DialectName): FuzzTarget {
  return {
    name: `stream-${name}`,
    seeds: dialectFixtures(name, /\.sse$|\.chunks\.txt$/).map(asFrames),
    run(bytes) {
      const text = bytes.toString('utf8');
      const events = readAll(name, [text]);
      // Where the pieces were cut must not matter.
      const step = 1 + ((bytes[0] ?? 0) % 7);
      const pieces = Array.from({ length: Math.ceil(text.length / step) }, (_, index) =>
        text.slice(index * step, (index + 1) * step),
      );
      if (!isDeepStrictEqual(readAll(name, pieces), events)) throw new Error('other pieces gave other events');
      for (const client of DIALECTS) {
        const writer = CLIENT_DIALECTS[client].createStreamWriter(requestOf(client));
        const frames = events.map((event) => writer.write(event)).join('');
        // What is written can be read again: no text of the answer breaks out of its frame.
        const parser = new SseEvents();
        for (const { data } of [...parser.push(frames), ...parser.flush()]) if (data !== '[DONE]') JSON.parse(data);
      }
    },
  };
}

function readAll(name: DialectName, pieces: readonly string[]): CanonicalEvent[] {
  const reader = answerReader(name).createStreamReader();
  return [...pieces.flatMap((piece) => reader.read(piece)), ...reader.end()];
}

/** Recorded streams are kept as frames or as one JSON a line. */
function asFrames(text: string): string {
  if (/^(?:data|event):/m.test(text)) return text;
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `data: ${line}\n\n`)
    .join('');
}
