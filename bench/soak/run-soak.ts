/**
 * Mixed traffic for a long time at half of what this machine can take, with providers that fail in every way. Says what the
 * host held in between, and everything that went wrong.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { fillRatings } from './fill-ratings.ts';
import { flatness } from './flatness.ts';
import { type Held, HostProcess } from './host-process.ts';
import { LogCheck } from './log-check.ts';
import { besides, Rest } from './side-traffic.ts';
import { type Ticket, Traffic } from './traffic.ts';
import { PATIENCE_MS, startUpstreams } from './upstreams.ts';

const KEY_ENV = 'SOAK_KEY';
const MiB = 1_048_576;
/** Requests at once while it is found out how many a second go through. */
const SATURATING = 48;
/** Beyond that none is added: the machine has become slower than it was at the beginning, and half of saturation is less. */
const MOST_AT_ONCE = 2 * SATURATING;
const TICK_MS = 10;
const RATED_SHARE = 0.005;
/** Different wrongs that are told; the rest is counted. */
const MOST_TOLD = 20;

export interface SoakOptions {
  /** Path of the built command line. */
  readonly program: string;
  readonly prompts: readonly string[];
  readonly seconds: number;
  /** Between two looks at what the host holds. */
  readonly sampleSeconds: number;
  readonly saturationSeconds: number;
  /** What the heap may grow by in the later two thirds, and what share of it. Bytes. */
  readonly heapSlack: number;
  readonly onSample?: (sample: Sample) => void;
}

export interface Sample extends Held {
  readonly seconds: number;
  /** Since the beginning. */
  readonly requests: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface SoakResult {
  /** Requests a second: what went through at most, and what was sent. */
  readonly saturation: number;
  readonly rate: number;
  readonly samples: readonly Sample[];
  /** Decisions that were looked up in the log. */
  readonly checked: number;
  /** Requests that were not sent because the host had too many at work. */
  readonly skipped: number;
  /** Why the soak failed; empty when it did not. */
  readonly failures: readonly string[];
}

export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-soak-'));
  try {
    return await soak(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param folder Home of the host; its log is what is checked in the end. */
async function soak(folder: string, options: SoakOptions): Promise<SoakResult> {
  const upstreams = await startUpstreams(KEY_ENV);
  const failures: string[] = [];
  const onWrong = (what: string) => void failures.push(what);
  const settingsFile = join(folder, 'heimdall.yaml');
  writeFileSync(settingsFile, stringify(settings(upstreams.providers)));
  await fillRatings(folder);
  const host = await HostProcess.start(options.program, folder, { [KEY_ENV]: 'sk-soak' });
  const log = new LogCheck(join(folder, 'decisions.db'), onWrong);
  const outcomes: Record<string, number> = {};
  let requests = 0;
  const onTicket = (ticket: Ticket | null): void => {
    requests++;
    const name = ticket === null ? 'left early' : ticket.code === null ? ticket.saw : `error ${ticket.code}`;
    outcomes[name] = (outcomes[name] ?? 0) + 1;
    if (ticket === null) return;
    log.add(ticket);
    if (ticket.saw === 'ok' && Math.random() < RATED_SHARE) {
      traffic.rate(ticket.id).catch((error: unknown) => onWrong(`a rating failed: ${String(error)}`));
    }
  };
  const traffic = new Traffic(host.url, upstreams.refusingModel, options.prompts, { onTicket, onWrong });
  const leaving = new AbortController();
  const rest = new Rest();
  const samples: Sample[] = [];
  let skipped = 0;
  let saturation = 0;
  try {
    saturation = await saturate(traffic, options.saturationSeconds);
    upstreams.faulty = true;
    const aside = besides(host.url, settingsFile, { signal: leaving.signal, rest, onWrong });
    const started = performance.now();
    const seconds = () => Math.round((performance.now() - started) / 1_000);
    while (seconds() < options.seconds) {
      skipped += await load(traffic, saturation / 2, Math.min(options.sampleSeconds, options.seconds));
      await rest.begin();
      await quiet(traffic);
      await log.check();
      const sample = { seconds: seconds(), requests, outcomes: { ...outcomes }, ...(await host.held()) };
      rest.end();
      samples.push(sample);
      options.onSample?.(sample);
    }
    leaving.abort();
    await aside;
  } finally {
    rest.end();
    leaving.abort();
    await traffic.close();
    const code = await host.stop();
    if (code !== 0) onWrong(`the host ended with ${code}`);
    await upstreams.stop();
  }
  await log.check(true);
  log.finish();
  failures.push(...host.badLines.map((line) => `logged: ${line}`), ...notFlat(samples, options.heapSlack));
  return { saturation, rate: saturation / 2, samples, checked: log.checked, skipped, failures: shortened(failures) };
}

/** Small limits, so that what is bounded is full early and only what is not goes on growing. */
function settings(providers: Upstreams): unknown {
  return {
    router: { alpha: 0.5, affinity: { max_sessions: 500 } },
    providers,
    simulator: 'never',
    catalog: { refresh_seconds: 0 },
    gateway: {
      stream_idle_timeout: PATIENCE_MS,
      total_timeout: 10 * PATIENCE_MS,
      stored_responses: { max_bytes: 2 * MiB },
      // What is under test is that all requests end, not that most are refused.
      retry_budget: { ratio: 1 },
    },
    storage: { max_decisions: 10_000_000, max_bodies_mb: 16 },
    response_cache: { enabled: true, max_bytes: 2 * MiB, embedder: 'static' },
    timeout: PATIENCE_MS,
    max_cache_size: 500,
  };
}

type Upstreams = Readonly<Record<string, unknown>>;

/** Answers a second in a closed loop, with providers that do not fail. */
async function saturate(traffic: Traffic, seconds: number): Promise<number> {
  // The first second compiles.
  await closedLoop(traffic, Math.min(1, seconds));
  const started = performance.now();
  const answered = await closedLoop(traffic, seconds);
  return (answered * 1_000) / (performance.now() - started);
}

async function closedLoop(traffic: Traffic, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let answered = 0;
  const worker = async () => {
    while (performance.now() < until) {
      await traffic.one(true);
      answered++;
    }
  };
  await Promise.all(Array.from({ length: SATURATING }, worker));
  return answered;
}

/** Sends so many requests a second whether or not answers come; returns how many were left out. */
async function load(traffic: Traffic, perSecond: number, seconds: number): Promise<number> {
  const started = performance.now();
  let due = 0;
  let skipped = 0;
  for (let passed = 0; passed < seconds * 1_000; passed = performance.now() - started) {
    for (; due < (passed * perSecond) / 1_000; due++) {
      if (traffic.running < MOST_AT_ONCE) void traffic.one();
      else skipped++;
    }
    await sleep(TICK_MS);
  }
  return skipped;
}

/** Waits for all answers, and a moment for what comes after them. */
async function quiet(traffic: Traffic): Promise<void> {
  while (traffic.running > 0) await sleep(TICK_MS);
  await sleep(200);
}

function notFlat(samples: readonly Sample[], heapSlack: number): string[] {
  const series = {
    'heap after gc': { values: samples.map(({ heap }) => heap), slack: heapSlack, share: 0.05 },
    'memory outside of the heap': { values: samples.map(({ external }) => external), slack: heapSlack, share: 0.05 },
    'open files': { values: samples.map(({ files }) => files ?? 0), slack: 3, share: 0 },
    // Kept open by clients and providers, as many as there were requests at once.
    sockets: { values: samples.map(({ sockets }) => sockets ?? 0), slack: 2 * MOST_AT_ONCE, share: 0 },
    timers: { values: samples.map(({ timers }) => timers), slack: 10, share: 0.1 },
  };
  return Object.entries(series).flatMap(([name, { values, slack, share }]) => {
    const { growth, allowed, flat } = flatness(values, slack, share);
    return flat ? [] : [`${name}: grew by ${Math.round(growth)}, ${Math.round(allowed)} is allowed`];
  });
}

function shortened(failures: readonly string[]): string[] {
  const more = failures.length - MOST_TOLD;
  return more <= 0 ? [...failures] : [...failures.slice(0, MOST_TOLD), `and ${more} more`];
}
