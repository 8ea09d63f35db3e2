/**
 * `npm run bench:scale`: how many answers go through one process, and through one and two workers behind one port, with as
 * much load as there is processor for. Prints ratios to one process, and who used the processors. JSON with --json.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, startHeimdall } from './gateway/contestants.ts';
import { endlessPrompts, type Measured, measure } from './gateway/load.ts';
import { loadOf, SATURATION } from './gateway/phases.ts';
import { setPace, startUpstream } from './gateway/start-upstream.ts';
import { MACHINE } from './machine.ts';
import { ownProcessorTime, processorTime } from './processor-time.ts';
import { readPrompts } from './read-prompts.ts';
import { summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
  },
});
const CONTESTANTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['one process', []],
  ['1 worker', ['--workers', '1']],
  ['2 workers', ['--workers', '2']],
]);
const ONE = 'one process';

interface Round {
  readonly measured: Measured;
  /** Seconds of processor time. */
  readonly heimdall: number;
  /** The part of it that the process with log and console took. */
  readonly owner: number;
  readonly generator: number;
  readonly upstream: number;
}

async function main(): Promise<void> {
  const nextPrompt = endlessPrompts(await readPrompts(flags.prompts));
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-bench-'));
  const upstream = await startUpstream();
  const running = new Map<string, Contestant>();
  try {
    await setPace(upstream.origin, SATURATION.pace);
    for (const [name, args] of CONTESTANTS) {
      const own = join(folder, name.replace(' ', '-'));
      mkdirSync(own);
      running.set(name, await startHeimdall(own, upstream.origin, [], args));
    }
    const rounds = new Map<string, Round[]>([...running.keys()].map((name) => [name, []]));
    for (let round = -1; round < Number(flags.rounds); round++) {
      for (const [name, { target, pid }] of running) {
        const seconds = round < 0 ? 2 : Number(flags.seconds);
        const before = usage(pid, upstream.process.pid as number);
        const measured = await measure(target, loadOf(SATURATION, seconds), nextPrompt);
        const after = usage(pid, upstream.process.pid as number);
        if (round < 0) continue;
        rounds.get(name)?.push({
          measured,
          heimdall: after.heimdall - before.heimdall,
          owner: after.owner - before.owner,
          generator: after.generator - before.generator,
          upstream: after.upstream - before.upstream,
        });
      }
    }
    report(rounds);
  } finally {
    await Promise.all([...running.values()].map((contestant) => contestant.stop()));
    upstream.process.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(rounds: ReadonlyMap<string, readonly Round[]>): void {
  const median = (name: string, of: (round: Round) => number) => summarize((rounds.get(name) ?? []).map(of)).p50;
  // In microseconds: figures are rounded to thousandths.
  const perAnswer = (name: string, of: (round: Round) => number) =>
    median(name, (round) => (1e6 * of(round)) / round.measured.whole.length);
  const ofOne = perAnswer(ONE, ({ heimdall }) => heimdall);
  const rows = [...rounds].map(([name, all]) => {
    const sum = (of: (round: Round) => number) => all.reduce((total, round) => total + of(round), 0);
    const used = sum(({ heimdall, generator, upstream }) => heimdall + generator + upstream);
    const share = (of: (round: Round) => number) => `${Math.round((100 * sum(of)) / used)} %`;
    const ratio = (of: (round: Round) => number) => Math.round((100 * median(name, of)) / median(ONE, of)) / 100;
    return {
      name,
      answers: ratio(({ measured }) => measured.perSecond),
      p50: ratio(({ measured }) => summarize(measured.whole).p50),
      p99: ratio(({ measured }) => summarize(measured.whole).p99),
      processor_time_per_answer: Math.round((100 * perAnswer(name, ({ heimdall }) => heimdall)) / ofOne) / 100,
      owners_part_of_it: Math.round((100 * perAnswer(name, ({ owner }) => owner)) / ofOne) / 100,
      heimdalls_share: share(({ heimdall }) => heimdall),
      generators_share: share(({ generator }) => generator),
      upstreams_share: share(({ upstream }) => upstream),
      failed: sum(({ measured }) => measured.failed),
      answers_per_s: Math.round(median(name, ({ measured }) => measured.perSecond)),
    };
  });
  if (flags.json) console.log(JSON.stringify({ rows, machine: MACHINE }));
  else console.table(Object.fromEntries(rows.map(({ name, ...row }) => [name, row])));
}

/** Seconds of processor time so far: of Heimdall with all its processes, of this program, and of the upstream. */
function usage(heimdall: number, upstream: number): Omit<Round, 'measured'> {
  const [ours, theirs] = processorTime(heimdall, upstream);
  return {
    heimdall: ours?.all ?? 0,
    owner: ours?.own ?? 0,
    generator: ownProcessorTime(),
    upstream: theirs?.own ?? 0,
  };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
