/**
 * `npm run bench:gateway`: what a gateway adds to calling the upstream directly, and how much goes through it, for
 * Heimdall and the gateways that are installed beside it. What is measured and how is in bench/README.md.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, direct, installedContestants, killAll } from './gateway/contestants.ts';
import { endlessPrompts, type Measured, measure, type NextPrompt, type Target } from './gateway/load.ts';
import { loadOf, PHASES, type Phase, SATURATION } from './gateway/phases.ts';
import { setPace, startUpstream } from './gateway/start-upstream.ts';
import { type Figures, summarizeRounds } from './gateway/summary.ts';
import { currentLoad, MACHINE } from './machine.ts';
import { readPrompts } from './read-prompts.ts';

const { values: flags } = parseArgs({
  options: {
    out: { type: 'string' },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
  },
});
const DIRECT = 'direct';
const log = (line: string): void => console.error(line);

async function main(): Promise<void> {
  const nextPrompt = endlessPrompts(await readPrompts(flags.prompts));
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const { present, missing } = installedContestants();
  for (const name of missing) log(`${name} is not installed: npm run bench:gateway -- --peers`);
  const contestants: Contestant[] = [];
  const upstream = await startUpstream();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      killAll();
      upstream.process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      process.exit(130);
    });
  }
  try {
    for (const [name, start] of present) {
      const own = join(folder, name);
      mkdirSync(own);
      contestants.push(await start(own, upstream.origin));
    }
    const targets = new Map<string, Target>([[DIRECT, direct(upstream.origin)]]);
    for (const { name, target } of contestants) targets.set(name, target);
    const results = await runAll(targets, upstream.origin, nextPrompt);
    const report = JSON.stringify({
      machine: machine(),
      seconds: Number(flags.seconds),
      rounds: Number(flags.rounds),
      missing,
      results,
    });
    if (flags.out === undefined) console.log(report);
    else writeFileSync(flags.out, report);
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()));
    upstream.process.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every phase in rounds, every contestant once a round, so that what else the machine does hits all of them. */
async function runAll(targets: Map<string, Target>, upstream: string, nextPrompt: NextPrompt): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const phase of [...PHASES, SATURATION]) {
    const rounds = new Map<string, Measured[]>([...targets.keys()].map((name) => [name, []]));
    await setPace(upstream, phase.pace);
    for (let round = -1; round < Number(flags.rounds); round++) {
      for (const [name, target] of targets) {
        const seconds = round < 0 ? 1 : Number(flags.seconds);
        const measured = await measure(target, loadOf(phase, seconds), nextPrompt);
        if (round >= 0) rounds.get(name)?.push(measured);
      }
    }
    for (const figure of summarizeRounds(phase, rounds, DIRECT)) {
      figures.push(figure);
      log(lineOf(phase, figure));
    }
  }
  return figures;
}

function lineOf({ name }: Phase, { who, whole, firstByte, token, perSecond, failed }: Figures): string {
  const parts = [`whole p50 ${whole.p50} p99 ${whole.p99}`, `first byte p50 ${firstByte.p50}`];
  if (token !== null) parts.push(`token p50 ${token.p50} p99 ${token.p99}`);
  parts.push(`${perSecond}/s`, `${failed} failed`);
  return `${name.padEnd(14)} ${who.padEnd(9)} ${parts.join(', ')}`;
}

function machine(): object {
  return { ...MACHINE, load: currentLoad() };
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
