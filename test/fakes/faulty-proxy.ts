/** A reverse proxy as people put in front of things, with one thing wrong. */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer on its way through. */
export interface PassedAnswer {
  status: number;
  headers: OutgoingHttpHeaders;
  body: string;
}

export interface Fault {
  /** Changes what the upstream is sent. */
  readonly request?: (headers: Record<string, string | undefined>) => void;
  /** Changes an answer that is whole; without it pieces are passed on as they come. */
  readonly answer?: (answer: PassedAnswer, path: string) => void;
  /** Passes pieces on as they come, each changed. */
  readonly pieces?: (piece: string) => string;
}

export class FaultyProxy {
  fault: Fault = {};
  readonly #target: URL;
  readonly #server: Server;

  constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((request, response) => this.#pass(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(request: IncomingMessage, response: ServerResponse): void {
    const own = new URL(this.url);
    const headers = { ...request.headers } as Record<string, string | undefined>;
    // Its own name becomes that of the target; a foreign one is passed on, so that the target can refuse it.
    if (headers.host === own.host) headers.host = this.#target.host;
    if (headers.origin === own.origin) headers.origin = this.#target.origin;
    this.fault.request?.(headers);
    const { hostname, port } = this.#target;
    const upstream = httpRequest({ hostname, port, method: request.method, path: request.url, headers });
    upstream.on('error', () => response.destroy());
    upstream.on('response', (answer) => {
      const { answer: change, pieces } = this.fault;
      if (change === undefined) {
        const passed = { ...answer.headers };
        if (pieces !== undefined) delete passed['content-length'];
        response.writeHead(answer.statusCode ?? 502, passed);
        answer.on('data', (chunk: Buffer) => response.write(pieces?.(chunk.toString()) ?? chunk));
        answer.on('end', () => response.end());
        return;
      }
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const whole = {
          status: answer.statusCode ?? 502,
          headers: { ...answer.headers },
          body: String(Buffer.concat(chunks)),
        };
        change(whole, request.url ?? '');
        delete whole.headers['content-length'];
        delete whole.headers['transfer-encoding'];
        response.writeHead(whole.status, whole.headers).end(whole.body);
      });
    });
    request.pipe(upstream);
  }
}
