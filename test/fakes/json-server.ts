/** A server of fixed JSON by path, with entity tags, for lists of models. Remembers what it was asked. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

type Answer = unknown | ((request: SeenRequest, response: ServerResponse) => unknown);

export interface JsonServer {
  readonly url: string;
  readonly seen: SeenRequest[];
  /** Answers by path without query; functions get the request and may answer by themselves (then return nothing); null is a 404. */
  readonly answers: Map<string, Answer>;
  close(): Promise<void>;
}

/** @param port 0 = any free one. */
export async function startJsonServer(answers: Record<string, Answer> = {}, port = 0): Promise<JsonServer> {
  const seen: SeenRequest[] = [];
  const table = new Map(Object.entries(answers));
  const server = createServer((request, response) => {
    void readAll(request).then((text) => {
      const asked: SeenRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? null : JSON.parse(text),
      };
      seen.push(asked);
      const answer = table.get(asked.path.split('?')[0] ?? '');
      const value = typeof answer === 'function' ? answer(asked, response) : answer;
      if (response.headersSent || response.destroyed || (typeof answer === 'function' && value === undefined)) return;
      if (value === undefined || value === null)
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      else sendJson(request, response, value);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, answers: table, close };
}

function sendJson(request: IncomingMessage, response: ServerResponse, value: unknown): void {
  const body = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', etag }).end(body);
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
