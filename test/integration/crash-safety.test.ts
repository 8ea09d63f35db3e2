/**
 * The host is killed (SIGKILL) at random moments under load, while its files are being changed, and started again. It
 * must open what it finds: the log without a hole, every file whole. `HEIMDALL_CRASHES=200` for the long run.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FLUSH_INTERVAL_MS, MAX_QUEUED } from '../../src/host/storage/decision-log.ts';
import { type BuiltPackage, buildPackage } from '../helpers/built-package.ts';

const CRASHES = Number(process.env.HEIMDALL_CRASHES ?? 5);
const CLIENTS = 8;
/** Milliseconds of load before a kill. */
const LEAST_LOAD = 40;
const MOST_LOAD = 800;
/** A decision is made before it is appended: a few may overtake each other on the way. Milliseconds. */
const OVERTAKING = 250;
const COMMENT = '# kept by hand';

/** What a client was told of a decision. */
interface Told {
  readonly id: string;
  readonly created_ms: number;
}

interface Host {
  readonly process: ChildProcess;
  readonly url: string;
  readonly output: () => string;
}

let built: BuiltPackage;
let home: string;
let config: string;
let running: Host | null = null;

beforeAll(() => {
  built = buildPackage();
  symlinkSync(resolve('artifacts'), join(built.root, 'artifacts'));
  home = join(built.root, 'home');
  mkdirSync(home);
  config = join(home, 'heimdall.yaml');
  writeFileSync(config, `${COMMENT}\nrouter:\n  alpha: 0.5 ${COMMENT}\n`);
}, 120_000);

afterAll(async () => {
  if (running !== null) await kill(running);
  built.remove();
});

it(
  `opens everything after ${CRASHES} kills`,
  async () => {
    const told: Told[] = [];
    const keys = new Set<string>();
    let lost = 0;
    for (let crash = 0; crash <= CRASHES; crash++) {
      running = await start();
      expect(running.output()).not.toMatch(/"level":"(warn|error)"/);
      const kept = keptIds();
      const missing = told.filter(({ id }) => !kept.has(id));
      // What is missing is the end of what was decided, and no more than may wait for the disk.
      expect(missing.length - lost).toBeLessThanOrEqual(MAX_QUEUED + CLIENTS);
      const present = told.filter(({ id }) => kept.has(id)).at(-1)?.created_ms ?? 0;
      const newest = missing.slice(lost);
      for (const { created_ms } of newest) {
        expect(created_ms).toBeGreaterThan(present - OVERTAKING - FLUSH_INTERVAL_MS);
      }
      lost = missing.length;
      expect(await appKeyNames(running.url)).toEqual(expect.arrayContaining([...keys]));
      expectWholeConfig();
      if (crash === CRASHES) break;
      await loadUntilKilled(running, told, keys, crash);
    }
    expect(told.length).toBeGreaterThan(CRASHES);
    expect(integrity()).toBe('ok');
  },
  60_000 + CRASHES * 20_000,
);

async function start(): Promise<Host> {
  const child = built.start(['serve', '--port', '0', '--config', config], home);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  await expect.poll(() => output, { timeout: 30_000 }).toContain('endpoint is listening');
  const line = output.split('\n').find((text) => text.includes('endpoint is listening')) as string;
  return { process: child, url: (JSON.parse(line) as { url: string }).url, output: () => output };
}

/** Decides and changes files from all sides until a moment that nobody foresees. */
async function loadUntilKilled(host: Host, told: Told[], keys: Set<string>, crash: number): Promise<void> {
  let killed = false;
  const untilKilled = async (step: (turn: number) => Promise<void>): Promise<void> => {
    try {
      for (let turn = 0; !killed; turn++) await step(turn);
    } catch (error) {
      // fetch's own error for a connection that broke or was refused.
      if (!(error instanceof TypeError)) throw error;
    }
  };
  const clients = Array.from({ length: CLIENTS }, (_, client) =>
    untilKilled(async (turn) => {
      const content = `Crash ${crash}, client ${client}, turn ${turn}: why is the sky blue?`;
      const body = { model: 'heimdall/auto', messages: [{ role: 'user', content }] };
      const { id, created_ms } = await post<Told>(`${host.url}/v1/route`, body);
      told.push({ id, created_ms });
    }),
  );
  const settings = untilKilled(async (turn) => {
    await ask(host.url, 'settings.set', { max_decisions: 100_000 + turn });
  });
  const issuing = untilKilled(async (turn) => {
    const name = `app ${crash}.${turn}`;
    await ask(host.url, 'app_keys.create', { name });
    keys.add(name);
    await pause(20);
  });
  await pause(LEAST_LOAD + Math.random() * (MOST_LOAD - LEAST_LOAD));
  const ended = once(host.process, 'close');
  host.process.kill('SIGKILL');
  await ended;
  killed = true;
  await Promise.all([...clients, settings, issuing]);
}

/** From the file itself, so that nothing is asked of the program under test. */
function keptIds(): Set<string> {
  return withLog((database) => {
    const rows = database.prepare('SELECT id FROM decisions').all() as { id: string }[];
    const ids = new Set(rows.map(({ id }) => id));
    expect(ids.size).toBe(rows.length);
    return ids;
  });
}

function integrity(): string {
  return withLog((database) => {
    const { integrity_check } = database.prepare('PRAGMA integrity_check').get() as { integrity_check: string };
    return integrity_check;
  });
}

function withLog<T>(read: (database: Database.Database) => T): T {
  const database = new Database(join(home, 'data', 'decisions.db'), { readonly: true });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

function expectWholeConfig(): void {
  const text = readFileSync(config, 'utf8');
  expect(text.startsWith(COMMENT)).toBe(true);
  expect(text).toContain(`0.5 ${COMMENT}`);
  expect(parse(text)).toMatchObject({ router: { alpha: 0.5 } });
}

async function appKeyNames(url: string): Promise<string[]> {
  const { keys } = await ask<{ keys: { name: string }[] }>(url, 'app_keys.list');
  return keys.map(({ name }) => name);
}

async function ask<T>(url: string, request: string, input?: unknown): Promise<T> {
  const { value } = await post<{ value: T }>(`${url}/console/api/${request}`, input);
  return value;
}

async function post<T>(url: string, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'x-heimdall-console': '1', 'content-type': 'application/json' },
    body: JSON.stringify(body ?? null),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function kill({ process: child }: Host): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGKILL');
  await ended;
}

function pause(ms: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, ms));
}
