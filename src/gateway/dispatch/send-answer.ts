import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { CanonicalAnswer } from '../dialects/canonical.ts';
import type { ClientDialect, ParsedRequest } from '../dialects/dialect.ts';
import { sendJson } from '../http/respond.ts';
import { eventsOf } from './answer-events.ts';

/**
 * Answers a request with an answer that is there already, in the caller's dialect: as a stream when the request asks
 * for one, else whole. Does nothing when the client has left or an answer has begun.
 */
export function sendAnswer(
  response: ServerResponse,
  answer: CanonicalAnswer,
  { client, parsed }: { readonly client: ClientDialect; readonly parsed: ParsedRequest },
  headers: OutgoingHttpHeaders,
): void {
  if (!parsed.request.stream) {
    sendJson(response, 200, client.renderAnswer(answer, parsed), headers);
    return;
  }
  if (response.headersSent || response.destroyed) return;
  const writer = client.createStreamWriter(parsed);
  let frames = '';
  for (const event of eventsOf(answer)) frames += writer.write(event);
  response.writeHead(200, {
    ...headers,
    'content-type': client.streamContentType,
    'cache-control': 'no-cache',
  });
  response.end(frames);
}
