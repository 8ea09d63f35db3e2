import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type ConsoleEvent,
  type ConsoleEventName,
  type ConsoleService,
  events,
} from '../../shared/console-contract.ts';
import { CONSOLE_HEADERS } from './static-files.ts';

/** A comment at least so often, so that both ends notice a dead connection. Milliseconds. */
const HEARTBEAT_MS = 10_000;
/** Bytes that may wait for a reader before it loses batches. */
export const MAX_UNREAD_BYTES = 1024 * 1024;
/** A reader that takes nothing for so long is cut off. Milliseconds. */
const STALLED_MS = 60_000;

/**
 * Streams the console's events to one reader as server-sent events with names. A reader that does not keep up loses
 * `decisions` batches, which are counted in `dropped` of the next one it gets, and `metrics`, which the next replaces.
 * Nothing is buffered for it beyond `MAX_UNREAD_BYTES`.
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
  let lost = 0;
  let missedChange = false;
  let stalledSince: number | null = null;
  response.write(': connected\n\n');

  const isBehind = (): boolean => response.writableLength > MAX_UNREAD_BYTES;

  function send<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void {
    if (isBehind()) {
      stalledSince ??= Date.now();
      if (name === 'decisions') lost += countRecords(event as ConsoleEvent<'decisions'>);
      if (name === 'changed') missedChange = true;
      return;
    }
    stalledSince = null;
    if (missedChange) {
      missedChange = false;
      write('changed', { what: 'app' });
      write('changed', { what: 'tuning' });
      write('changed', { what: 'breakpoints' });
      write('changed', { what: 'updates' });
      write('changed', { what: 'profiler' });
    }
    if (name === 'decisions' && lost > 0) {
      const batch = event as ConsoleEvent<'decisions'>;
      write('decisions', { ...batch, dropped: batch.dropped + lost });
      lost = 0;
    } else write(name, event);
  }

  function write<N extends ConsoleEventName>(name: N, event: ConsoleEvent<N>): void {
    response.write(`event: ${name}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  const leave = service.attach(() => true);
  const names = Object.keys(events) as ConsoleEventName[];
  const unsubscribe = names.map((name) => service.subscribe(name, (event) => send(name, event)));
  const heartbeat = setInterval(() => {
    if (!isBehind()) response.write(': keep-alive\n\n');
    else if (stalledSince !== null && Date.now() - stalledSince > STALLED_MS) response.destroy();
  }, heartbeatMs);
  heartbeat.unref();

  const stop = (): void => {
    clearInterval(heartbeat);
    leave();
    for (const end of unsubscribe) end();
  };
  response.on('close', stop);
  return () => {
    stop();
    response.end();
  };
}

function countRecords(batch: ConsoleEvent<'decisions'>): number {
  return batch.added.length + batch.updated.length + batch.dropped;
}
