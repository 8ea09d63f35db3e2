/**
 * `npm run bench:endurance`: whether anything grows with the number of decisions. One router with its caches on decides
 * prompts of which none comes twice; after each twentieth of them, what it holds is printed.
 */
import { parseArgs } from 'node:util';
import { promptRequest } from '../src/core/index.ts';
import { openArtifact } from '../src/host/routing/load-artifact-folder.ts';
import { benchRouter } from './bench-router.ts';
import { heldBytes } from './held-memory.ts';
import { readPrompts } from './read-prompts.ts';

const { values: flags } = parseArgs({
  options: {
    decisions: { type: 'string', default: '10000000' },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    json: { type: 'boolean', default: false },
  },
});
const LOOKS = 20;

async function main(): Promise<void> {
  const decisions = Number(flags.decisions);
  if (!Number.isInteger(decisions / LOOKS) || decisions <= 0)
    throw new Error(`--decisions: give a multiple of ${LOOKS}.`);
  const prompts = await readPrompts(flags.prompts);
  const router = benchRouter(await openArtifact('artifacts'), true);
  const held: number[] = [];
  const started = performance.now();
  for (let index = 0; index < decisions; ) {
    for (const end = index + decisions / LOOKS; index < end; index++) {
      const routing = router.decide(promptRequest(`${index} ${prompts[index % prompts.length]}`), {});
      if (routing instanceof Promise) await routing;
    }
    held.push(Math.round((heldBytes() / 2 ** 20) * 100) / 100);
    if (!flags.json) console.log(`${index.toLocaleString('en').padStart(12)} decisions: ${held.at(-1)} MB held`);
  }
  const seconds = (performance.now() - started) / 1_000;
  // Caches are full long before the first look.
  const grown = Math.round(((held.at(-1) ?? 0) - (held[0] ?? 0)) * 100) / 100;
  const result = {
    decisions,
    seconds: Math.round(seconds),
    per_s: Math.round(decisions / seconds),
    held_mb: held,
    grown_mb: grown,
  };
  console.log(flags.json ? JSON.stringify(result) : `grown by ${grown} MB; ${result.per_s} decisions a second`);
}

void main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
