import { resolve } from 'node:path';
import { Command } from 'commander';
import { evaluatePairs } from '../host/evaluation/evaluate-pairs.ts';
import { packageRoot } from './app-folders.ts';

interface EvalOptions {
  readonly pairs: string;
  readonly artifact?: string;
  readonly json?: boolean;
}

/** `heimdall eval`: how good the routing is, on outcomes that somebody recorded. */
export function evalCommand(): Command {
  return new Command('eval')
    .description('measure the routing on recorded outcomes; calls no model')
    .requiredOption('--pairs <file>', 'rows {id, prompt, strong_correct, weak_correct} (.jsonl or .jsonl.gz)')
    .option('--artifact <folder>', 'instead of the bundled one')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      `
strong_correct and weak_correct are 0..1: whether a strong and a weak model solve the prompt. The figures are RouteLLM's
(arXiv 2406.18665): apgr is the mean share of the gap recovered (a random order has .5), cpt50 and cpt80 the percent of calls
to the strong model that recover half and 80 % of it.`,
    )
    .action(async ({ pairs, artifact, json }: EvalOptions) => {
      const metrics = await evaluatePairs(resolve(artifact ?? resolve(packageRoot(), 'artifacts')), resolve(pairs));
      if (json === true) {
        console.log(JSON.stringify(metrics));
        return;
      }
      const percent = (value: number | null): string => (value === null ? 'no gap' : `${value.toFixed(2)} %`);
      console.log(
        [
          `${metrics.n} prompts; strong ${percent(metrics.strong_acc)}, weak ${percent(metrics.weak_acc)}`,
          `APGR   ${metrics.apgr.toFixed(3)}   (a random order: .500)`,
          `CPT50  ${percent(metrics.cpt50)}   (50 %)`,
          `CPT80  ${percent(metrics.cpt80)}   (80 %)`,
        ].join('\n'),
      );
    });
}
