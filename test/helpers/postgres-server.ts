import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { findPostgres } from '../../scripts/system-libraries.mjs';
import { unusedPort } from '../fakes/scripted-upstream.ts';

const START_MS = 30_000;

/** A real PostgreSQL of a test's own: in a temporary folder, on a free port of this machine, ended after the test. */
export class PostgresServer {
  readonly password = 'not-a-secret';
  readonly #folder = mkdtempSync(join(tmpdir(), 'heimdall-postgres-'));
  /** It refuses to run as root, so it runs as the user that its package made. */
  readonly #as = process.getuid?.() === 0 ? userOf('postgres') : {};
  readonly #programs: string;
  #port = 0;
  #process: ChildProcess | null = null;

  private constructor(programs: string) {
    this.#programs = programs;
  }

  static async start(): Promise<PostgresServer> {
    const programs = findPostgres();
    if (programs === null) throw new Error('PostgreSQL is not installed: node scripts/system-libraries.mjs');
    const server = new PostgresServer(programs);
    server.#port = await unusedPort();
    onTestFinished(async () => {
      await server.stop();
      rmSync(server.#folder, { recursive: true, force: true });
    });
    const { uid, gid } = server.#as;
    if (uid !== undefined && gid !== undefined) chownSync(server.#folder, uid, gid);
    execFileSync(
      join(programs, 'initdb'),
      ['-D', join(server.#folder, 'data'), '-U', 'heimdall', '--auth=trust', '--no-sync', '-E', 'UTF8'],
      { ...server.#as, cwd: server.#folder, stdio: 'pipe' },
    );
    await server.start();
    return server;
  }

  get url(): string {
    return `postgres://heimdall:${this.password}@127.0.0.1:${this.#port}/postgres`;
  }

  /** On the same port as before, with what was in it. */
  async start(): Promise<void> {
    const options = ['-D', join(this.#folder, 'data'), '-p', String(this.#port), '-c', 'listen_addresses=127.0.0.1'];
    const quick = ['-c', `unix_socket_directories=${this.#folder}`, '-c', 'fsync=off', '-c', 'autovacuum=off'];
    this.#process = spawn(join(this.#programs, 'postgres'), [...options, ...quick], {
      ...this.#as,
      cwd: this.#folder,
      stdio: 'ignore',
    });
    for (const end = Date.now() + START_MS; Date.now() < end; await sleep(50)) {
      if (await this.query('SELECT 1').catch(() => null)) return;
    }
    throw new Error('PostgreSQL does not start');
  }

  /** At once, connections and all. */
  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGQUIT');
    await ended;
  }

  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
}

function userOf(name: string): { readonly uid?: number; readonly gid?: number } {
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  if (entry === undefined) throw new Error(`There is no user ${name}: node scripts/system-libraries.mjs installs it.`);
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}
