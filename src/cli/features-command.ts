import { Command } from 'commander';
import { exportFeatures } from '../host/training/export-features.ts';

/** `heimdall features`: the rows that training reads. */
export function featuresCommand(): Command {
  return new Command('features')
    .description('write the feature rows of prompts, as the router computes them (for training)')
    .requiredOption('--artifact <folder>', 'artifact with embedders/static-384 and clusters')
    .requiredOption('--input <file>', 'rows with a "prompt" (.jsonl or .jsonl.gz)')
    .requiredOption('--output <file>', 'float32 little-endian matrix, rows × columns')
    .action(async (options: { artifact: string; input: string; output: string }) => {
      const exported = await exportFeatures(options.artifact, options.input, options.output);
      console.log(JSON.stringify(exported));
    });
}
