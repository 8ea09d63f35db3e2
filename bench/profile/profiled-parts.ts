/** The parts of Heimdall that `npm run profile` runs under load. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Contestant, killAll, startHeimdall } from '../gateway/contestants.ts';
import { endlessPrompts, type Measured, measure } from '../gateway/load.ts';
import { loadOf, SATURATION } from '../gateway/phases.ts';
import { setPace, startUpstream } from '../gateway/start-upstream.ts';
import { monotonicUs } from '../gateway/wire.ts';
import { readPrompts } from '../read-prompts.ts';
import { collectFiles } from './collect-files.ts';
import type { Span } from './read-summary.ts';

export interface PartOptions {
  /** What the files are called. */
  readonly name: string;
  /** Where they go. */
  readonly folder: string;
  readonly seconds: number;
  readonly prompts: string;
}

export interface Profiled {
  /** What was done, in words. */
  readonly note: string;
  /** Of the main thread. */
  readonly cpuProfile: string;
  /** When the load was on; null for all the time. */
  readonly span: Span | null;
  readonly files: readonly string[];
}

export type ProfiledPart = (options: PartOptions) => Promise<Profiled>;

/** Runs something whose files go to a folder of its own, and gives them the part's name. */
async function withFiles(
  { name, folder }: PartOptions,
  work: (raw: string) => Promise<string>,
): Promise<{ note: string; files: string[] }> {
  const raw = mkdtempSync(join(folder, 'raw-'));
  try {
    const note = await work(raw);
    return { note, files: collectFiles(raw, join(folder, name)) };
  } finally {
    rmSync(raw, { recursive: true, force: true });
  }
}

/** Node's CPU profile of the whole life of each thread. */
const cpuFlags = (folder: string) => ['--cpu-prof', `--cpu-prof-dir=${folder}`];
/** Node's sampling heap profile: who allocated what is still held at the end. */
const heapFlags = (folder: string) => ['--heap-prof', `--heap-prof-dir=${folder}`];

/** `bench:core`, each of its parts for a third of the time. */
export const profileCore: ProfiledPart = async (options) => {
  const bench = [resolve('out/bench/core.cjs'), '--json', '--seconds', String(options.seconds / 3)];
  const { note, files } = await withFiles(options, async (raw) => {
    const args = [...cpuFlags(raw), ...heapFlags(raw), '--expose-gc', ...bench, '--prompts', options.prompts];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`bench:core ended with ${code}.`);
    return 'bench:core, decisions without HTTP';
  });
  return { note, files, cpuProfile: mainProfile(files), span: null };
};

/** `heimdall serve` in front of the upstream of `bench:gateway`, over 64 connections as fast as it goes. */
export function profileEndpoint(path: string): ProfiledPart {
  return async (options) => {
    const nextPrompt = endlessPrompts(await readPrompts(options.prompts));
    const load = (host: Contestant): Promise<Measured> =>
      measure({ ...host.target, path }, loadOf(SATURATION, options.seconds), nextPrompt);
    let span: Span | null = null;
    const cpu = await withFiles(options, (raw) =>
      withHost(cpuFlags(raw), async (host) => {
        const fromUs = monotonicUs();
        const { perSecond, failed } = await load(host);
        span = { fromUs, toUs: monotonicUs() };
        return `POST ${path}, 64 connections, ${Math.round(perSecond)} answers a second, ${failed} failed`;
      }),
    );
    // Another process: what a snapshot takes has no place in a CPU profile.
    const memory = await withFiles(options, (raw) =>
      withHost([...heapFlags(raw), '--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${raw}`], async (host) => {
        await load(host);
        await takeSnapshot(host, raw);
        return '';
      }),
    );
    return { note: cpu.note, cpuProfile: mainProfile(cpu.files), span, files: [...cpu.files, ...memory.files] };
  };
}

/** Its files are there when it has ended in order. */
async function withHost(nodeFlags: readonly string[], work: (host: Contestant) => Promise<string>): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'heimdall-profile-'));
  const upstream = await startUpstream();
  try {
    await setPace(upstream.origin, SATURATION.pace);
    const own = join(home, 'home');
    mkdirSync(own);
    const host = await startHeimdall(own, upstream.origin, nodeFlags);
    const note = await work(host);
    await host.stop();
    return note;
  } finally {
    killAll();
    upstream.process.kill('SIGTERM');
    rmSync(home, { recursive: true, force: true });
  }
}

/** Everything that the process holds after the load. It answers again when the file is whole. */
async function takeSnapshot({ pid, target }: Contestant, folder: string): Promise<void> {
  process.kill(pid, 'SIGUSR2');
  while (!readdirSync(folder).some((file) => file.endsWith('.heapsnapshot'))) {
    await new Promise((wake) => setTimeout(wake, 50));
  }
  await (await fetch(`${target.origin}/healthz`)).arrayBuffer();
}

function mainProfile(files: readonly string[]): string {
  const found = files.find((file) => file.endsWith('.cpuprofile') && !file.includes('-thread-'));
  if (found === undefined) throw new Error('No CPU profile was written: the process did not end in order.');
  return found;
}
