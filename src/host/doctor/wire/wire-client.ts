/** Plain HTTP to the endpoint under test: everything that a client library would hide stays visible. */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type SseEvent, SseEvents } from '../../../gateway/gateway.ts';
import { Fault, Skipped } from '../finding.ts';

/** Milliseconds that an answer may take as a whole. */
const ANSWER_MS = 60_000;
const APP = 'heimdall-doctor';

export interface WireRequest {
  readonly method?: 'GET' | 'POST' | 'OPTIONS' | 'PUT' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at as clients look at them.
export type Json = any;

export class WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Pieces that the body came in. */
  readonly pieces: number;
  /** The connection had been used before. */
  readonly reused: boolean;

  constructor(fields: Pick<WireAnswer, 'status' | 'headers' | 'text' | 'pieces' | 'reused'>) {
    this.status = fields.status;
    this.headers = fields.headers;
    this.text = fields.text;
    this.pieces = fields.pieces;
    this.reused = fields.reused;
  }

  /** @throws {Fault} when the body is not JSON. */
  json(): Json {
    try {
      return JSON.parse(this.text);
    } catch {
      const what = /^\s*</.test(this.text) ? 'HTML' : 'something that is no JSON';
      throw new Fault(`status ${this.status} came with ${what}: ${excerpt(this.text)}`, SOMETHING_BETWEEN);
    }
  }

  /** The events of a stream, comments left out. */
  events(): SseEvent[] {
    const reader = new SseEvents();
    return [...reader.push(this.text), ...reader.flush()];
  }

  /** @throws {Fault} when the status is another one. */
  expect(status: number): this {
    if (this.status !== status) {
      const own = this.#ownError();
      const said = own?.message ?? excerpt(this.text);
      const fix = this.status === 401 ? TOKEN_MISSING : (own?.fix ?? SOMETHING_BETWEEN);
      throw new Fault(`status ${this.status} instead of ${status}: ${said}`, fix);
    }
    return this;
  }

  /** What Heimdall itself says, in any dialect; null for the errors of others, who do not send its header. */
  #ownError(): { readonly message: string | null; readonly fix: string } | null {
    const code = this.headers['x-heimdall-error'];
    if (typeof code !== 'string') return null;
    const { error } = this.json();
    const message = typeof error?.message === 'string' ? error.message : null;
    return { message, fix: `Heimdall itself refuses it (${code} in docs/errors.md): do what the reason says.` };
  }
}

export const SOMETHING_BETWEEN =
  'Something between you and Heimdall changes the traffic, or another program answers. Point the client at Heimdall directly and run this again.';
const TOKEN_MISSING =
  'The endpoint has an access token. Give it with --token, or set the variable that gateway.token_env names.';

export interface WireOptions {
  /** `http://127.0.0.1:4141`, without a path. */
  readonly url: string;
  /** The access token of the endpoint, sent as each client sends its key; null when it has none. */
  readonly token: string | null;
  /** True lets real providers answer. */
  readonly live: boolean;
  /** What is asked: `heimdall/auto`. */
  readonly model: string;
}

export class WireClient {
  readonly options: WireOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  /** Set when an answer was not simulated although it had to be: nothing that costs is sent after that. */
  #unsafe = false;

  constructor(options: WireOptions) {
    this.options = options;
  }

  /** What a client sends as its key. */
  get key(): string {
    return this.options.token ?? 'heimdall';
  }

  get model(): string {
    return this.options.model;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** @throws {Fault} when nobody answers. */
  async send(path: string, { method = 'GET', headers = {}, body }: WireRequest = {}): Promise<WireAnswer> {
    const url = new URL(this.options.url);
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const secure = url.protocol === 'https:';
    const all: Record<string, string> = { 'x-heimdall-app': APP, ...headers };
    if (body !== undefined) {
      all['content-type'] ??= 'application/json';
      all['content-length'] = String(Buffer.byteLength(text));
    }
    return new Promise((resolve, reject) => {
      const send = secure ? httpsRequest : httpRequest;
      const request = send({
        method,
        hostname: url.hostname.replace(/^\[|\]$/g, ''),
        port: url.port,
        path,
        headers: all,
        ...(secure ? {} : { agent: this.#agent }),
        timeout: ANSWER_MS,
      });
      request.on('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_MS / 1_000} s`)));
      request.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(error, this.options.url)));
      request.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error: NodeJS.ErrnoException) => reject(unreachable(error, this.options.url)));
        response.on('end', () => {
          resolve(
            new WireAnswer({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(chunks).toString('utf8'),
              pieces: chunks.length,
              reused: request.reusedSocket,
            }),
          );
        });
      });
      request.end(text);
    });
  }

  /**
   * Posts what a model would answer. Unless real providers are allowed it asks for the simulator, and the first answer
   * that did not come from it is the last one that is asked for.
   */
  async generate(path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<WireAnswer> {
    if (this.options.live) return (await this.send(path, { method: 'POST', headers, body })).expect(200);
    if (this.#unsafe) throw new Skipped('an earlier answer was not simulated, so nothing more is asked');
    const all = { ...headers, 'x-heimdall-simulate': 'true' };
    const answer = (await this.send(path, { method: 'POST', headers: all, body })).expect(200);
    if (answer.headers['x-heimdall-simulated'] !== 'true') {
      this.#unsafe = true;
      throw new Fault('the answer is not marked as simulated (x-heimdall-simulated: true)', NOT_SIMULATED);
    }
    return answer;
  }
}

const NOT_SIMULATED =
  'Something between you and Heimdall drops the x-heimdall-* headers, or the answer is real. With --live real providers may answer.';

function unreachable(error: NodeJS.ErrnoException, url: string): Fault {
  return new Fault(
    `${url} broke off or did not answer (${error.code ?? error.message})`,
    'Start it with `heimdall serve`, or test a temporary one with --start.',
  );
}

/** One line of a body, for messages. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? '(empty)' : line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
