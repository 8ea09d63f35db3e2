import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleService } from '../../shared/console-contract.ts';
import { feedEvents } from '../console/feed-events.ts';
import { CONSOLE_HEADERS } from './static-files.ts';

/** A comment at least so often, so that both ends notice a dead connection. Milliseconds. */
const HEARTBEAT_MS = 10_000;
/** Bytes that may wait for a reader before it loses batches. */
export const MAX_UNREAD_BYTES = 1024 * 1024;
/** A reader that takes nothing for so long is cut off. Milliseconds. */
const STALLED_MS = 60_000;

/**
 * Streams the console's events to one reader as server-sent events with names. Nothing is buffered for it beyond
 * `MAX_UNREAD_BYTES`; what a reader loses that does not keep up is in `feedEvents`.
 *
 * @returns a function that ends the stream.
 */
export function streamEvents(
  service: ConsoleService,
  request: IncomingMessage,
  response: ServerResponse,
  heartbeatMs = HEARTBEAT_MS,
): () => void {
  response.writeHead(200, {
    ...CONSOLE_HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // Ends with the stream: an idle connection would hold up the end of the host.
    connection: 'close',
  });
  // Frames are small and must not wait for each other.
  request.socket.setNoDelay(true);
  let stalledSince: number | null = null;
  response.write(': connected\n\n');

  const isBehind = (): boolean => {
    if (response.writableLength <= MAX_UNREAD_BYTES) stalledSince = null;
    else stalledSince ??= Date.now();
    return stalledSince !== null;
  };
  const leave = service.attach(() => true);
  const stopFeed = feedEvents(service, {
    isBehind,
    write: (name, event) => void response.write(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`),
  });
  const heartbeat = setInterval(() => {
    if (!isBehind()) response.write(': keep-alive\n\n');
    else if (stalledSince !== null && Date.now() - stalledSince > STALLED_MS) response.destroy();
  }, heartbeatMs);
  heartbeat.unref();

  const stop = (): void => {
    clearInterval(heartbeat);
    leave();
    stopFeed();
  };
  response.on('close', stop);
  return () => {
    stop();
    response.end();
  };
}
