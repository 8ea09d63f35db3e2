/**
 * Every parser of untrusted bytes on inputs that are nearly right. The inputs are the same in each run, so that a failure
 * can be seen again; `npm run fuzz` looks for new ones, led by coverage, and what it found is in `corpus/`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { mutatedInputs } from './mutated-inputs.ts';
import { runTarget } from './run-target.ts';
import { FUZZ_TARGETS } from './targets/all-targets.ts';

const RUNS = Number(process.env.HEIMDALL_FUZZ_RUNS ?? 400);
const SEED = Number(process.env.HEIMDALL_FUZZ_SEED ?? 20_261_123);

describe.each(FUZZ_TARGETS.map((target) => ({ name: target.name, target })))('$name', ({ name, target }) => {
  it('takes the inputs that it is made for', async () => {
    for (const seed of target.seeds) await runTarget(target, Buffer.from(seed));
  });

  it('refuses or reads whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(mutatedInputs(target.seeds), (bytes) => runTarget(target, bytes)),
      { numRuns: RUNS, seed: SEED },
    );
  });

  const folder = new URL(`./corpus/${name}/`, import.meta.url);
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    it(`reads ${file}, which once broke it`, () => runTarget(target, readFileSync(new URL(file, folder))));
  }
});
