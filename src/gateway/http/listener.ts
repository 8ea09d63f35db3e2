/** The socket side: binds, times out and closes. Knows nothing of routes. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { HeimdallError } from '../../core/index.ts';
import type { ListeningAddress } from '../gateway-options.ts';

/** Longer than the idle time of common client pools, so that the client closes first and never races a close. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_TIMEOUT_MS = 30_000;
/** For the whole request to arrive; the answer may take longer. */
const REQUEST_TIMEOUT_MS = 300_000;
/** Connections get so long to close once nothing is answered any more. */
const CLOSE_MS = 1_000;

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

export class Listener {
  readonly #server: Server;
  #closing: Promise<void> | null = null;
  /** Answers that are not complete. */
  #running = 0;
  #onIdle: () => void = () => {};
  /** Connections that never sent a request, as browsers and clients open ahead of need; node does not call them idle. */
  readonly #unused = new Set<Socket>();

  constructor(handler: RequestHandler) {
    const settled = () => {
      this.#running--;
      if (this.#closing === null) return;
      // A connection that has just become idle would otherwise hold up the end until its time-out.
      this.#server.closeIdleConnections();
      if (this.#running === 0) this.#onIdle();
    };
    this.#server = createServer((request, response) => {
      this.#unused.delete(request.socket);
      this.#running++;
      response.on('close', settled);
      if (this.#closing !== null) response.setHeader('connection', 'close');
      handler(request, response);
    });
    this.#server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.#server.headersTimeout = HEADERS_TIMEOUT_MS;
    this.#server.requestTimeout = REQUEST_TIMEOUT_MS;
    this.#server.on('clientError', answerBadRequest);
    this.#server.on('connection', (socket: Socket) => {
      this.#unused.add(socket);
      socket.on('close', () => this.#unused.delete(socket));
    });
  }

  /** True from the call of `close` on. */
  get closing(): boolean {
    return this.#closing !== null;
  }

  /**
   * Binds to an address of this machine.
   *
   * @param port 0 takes any free port.
   * @param path Of a socket to listen on instead; the address is then what others are to be told.
   * @throws {HeimdallError} `config_invalid`.
   */
  listen(host: string, port: number, path?: string): Promise<ListeningAddress> {
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException) => reject(bindError(error, host, port));
      this.#server.once('error', failed);
      this.#server.listen(path === undefined ? { host, port } : { path }, () => {
        this.#server.removeListener('error', failed);
        const actual = path === undefined ? (this.#server.address() as AddressInfo).port : port;
        // What listens on every address is told by one that this machine reaches.
        const named = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
        const url = `http://${named.includes(':') ? `[${named}]` : named}:${actual}`;
        resolve({ host, port: actual, url, openaiBaseUrl: `${url}/v1` });
      });
    });
  }

  /**
   * Waits up to `graceMs` milliseconds for running answers, then cuts them. Until then new requests still reach the
   * handler, which is to refuse them in the caller's words; a closed port would say nothing.
   */
  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeIdleConnections();
    if (this.#running > 0) await this.#idleOrAfter(graceMs);
    await new Promise<void>((resolve) => {
      // For what is neither idle nor being answered, such as half a request.
      const cut = setTimeout(() => this.#server.closeAllConnections(), CLOSE_MS);
      this.#server.close(() => {
        clearTimeout(cut);
        resolve();
      });
      if (this.#running > 0) this.#server.closeAllConnections();
      else this.#server.closeIdleConnections();
      for (const socket of this.#unused) socket.destroy();
    });
  }

  #idleOrAfter(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, graceMs);
      this.#onIdle = () => {
        clearTimeout(late);
        resolve();
      };
    });
  }
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): HeimdallError {
  const context = { host, port, error: error.code ?? null };
  if (error.code === 'EADDRINUSE') {
    return new HeimdallError(
      'config_invalid',
      `gateway.port ${port} is taken by another program. Stop that one, or set gateway.port to a free port (0 takes any).`,
      { cause: error, context },
    );
  }
  const hint = error.code === 'EACCES' ? ' Ports below 1024 need special rights: use a higher gateway.port.' : '';
  return new HeimdallError('config_invalid', `Cannot listen on ${host}:${port} (${error.code ?? 'unknown'}).${hint}`, {
    cause: error,
    context,
  });
}

/** What is not HTTP gets a JSON answer all the same; there is no request object to answer through. */
function answerBadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = tooLarge ? '431 Request Header Fields Too Large' : late ? '408 Request Timeout' : '400 Bad Request';
  const message = tooLarge
    ? 'The request headers are too large.'
    : late
      ? 'The request did not arrive in time.'
      : 'This is not a valid HTTP request.';
  const body = JSON.stringify({
    error: { message, type: 'invalid_request_error', param: null, code: 'request_invalid' },
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
