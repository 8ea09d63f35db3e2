/** A server that speaks the OpenAI chat-completions protocol in its true wire format, and fails on demand. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** What the upstream does with one request. */
export type UpstreamScript =
  | {
      readonly kind: 'answer';
      readonly words?: readonly string[];
      readonly chunkMs?: number;
      readonly reportUsage?: boolean;
    }
  | { readonly kind: 'tool-call'; readonly name: string; readonly args: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Waits before the first byte. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Breaks the connection off after some chunks of the stream, or in the middle of the JSON. */
  | { readonly kind: 'cut'; readonly afterChunks: number }
  /** Answers 200 with these bytes as they are. */
  | { readonly kind: 'raw'; readonly type: string; readonly body: string }
  /** A good answer, compressed although nobody asked for it. */
  | { readonly kind: 'gzip' }
  /** Drops the connection without an answer. */
  | { readonly kind: 'drop' };

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into whatever was sent.
  readonly body: any;
  /** Resolves when the connection closed before the answer was complete. */
  readonly closedEarly: Promise<void>;
}

export const ANSWER_WORDS = ['Hello', ' from', ' the', ' fake', ' upstream', '.'] as const;
const ANSWER_USAGE = {
  prompt_tokens: 12,
  completion_tokens: 6,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

export class FakeOpenAiUpstream {
  readonly requests: UpstreamRequest[] = [];
  readonly #server: Server;
  readonly #scripts: UpstreamScript[] = [];
  #url = '';

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  /** `http://127.0.0.1:<port>/v1` */
  get baseUrl(): string {
    return `${this.#url}/v1`;
  }

  get host(): string {
    return this.#url.replace('http://', '');
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Scripts the next requests in order; after them every request gets a good answer. */
  next(...scripts: UpstreamScript[]): void {
    this.#scripts.push(...scripts);
  }

  /** Forgets requests and scripts. */
  reset(): void {
    this.requests.length = 0;
    this.#scripts.length = 0;
  }

  /** Closes idle kept-alive connections, as servers do at any time. */
  closeIdle(): void {
    this.#server.closeIdleConnections();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    const closedEarly = new Promise<void>((resolve) => {
      response.on('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    this.requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body,
      closedEarly,
    });
    await play(this.#scripts.shift() ?? { kind: 'answer' }, body, response);
  }
}

interface ChatBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

async function play(script: UpstreamScript, body: ChatBody, response: ServerResponse): Promise<void> {
  switch (script.kind) {
    case 'status':
      response.writeHead(script.status, { 'content-type': 'application/json', ...script.headers });
      response.end(script.body ?? errorBody(script.status));
      return;
    case 'raw':
      response.writeHead(200, { 'content-type': script.type }).end(script.body);
      return;
    case 'drop':
      response.destroy();
      return;
    case 'slow':
      await sleep(script.ms, undefined, { ref: false });
      return play({ kind: 'answer' }, body, response);
    case 'gzip': {
      const plain = body.stream === true ? streamFrames(body, {}).join('') : JSON.stringify(completion(body, {}));
      const type = body.stream === true ? 'text/event-stream' : 'application/json';
      response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(gzipSync(plain));
      return;
    }
    case 'cut':
      return cut(script.afterChunks, body, response);
    case 'tool-call':
      return send(body, response, { tool: script });
    case 'answer':
      return send(body, response, script);
  }
}

interface Content {
  readonly words?: readonly string[];
  readonly chunkMs?: number;
  readonly reportUsage?: boolean;
  readonly tool?: { readonly name: string; readonly args: string };
}

async function send(body: ChatBody, response: ServerResponse, content: Content): Promise<void> {
  if (body.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(completion(body, content)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const frame of streamFrames(body, content)) {
    if (response.destroyed) return;
    response.write(frame);
    if (content.chunkMs !== undefined) await sleep(content.chunkMs);
  }
  response.end();
}

async function cut(afterChunks: number, body: ChatBody, response: ServerResponse): Promise<void> {
  if (body.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1_000 });
    response.write('{"id":"chatcmpl-1","object":"chat.completion","choi');
  } else {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const frame of streamFrames(body, {}).slice(0, afterChunks)) response.write(frame);
    // Half a frame: a client must never see it.
    response.write('data: {"id":"chatcmpl-fake","choi');
  }
  await sleep(30);
  response.destroy();
}

function completion(body: ChatBody, content: Content): unknown {
  const { tool } = content;
  const message =
    tool === undefined
      ? { role: 'assistant', content: (content.words ?? ANSWER_WORDS).join(''), refusal: null, annotations: [] }
      : {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [{ id: 'call_fake', type: 'function', function: { name: tool.name, arguments: tool.args } }],
        };
  return {
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: 1_760_000_000,
    model: `${body.model}-2025-08-07`,
    choices: [{ index: 0, message, logprobs: null, finish_reason: tool === undefined ? 'stop' : 'tool_calls' }],
    ...(content.reportUsage === false ? {} : { usage: ANSWER_USAGE }),
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
  const { tool } = content;
  if (tool === undefined) {
    frames.push(delta({ role: 'assistant', content: '', refusal: null }));
    for (const word of content.words ?? ANSWER_WORDS) frames.push(delta({ content: word }));
    frames.push(delta({}, 'stop'));
  } else {
    const start = { index: 0, id: 'call_fake', type: 'function', function: { name: tool.name, arguments: '' } };
    frames.push(delta({ role: 'assistant', content: null, tool_calls: [start], refusal: null }));
    for (const piece of tool.args.match(/.{1,8}/gs) ?? []) {
      frames.push(delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] }));
    }
    frames.push(delta({}, 'tool_calls'));
  }
  if (usage) frames.push(frame([], ANSWER_USAGE));
  frames.push('data: [DONE]\n\n');
  return frames;
}

function errorBody(status: number): string {
  const type = status === 429 ? 'rate_limit_exceeded' : status >= 500 ? 'server_error' : 'invalid_request_error';
  return JSON.stringify({ error: { message: `The fake upstream says ${status}.`, type, param: null, code: null } });
}

/** A port of this machine that nothing listens on. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
