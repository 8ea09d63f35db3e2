/** What the console and the command line ask of the log, by the number of decisions in it. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Artifact } from '../../src/core/index.ts';
import { createHeimdall, type Heimdall } from '../../src/host/create-heimdall.ts';
import type { ConsoleInput, ConsoleRequestName } from '../../src/shared/console-contract.ts';
import { DAY_MS } from '../../src/shared/durations.ts';
import { quietLogger } from '../bench-router.ts';
import { DAYS, fillLog } from './fill-log.ts';

const ROUNDS = 3;
/** What takes longer is asked once. Milliseconds. */
const LONG_MS = 2_000;

export interface Asked {
  readonly question: string;
  /** The first time, when nothing is kept of it. */
  readonly first_ms: number;
  /** Of the next three times the middle one, or of one where it is long. */
  readonly ms: number;
  /** Longest time that the event loop stood still meanwhile: of all times the middle one. */
  readonly blocked_ms: number;
}

export interface LogSize {
  readonly rows: number;
  readonly file_mb: number;
  readonly open_ms: number;
  readonly asked: readonly Asked[];
}

type Question = { [N in ConsoleRequestName]: readonly [string, N, ConsoleInput<N>] }[ConsoleRequestName];

/** @param nowMs Unix time of the newest decision. */
function questions(rows: number, nowMs: number): Question[] {
  const within = (days: number) => ({ from_ms: nowMs - days * DAY_MS, to_ms: nowMs + 1, filter: [], sample: false });
  const rare = { field: 'http_status' as const, min: 418, max: 418, negated: false };
  const error = { is: 'error' as const, negated: false };
  const app = { field: 'app' as const, in: ['mail'], negated: false };
  return [
    ['newest page', 'decisions.page', { limit: 500 }],
    ['jump to the middle', 'decisions.page', { limit: 500, before_seq: Math.round(rows / 2) }],
    ['one decision', 'decisions.get', { id: `dec_${rows - 7}` }],
    ['search: an error', 'decisions.page', { limit: 200, filter: [error] }],
    ['search: an app', 'decisions.page', { limit: 200, filter: [app] }],
    ['search: text in prompts', 'decisions.search', { text: 'haiku', limit: 50 }],
    ['search: nothing fits', 'decisions.page', { limit: 200, filter: [rare] }],
    ['search: text that nobody wrote', 'decisions.search', { text: 'qqqqxyz', limit: 50 }],
    ['count: errors', 'decisions.count', { filter: [error] }],
    [
      'count: an app that was slow',
      'decisions.count',
      { filter: [app, { field: 'total_ms', above: 9_000, negated: false }] },
    ],
    ...[1, 7, DAYS].flatMap((days): Question[] => [
      [`latency, ${days} d`, 'latency.profile', { ...within(days), source: 'total', slo_ms: 5_000 }],
      [`savings, ${days} d`, 'savings.report', { ...within(days), baseline: { kind: 'best' } }],
      [`caches, ${days} d`, 'cache.overview', within(days)],
      [`worth of the cache, ${days} d`, 'cache.worth', { ...within(days), cache: 'decisions' }],
    ]),
    ['latency of one app, 90 d', 'latency.profile', { ...within(DAYS), filter: [app], source: 'total', slo_ms: 5_000 }],
    ['map', 'map.points', { filter: [], sample: false, last: 5_000 }],
    ['map of one app', 'map.points', { filter: [app], sample: false, last: 5_000 }],
    ['models, health', 'models.health', undefined],
    ['numbers of the status line', 'metrics.snapshot', undefined],
  ];
}

export async function measureLogSize(rows: number, artifact: Artifact, prompts: readonly string[]): Promise<LogSize> {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const nowMs = Date.now();
  try {
    const path = join(folder, 'decisions.db');
    await fillLog(path, rows, nowMs, artifact, prompts);
    writeFileSync(join(folder, 'heimdall.yaml'), 'storage: { max_decisions: 10000000, max_age_days: 3650 }\n');
    const started = performance.now();
    const host = await createHeimdall({
      dataFolder: folder,
      artifactFolder: resolve('artifacts'),
      port: 0,
      version: '0',
      host: 'headless',
      env: {},
      logger: quietLogger,
    });
    const open_ms = performance.now() - started;
    try {
      const asked: Asked[] = [];
      for (const question of questions(rows, nowMs)) asked.push(await ask(host, question));
      return { rows, file_mb: Math.round(statSync(path).size / 2 ** 20), open_ms: Math.round(open_ms), asked };
    } finally {
      await host.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function ask(host: Heimdall, [question, name, input]: Question): Promise<Asked> {
  const times: number[] = [];
  const blocked: number[] = [];
  for (let round = 0; round <= ROUNDS && (times[1] ?? 0) < LONG_MS; round++) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    // The monitor sees what begins after its first tick.
    await new Promise((wake) => setTimeout(wake, 5));
    const started = performance.now();
    await host.console.request(name, input as never);
    times.push(performance.now() - started);
    await new Promise((wake) => setTimeout(wake, 5));
    delay.disable();
    blocked.push(delay.max / 1e6);
  }
  const [first = 0, ...again] = times;
  return { question, first_ms: rounded(first), ms: middle(again), blocked_ms: middle(blocked) };
}

function middle(values: number[]): number {
  const sorted = values.sort((one, other) => one - other);
  return rounded(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
