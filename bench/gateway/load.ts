/** Load in a closed loop: each connection sends its next request when the last one is answered. */
import { Client, type Dispatcher } from 'undici';
import { monotonicUs, StampReader } from './wire.ts';

/** Where a contestant takes chat completions, and what it wants to be told. */
export interface Target {
  /** Origin, without a path. */
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: string;
}

export interface Load {
  readonly connections: number;
  readonly seconds: number;
  readonly stream: boolean;
  /** The connections' first requests are spread over so many milliseconds. */
  readonly spreadMs: number;
}

/** All times in milliseconds. */
export interface Measured {
  /** Request to the last byte of the answer. */
  readonly whole: number[];
  /** Request to the first byte of the answer's body. */
  readonly firstByte: number[];
  /** Upstream's write of a token to its arrival here. */
  readonly token: number[];
  /** Answers a second. */
  readonly perSecond: number;
  /** Answers that were not 200, or broke. */
  readonly failed: number;
}

/** A prompt that was not sent before: a cached decision or answer would measure nothing. */
export type NextPrompt = () => string;

export function endlessPrompts(prompts: readonly string[]): NextPrompt {
  let asked = 0;
  return () => `${prompts[asked % prompts.length]} ${asked++}`;
}

export async function measure(target: Target, load: Load, nextPrompt: NextPrompt): Promise<Measured> {
  const times = { whole: [] as number[], firstByte: [] as number[], token: [] as number[], failed: 0 };
  const clients = Array.from({ length: load.connections }, () => connect(target));
  const started = performance.now();
  const until = started + load.seconds * 1_000 + load.spreadMs;
  await Promise.all(
    clients.map(async (client, index) => {
      await sleep((load.spreadMs * index) / load.connections);
      while (performance.now() < until) {
        try {
          const answer = await send(client, target, load.stream, nextPrompt());
          times.whole.push(answer.whole);
          times.firstByte.push(answer.firstByte);
          for (const delay of answer.tokens) times.token.push(delay);
        } catch {
          times.failed++;
          // A contestant that refuses at once must not be asked a million times.
          await sleep(100);
        }
      }
    }),
  );
  const elapsed = performance.now() - started;
  await Promise.all(clients.map((client) => client.destroy()));
  return { ...times, perSecond: (times.whole.length * 1_000) / elapsed };
}

function connect({ origin }: Target): Client {
  return new Client(origin, { pipelining: 1, keepAliveTimeout: 120_000, headersTimeout: 60_000, bodyTimeout: 60_000 });
}

interface Answer {
  readonly whole: number;
  readonly firstByte: number;
  readonly tokens: readonly number[];
}

function send(client: Client, target: Target, stream: boolean, prompt: string): Promise<Answer> {
  const body = JSON.stringify({
    model: target.model,
    messages: [{ role: 'user', content: prompt }],
    ...(stream ? { stream: true } : {}),
  });
  return new Promise((resolve, reject) => {
    const sent = performance.now();
    let firstByte = 0;
    let status = 0;
    const tokens: number[] = [];
    const stamps = new StampReader();
    const decoder = new TextDecoder();
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(_controller, code) {
        status = code;
      },
      onResponseData(_controller, chunk) {
        if (firstByte === 0) firstByte = performance.now();
        if (!stream) return;
        const now = monotonicUs();
        for (const written of stamps.read(decoder.decode(chunk, { stream: true })))
          tokens.push((now - written) / 1_000);
      },
      onResponseEnd() {
        const ended = performance.now();
        if (status === 200 && (!stream || tokens.length > 0)) {
          resolve({ whole: ended - sent, firstByte: firstByte - sent, tokens });
        } else {
          reject(new Error(`status ${status}`));
        }
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    };
    const headers = { 'content-type': 'application/json', ...target.headers };
    client.dispatch({ path: target.path, method: 'POST', headers, body }, handler);
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
