/**
 * The upstream of `bench:gateway`, a process of its own: OpenAI chat completions in their true wire format, as fast as
 * node:http goes, at a pace that the benchmark sets. Prints its address on stdout.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AT_ONCE, monotonicUs, type Pace, stamp } from './wire.ts';

const USAGE = { prompt_tokens: 20, completion_tokens: 20, total_tokens: 40 };
const ANSWER = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: 'bench',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'The quick brown fox jumps over the lazy dog.', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: USAGE,
  }),
);

let pace: Pace = AT_ONCE;

const server = createServer(async (request, response) => {
  const body = await readBody(request);
  if (request.url === '/pace') {
    pace = JSON.parse(body) as Pace;
    response.end();
    return;
  }
  // Gateways ask for the list of models now and then.
  if (request.method !== 'POST') {
    response.writeHead(404).end();
    return;
  }
  const { stream } = JSON.parse(body) as { stream?: boolean };
  const answer = stream === true ? writeStream : writeAnswer;
  const { delay_ms } = pace;
  if (delay_ms > 0) setTimeout(answer, delay_ms, response, pace);
  else answer(response, pace);
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', 4_096, () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function writeAnswer(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length });
  response.end(ANSWER);
}

function writeStream(response: ServerResponse, { tokens, gap_ms }: Pace): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.write(frame({ role: 'assistant', content: '' }));
  let written = 0;
  const timer = setInterval(() => {
    if (written++ < tokens) {
      response.write(frame({ content: stamp(monotonicUs()) }));
      return;
    }
    clearInterval(timer);
    response.write(frame({}, 'stop'));
    response.write(`data: ${JSON.stringify({ ...CHUNK, choices: [], usage: USAGE })}\n\n`);
    response.end('data: [DONE]\n\n');
  }, gap_ms);
  response.on('close', () => clearInterval(timer));
}

const CHUNK = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_760_000_000, model: 'bench' };

function frame(delta: object, finish: string | null = null): string {
  return `data: ${JSON.stringify({ ...CHUNK, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`;
}
