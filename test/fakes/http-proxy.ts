/** A forward proxy: absolute URLs for HTTP, `CONNECT` for TLS. Every name leads to one port of this machine. */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export class FakeHttpProxy {
  /** What it was asked for: `CONNECT upstream.test:443`, `POST http://upstream.test/v1/x`. */
  readonly asked: string[] = [];
  /** `proxy-authorization` of each. */
  readonly logins: (string | undefined)[] = [];
  /** Refuses every tunnel with this status when it is not null. */
  refuse: number | null = null;
  readonly #server: Server;
  readonly #target: () => number;
  readonly #tunnels = new Set<Socket>();

  /** @param target The port that every name leads to. */
  constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((incoming, response) => this.#forward(incoming, response));
    this.#server.on('connect', (incoming: IncomingMessage, socket: Socket) => this.#tunnel(incoming, socket));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    for (const socket of this.#tunnels) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #note({ method, url, headers }: IncomingMessage): void {
    this.asked.push(`${method} ${url}`);
    this.logins.push(headers['proxy-authorization']);
  }

  #forward(incoming: IncomingMessage, response: ServerResponse): void {
    this.#note(incoming);
    const { pathname, search } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request(
      { host: '127.0.0.1', port: this.#target(), method: incoming.method, path: pathname + search, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  }

  #tunnel(incoming: IncomingMessage, socket: Socket): void {
    this.#note(incoming);
    this.#tunnels.add(socket);
    if (this.refuse !== null) {
      socket.end(`HTTP/1.1 ${this.refuse} No\r\n\r\n`);
      return;
    }
    const onward = connect(this.#target(), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    socket.on('close', () => onward.destroy());
  }
}
