/**
 * `npm run fuzz`: looks for inputs that break a parser, led by coverage. An input that makes new code run is kept for the
 * run and changed further. What breaks a target is written to `test/fuzz/corpus/<target>/`, where `fuzz.test.ts` finds
 * it from then on.
 */
import { createHash, randomInt } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.ts';
import { mutatedInputs } from './mutated-inputs.ts';
import { NewCoverage } from './new-coverage.ts';
import { runTarget } from './run-target.ts';
import { FUZZ_TARGETS } from './targets/all-targets.ts';

const { values: flags } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '30' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});

const BATCH = 50;
/** Longer than any parser may take for inputs of a few kilobytes, with a busy machine in mind. Milliseconds. */
const SLOW_MS = 5_000;

interface Exploration {
  readonly runs: number;
  readonly kept: number;
  readonly failure: string | null;
}

async function explore(target: FuzzTarget, seconds: number, seed: number): Promise<Exploration> {
  const coverage = new NewCoverage('explore.cjs');
  await coverage.start();
  const corpus: Buffer[] = target.seeds.map((text) => Buffer.from(text));
  for (const input of corpus) await runTarget(target, input);
  await coverage.take();
  const until = performance.now() + seconds * 1_000;
  let runs = 0;
  try {
    for (let batch = 0; performance.now() < until; batch++) {
      for (const input of fc.sample(mutatedInputs(corpus), { numRuns: BATCH, seed: seed + batch })) {
        const problem = await problemOf(target, input);
        runs++;
        if (problem !== null) return { runs, kept: corpus.length, failure: `${problem}\n  ${keep(target, input)}` };
        if ((await coverage.take()) > 0) corpus.push(input);
      }
    }
    return { runs, kept: corpus.length, failure: null };
  } finally {
    coverage.stop();
  }
}

async function problemOf(target: FuzzTarget, input: Buffer): Promise<string | null> {
  const started = performance.now();
  try {
    await runTarget(target, input);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const ms = performance.now() - started;
  return ms > SLOW_MS ? `took ${Math.round(ms)} ms` : null;
}

/** Writes an input down; returns where. */
function keep(target: FuzzTarget, input: Buffer): string {
  const folder = resolve('test/fuzz/corpus', target.name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 12));
  writeFileSync(path, input);
  return path;
}

async function main(): Promise<void> {
  const { target: names, seconds, seed } = flags;
  const chosen = names === undefined ? FUZZ_TARGETS : FUZZ_TARGETS.filter(({ name }) => names.includes(name));
  if (chosen.length === 0) throw new Error(`Targets: ${FUZZ_TARGETS.map(({ name }) => name).join(', ')}.`);
  console.log(`${chosen.length} targets, ${seconds} s each, seed ${seed}`);
  for (const target of chosen) {
    const { runs, kept, failure } = await explore(target, Number(seconds), Number(seed));
    console.log(`${failure === null ? 'ok  ' : 'FAIL'}  ${target.name}: ${runs} inputs, ${kept} kept for new code`);
    if (failure === null) continue;
    console.log(failure);
    process.exitCode = 1;
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
