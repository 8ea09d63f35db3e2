import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CanonicalAnswer } from '../dialects/canonical.ts';
import type { ClientDialect, ParsedRequest } from '../dialects/dialect.ts';
import { eventsOf } from './answer-events.ts';

/**
 * Answers a request with an answer that is there already, in the caller's dialect: as a stream when the request asks
 * for one, else whole. Does nothing when the client has left or an answer has begun.
 *
 * @returns The bytes of the body; null when nothing was sent.
 */
export function sendAnswer(
  response: ServerResponse,
  answer: CanonicalAnswer,
  { client, parsed }: { readonly client: ClientDialect; readonly parsed: ParsedRequest },
  headers: OutgoingHttpHeaders,
): Buffer | null {
  if (response.headersSent || response.destroyed) return null;
  if (!parsed.request.stream) {
    const body = Buffer.from(JSON.stringify(client.renderAnswer(answer, parsed)));
    response.writeHead(200, {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
    });
    response.end(body);
    return body;
  }
  const writer = client.createStreamWriter(parsed);
  let frames = '';
  for (const event of eventsOf(answer)) frames += writer.write(event);
  const body = Buffer.from(frames);
  response.writeHead(200, {
    ...headers,
    'content-type': client.streamContentType,
    'cache-control': 'no-cache',
  });
  response.end(body);
  return body;
}
