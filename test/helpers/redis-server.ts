import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { unusedPort } from '../fakes/scripted-upstream.ts';

const START_MS = 10_000;

/** A real Redis of a test's own: in memory, on a free port of this machine, ended after the test. */
export class RedisServer {
  readonly password = 'not-a-secret';
  #port = 0;
  #process: ChildProcess | null = null;

  static async start(): Promise<RedisServer> {
    const server = new RedisServer();
    server.#port = await unusedPort();
    onTestFinished(() => server.stop());
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://:${this.password}@127.0.0.1:${this.#port}/0`;
  }

  /** On the same port as before; empty. */
  async start(): Promise<void> {
    const options = ['--bind', '127.0.0.1', '--port', String(this.#port), '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', [...options, '--requirepass', this.password], { stdio: 'ignore' });
    const failed = once(child, 'error').then(([error]) => {
      throw new Error(`redis-server does not start (node scripts/system-libraries.mjs installs it): ${error}`);
    });
    this.#process = child;
    await Promise.race([failed, this.#listens()]);
  }

  /** At once, as a crash ends it. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Goes on holding its connections and answers nothing until `thaw`. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  async #listens(): Promise<void> {
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(20)) {
      const open = await new Promise<boolean>((resolve) => {
        const socket = connect(this.#port, '127.0.0.1', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.on('connect', () => socket.destroy());
      });
      if (open) return;
    }
    throw new Error('redis-server does not listen');
  }
}
