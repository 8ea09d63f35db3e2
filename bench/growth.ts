/**
 * `npm run bench:growth`: how work grows with what there is much of. Writes JSON to the file of --out, or to standard output.
 * What is measured and how is in bench/README.md.
 */
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openArtifact } from '../src/host/routing/load-artifact-folder.ts';
import { connectionCosts } from './growth/connections.ts';
import { candidateCosts, clusterCosts, promptCosts, treeCosts } from './growth/decision-cost.ts';
import { measureLogSize } from './growth/log-size.ts';
import { MACHINE } from './machine.ts';
import { readPrompts } from './read-prompts.ts';

const { values: flags } = parseArgs({
  options: {
    out: { type: 'string' },
    /** Parts to measure, of these; and sizes of the log. */
    parts: { type: 'string', default: 'decision,connections,log' },
    rows: { type: 'string', default: '10000,100000,1000000,10000000' },
  },
});

async function main(): Promise<void> {
  const artifact = await openArtifact('artifacts');
  const parts = new Set(flags.parts.split(','));
  const machine = { ...MACHINE, load: loadavg()[0] };
  const decision = parts.has('decision')
    ? {
        prompts: await promptCosts(artifact),
        candidates: await candidateCosts(artifact),
        clusters: await clusterCosts(artifact),
        trees: await treeCosts(artifact),
      }
    : null;
  const connections = parts.has('connections') ? await connectionCosts() : null;
  const log = parts.has('log') ? await logSizes() : null;
  const result = JSON.stringify({ machine, decision, connections, log });
  if (flags.out === undefined) console.log(result);
  else writeFileSync(flags.out, result);

  async function logSizes() {
    const prompts = await readPrompts('training/data/own_prompts.jsonl');
    const sizes = [];
    for (const rows of flags.rows.split(',')) sizes.push(await measureLogSize(Number(rows), artifact, prompts));
    return sizes;
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
