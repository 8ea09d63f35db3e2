import { type ConsoleError, type ConsoleResult, consoleErrorSchema } from '../../shared/console-contract.ts';
import { createSseParser } from './sse-parser.ts';
import type { ConnectionState, Transport } from './transport.ts';

/** A custom header makes every cross-site call a preflighted one, which the host refuses. */
const HEADERS = { 'x-heimdall-console': '1' };
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 8_000;
/** The host sends a keep-alive at least every 15 s; silence for longer means a dead connection. */
const SILENCE_MS = 45_000;

export interface HttpTransportOptions {
  /** Where the console page lives; `api/…` and `events` are beside it. */
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** The console API over HTTP: POST for requests, one streamed GET for events, reconnected with back-off. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const fetcher = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const listeners = new Set<(name: string, event: unknown) => void>();
  const connectionListeners = new Set<(state: ConnectionState) => void>();
  let state: ConnectionState = 'connecting';
  let stop: AbortController | null = null;
  let headers: Record<string, string> = HEADERS;

  const setState = (next: ConnectionState): void => {
    if (next === state) return;
    state = next;
    for (const listener of connectionListeners) listener(next);
  };

  const request = async (name: string, input: unknown): Promise<ConsoleResult<unknown>> => {
    try {
      const response = await fetcher(new URL(`api/${name}`, options.baseUrl), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(input ?? null),
      });
      return readResult(await response.json(), response.status);
    } catch (cause) {
      return failure('internal', `Heimdall could not be reached: ${messageOf(cause)}`);
    }
  };

  const listen = async (signal: AbortSignal): Promise<void> => {
    let delay = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        await readEvents(signal, () => {
          delay = FIRST_RETRY_MS;
          setState('open');
        });
      } catch {
        // Whatever broke it, the answer is the same: wait and connect again.
      }
      if (signal.aborted) return;
      setState('lost');
      await sleep(delay, signal);
      delay = Math.min(delay * 2, LAST_RETRY_MS);
    }
  };

  const readEvents = async (signal: AbortSignal, opened: () => void): Promise<void> => {
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    signal.addEventListener('abort', abort);
    let silence: ReturnType<typeof setTimeout> | undefined;
    const heard = (): void => {
      clearTimeout(silence);
      silence = setTimeout(abort, SILENCE_MS);
    };
    try {
      const response = await fetcher(new URL('events', options.baseUrl), {
        headers: { ...headers, accept: 'text/event-stream' },
        signal: attempt.signal,
      });
      if (!response.ok || response.body === null) throw new Error(`events answered ${response.status}`);
      opened();
      const parse = createSseParser((message) => {
        const event = parseJson(message.data);
        if (event !== undefined) for (const listener of listeners) listener(message.event, event);
      });
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        heard();
        const { done, value } = await reader.read();
        if (done) return;
        parse(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
    }
  };

  return {
    request,
    unlock(token) {
      headers = { ...HEADERS, authorization: `Bearer ${token}` };
    },
    onEvent(listener) {
      listeners.add(listener);
      if (stop === null) {
        stop = new AbortController();
        void listen(stop.signal);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.abort();
        stop = null;
      };
    },
    onConnection(listener) {
      connectionListeners.add(listener);
      listener(state);
      return () => connectionListeners.delete(listener);
    },
  };
}

function readResult(body: unknown, status: number): ConsoleResult<unknown> {
  if (typeof body === 'object' && body !== null && 'ok' in body) {
    if (body.ok === true) return { ok: true, value: 'value' in body ? body.value : undefined };
    const error = consoleErrorSchema.safeParse('error' in body ? body.error : undefined);
    if (error.success) return { ok: false, error: error.data };
  }
  return failure('internal', `Heimdall answered ${status} with something that is not a console answer.`);
}

function failure(code: ConsoleError['code'], message: string): ConsoleResult<never> {
  return { ok: false, error: { code, message } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
