/** A server that plays scripts in the wire format of one API. What that format is, its `WireProtocol` says. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** What the upstream says in a good answer. */
export interface Content {
  readonly words?: readonly string[];
  /** Thinking that is shown before the words. */
  readonly thinking?: string;
  readonly tool?: { readonly name: string; readonly args: string };
  readonly chunkMs?: number;
  readonly reportUsage?: boolean;
}

/** What the upstream does with one request. */
export type UpstreamScript =
  | ({ readonly kind: 'answer' } & Content)
  | { readonly kind: 'tool-call'; readonly name: string; readonly args: string }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Record<string, string>;
    }
  /** Waits before the first byte of an answer, or of an error with a status. */
  | { readonly kind: 'slow'; readonly ms: number; readonly status?: number }
  /** Breaks the connection off after some chunks of the stream, or in the middle of the JSON. */
  | { readonly kind: 'cut'; readonly afterChunks: number }
  /** Falls silent after some chunks of the stream, for `ms` or for ever. */
  | { readonly kind: 'stall'; readonly afterChunks: number; readonly ms?: number }
  /** Ends in good order after some chunks, as if that were all. */
  | { readonly kind: 'short'; readonly afterChunks: number }
  /** Answers 200 with these bytes as they are. */
  | { readonly kind: 'raw'; readonly type: string; readonly body: string }
  /** A good answer, compressed although nobody asked for it, or with headers of its own. */
  | { readonly kind: 'encoded'; readonly encoding?: string; readonly headers?: Record<string, string> }
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

/** How one API puts things. */
export interface WireProtocol {
  /** Path of the base URL: `/v1`. */
  readonly basePath: string;
  /** Status and message for a request that the API would refuse, or null. */
  refuse(request: UpstreamRequest): { readonly status: number; readonly message: string } | null;
  /** An answer that is no generation, such as a token count; null for the rest. */
  other?(request: UpstreamRequest): unknown;
  isStream(request: UpstreamRequest): boolean;
  answer(request: UpstreamRequest, content: Content): unknown;
  frames(request: UpstreamRequest, content: Content): string[];
  /** The beginning of a frame that a client must never see. */
  readonly halfFrame: string;
  error(status: number, message: string): string;
}

const COMPRESS: Readonly<Record<string, (plain: string) => Buffer>> = {
  gzip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

export const ANSWER_WORDS = ['Hello', ' from', ' the', ' fake', ' upstream', '.'] as const;

export class ScriptedUpstream {
  readonly requests: UpstreamRequest[] = [];
  readonly #protocol: WireProtocol;
  readonly #server: Server;
  readonly #scripts: UpstreamScript[] = [];
  #url = '';

  constructor(protocol: WireProtocol) {
    this.#protocol = protocol;
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  /** `http://127.0.0.1:<port>/v1` */
  get baseUrl(): string {
    return this.#url + this.#protocol.basePath;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** What a request gets that nothing was scripted for. */
  otherwise: (request: UpstreamRequest) => UpstreamScript = () => ({ kind: 'answer' });

  /** Scripts the next requests in order. */
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
    const closedEarly = new Promise<void>((resolve) => {
      response.on('close', () => {
        if (!response.writableFinished) resolve();
      });
    });
    const received: UpstreamRequest = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')),
      closedEarly,
    };
    this.requests.push(received);
    const refused = this.#protocol.refuse(received);
    const other = this.#protocol.other?.(received) ?? null;
    if (refused !== null) this.#fail(response, refused.status, refused.message);
    else if (other !== null && this.#scripts.length === 0) sendJson(response, other);
    else await this.#play(this.#scripts.shift() ?? this.otherwise(received), received, response);
  }

  async #play(script: UpstreamScript, request: UpstreamRequest, response: ServerResponse): Promise<void> {
    switch (script.kind) {
      case 'status':
        response.writeHead(script.status, { 'content-type': 'application/json', ...script.headers });
        response.end(script.body ?? this.#protocol.error(script.status, `The fake upstream says ${script.status}.`));
        return;
      case 'raw':
        response.writeHead(200, { 'content-type': script.type }).end(script.body);
        return;
      case 'drop':
        response.destroy();
        return;
      case 'slow':
        await sleep(script.ms, undefined, { ref: false });
        if (script.status === undefined) return this.#send(request, response, {});
        return this.#fail(response, script.status, `The fake upstream says ${script.status}.`);
      case 'encoded': {
        const stream = this.#protocol.isStream(request);
        const plain = stream
          ? this.#protocol.frames(request, {}).join('')
          : JSON.stringify(this.#protocol.answer(request, {}));
        const type = stream ? 'text/event-stream' : 'application/json';
        const { encoding = 'identity', headers } = script;
        response.writeHead(200, { 'content-type': type, 'content-encoding': encoding, ...headers });
        response.end(COMPRESS[encoding]?.(plain) ?? plain);
        return;
      }
      case 'cut':
      case 'stall':
      case 'short':
        return this.#breakOff(script, request, response);
      case 'tool-call':
        return this.#send(request, response, { tool: script });
      case 'answer':
        return this.#send(request, response, script);
    }
  }

  async #send(request: UpstreamRequest, response: ServerResponse, content: Content): Promise<void> {
    if (!this.#protocol.isStream(request)) {
      sendJson(response, this.#protocol.answer(request, content));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const frame of this.#protocol.frames(request, content)) {
      if (response.destroyed) return;
      response.write(frame);
      if (content.chunkMs !== undefined) await sleep(content.chunkMs);
    }
    response.end();
  }

  async #breakOff(
    script: Extract<UpstreamScript, { afterChunks: number }>,
    request: UpstreamRequest,
    response: ServerResponse,
  ): Promise<void> {
    const frames = this.#protocol.frames(request, {});
    if (!this.#protocol.isStream(request)) {
      const text = JSON.stringify(this.#protocol.answer(request, {}));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      response.write(text.slice(0, 40));
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.flushHeaders();
      for (const frame of frames.slice(0, script.afterChunks)) response.write(frame);
      if (script.kind === 'cut') response.write(this.#protocol.halfFrame);
    }
    if (script.kind === 'short') {
      response.end();
    } else if (script.kind === 'cut') {
      await sleep(30);
      response.destroy();
    } else if (script.ms !== undefined) {
      await sleep(script.ms, undefined, { ref: false });
      for (const frame of frames.slice(script.afterChunks)) response.write(frame);
      response.end();
    }
  }

  #fail(response: ServerResponse, status: number, message: string): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(this.#protocol.error(status, message));
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** A text in pieces of up to eight characters, as arguments are streamed. */
export function pieces(text: string): string[] {
  return text.match(/.{1,8}/gs) ?? [];
}

/** A port of this machine that nothing listens on. */
export async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
