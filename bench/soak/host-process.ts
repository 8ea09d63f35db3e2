/** The host as users run it, in a process of its own, with a probe for what it holds. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the host holds after garbage collection. Bytes. */
export interface Held {
  readonly heap: number;
  readonly external: number;
  readonly rss: number;
  /** Timers that would keep it alive. */
  readonly timers: number;
  /** Open files and sockets; null where the system has no `/proc`. */
  readonly files: number | null;
  readonly sockets: number | null;
}

const READY_WITHIN_MS = 30_000;
const LOOKS = 3;
const MOST_LOOKS = 50;
const LOOK_EVERY_MS = 200;
/** Outside of the heap, a look that is so much below the one before it says that something is still being written. */
const FALLING_BYTES = 262_144;

export class HostProcess {
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #bad: string[];

  private constructor(child: ChildProcess, url: string, bad: string[]) {
    this.#child = child;
    this.url = url;
    this.#bad = bad;
  }

  /**
   * @param program Path of the built command line.
   * @param folder Its home; holds `heimdall.yaml`.
   */
  static async start(program: string, folder: string, env: Readonly<Record<string, string>>): Promise<HostProcess> {
    const child = spawn(
      process.execPath,
      ['--expose-gc', '--require', resolve('bench/soak/probe.cjs'), program, 'serve', '--port', '0'],
      {
        env: { PATH: process.env.PATH ?? '', HOME: folder, HEIMDALL_HOME: folder, HEIMDALL_LOG_FORMAT: 'json', ...env },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    const bad: string[] = [];
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('the host did not start in time')), READY_WITHIN_MS);
      const onLine = (line: string): void => {
        const { level, url, msg } = parsed(line);
        // The log is JSON; what is not comes from Node itself: a warning or a crash.
        if (level === 'error' || level === 'text') bad.push(line.slice(0, 500));
        if (msg !== 'endpoint is listening' || url === undefined) return;
        clearTimeout(late);
        done(new HostProcess(child, url, bad));
      };
      eachLine(child.stderr as NodeJS.ReadableStream, onLine);
      eachLine(child.stdout as NodeJS.ReadableStream, onLine);
      child.once('exit', (code) => fail(new Error(`the host ended with ${code}: ${bad.join('\n')}`)));
    });
  }

  /** Lines of its log that no soak should bring about. */
  get badLines(): readonly string[] {
    return this.#bad;
  }

  /**
   * The least of several looks, for as long as it becomes less: an answer that is being made, a timer that is about to
   * fire, and what waits to be written to the log are no leak.
   */
  async held(): Promise<Held> {
    const looks: Held[] = [];
    const isFalling = (): boolean => {
      const [before, last] = looks.slice(-2);
      return before !== undefined && last !== undefined && last.external < before.external - FALLING_BYTES;
    };
    while (looks.length < LOOKS || (looks.length < MOST_LOOKS && isFalling())) {
      await sleep(LOOK_EVERY_MS);
      looks.push(await this.#look());
    }
    return looks.reduce((least, look) => (look.heap < least.heap ? look : least));
  }

  async #look(): Promise<Held> {
    this.#child.send('held?');
    const [answer] = (await once(this.#child, 'message', { signal: AbortSignal.timeout(30_000) })) as [
      { heapUsed: number; external: number; rss: number; timers: number },
    ];
    const { heapUsed: heap, external, rss, timers } = answer;
    return { heap, external, rss, timers, ...openFiles(this.#child.pid as number) };
  }

  /** Ends it in good order; the log is whole afterwards. */
  async stop(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 30_000);
    const [code] = (await ended) as [number | null];
    clearTimeout(late);
    return code;
  }
}

function openFiles(pid: number): Pick<Held, 'files' | 'sockets'> {
  const folder = `/proc/${pid}/fd`;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { files: null, sockets: null };
  }
  const sockets = names.filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('socket:');
    } catch {
      // Closed meanwhile.
      return false;
    }
  }).length;
  return { files: names.length - sockets, sockets };
}

interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly url?: string;
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    return { level: 'text' };
  }
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
  });
}
