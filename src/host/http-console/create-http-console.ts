import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeimdallError, type Logger } from '../../core/index.ts';
import { type ConsoleResult, type ConsoleService, maxRequestBytes } from '../../shared/console-contract.ts';
import type { ErrorCode } from '../../shared/error-codes.ts';
import { dispatchConsoleRequest } from '../console/dispatch.ts';
import { streamEvents } from './event-stream.ts';
import { guardConsoleRequest } from './request-guard.ts';
import { CONSOLE_HEADERS, sendStaticFile } from './static-files.ts';

/** Event streams at the same time: windows of one person. */
const MAX_STREAMS = 32;
const ROOT = '/console';

export interface HttpConsoleOptions {
  readonly service: ConsoleService;
  /** The built renderer; null when there is none, then only the API is served. */
  readonly rendererFolder: string | null;
  accessToken(): string | null;
  readonly logger: Logger;
  readonly heartbeatMs?: number;
}

export interface HttpConsole {
  /** Answers what is under `/console`; false for any other path. To be mounted in the gateway. */
  readonly handle: (request: IncomingMessage, response: ServerResponse, url: URL) => boolean;
  /** Ends every event stream. */
  close(): void;
}

/** The console over HTTP: its page, `POST api/{name}` and the event stream `GET events`. */
export function createHttpConsole(options: HttpConsoleOptions): HttpConsole {
  const streams = new Set<() => void>();

  async function answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (path.startsWith('api/')) return answerRequest(request, response, path.slice('api/'.length));
    if (path === 'events') return openStream(request, response);
    return sendPage(request, response, path);
  }

  async function answerRequest(request: IncomingMessage, response: ServerResponse, encodedName: string): Promise<void> {
    requireMethod(request, 'POST');
    guardConsoleRequest(request, options.accessToken());
    const name = decodeURIComponent(encodedName);
    const input = parseBody(await readBody(request, maxRequestBytes(name)));
    const result = await dispatchConsoleRequest(options.service, name, input, options.logger);
    sendResult(response, result.ok ? 200 : statusOf(result.error.code), result);
  }

  function openStream(request: IncomingMessage, response: ServerResponse): void {
    requireMethod(request, 'GET');
    guardConsoleRequest(request, options.accessToken());
    if (streams.size >= MAX_STREAMS) {
      throw new HeimdallError('request_denied', `More than ${MAX_STREAMS} consoles are connected. Close one.`);
    }
    const stop = streamEvents(options.service, request, response, options.heartbeatMs);
    streams.add(stop);
    response.on('close', () => streams.delete(stop));
  }

  async function sendPage(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    requireMethod(request, 'GET', 'HEAD');
    const { rendererFolder } = options;
    const sent =
      rendererFolder !== null && (await sendStaticFile(rendererFolder, path, response, request.method !== 'HEAD'));
    if (!sent) throw new HeimdallError('not_found', 'The console has no such file.');
  }

  return {
    handle(request, response, url) {
      if (url.pathname === ROOT) {
        response.writeHead(308, { ...CONSOLE_HEADERS, location: `${ROOT}/` }).end();
        return true;
      }
      if (!url.pathname.startsWith(`${ROOT}/`)) return false;
      answer(request, response, url.pathname.slice(ROOT.length + 1)).catch((error: unknown) => {
        const failure = HeimdallError.from(error);
        if (failure.type === 'internal') options.logger.error('console answer failed', { error });
        const { code, message } = failure;
        sendResult(response, statusOf(code), { ok: false, error: { code, message } });
      });
      return true;
    },
    close() {
      for (const stop of streams) stop();
      streams.clear();
    },
  };
}

function requireMethod(request: IncomingMessage, ...methods: readonly string[]): void {
  if (methods.includes(request.method ?? '')) return;
  throw new HeimdallError('method_not_allowed', `This path takes ${methods.join(' or ')}.`);
}

async function readBody(request: IncomingMessage, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw new HeimdallError('request_too_large', `This console request is at most ${limit / 1_024} KiB.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new HeimdallError('request_invalid', 'The body is not valid JSON.');
  }
}

function sendResult(response: ServerResponse, status: number, result: ConsoleResult<unknown>): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(JSON.stringify(result));
  response.writeHead(status, {
    ...CONSOLE_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  response.end(body);
}

const STATUS: Partial<Record<ErrorCode, number>> = {
  request_invalid: 400,
  token_invalid: 401,
  origin_forbidden: 403,
  request_denied: 429,
  not_found: 404,
  model_unknown: 404,
  model_disabled: 403,
  no_eligible_model: 422,
  method_not_allowed: 405,
  request_too_large: 413,
  config_invalid: 422,
  config_unreadable: 422,
  tests_invalid: 422,
  overloaded: 503,
  shutting_down: 503,
};

function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 500;
}
