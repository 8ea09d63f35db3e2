import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { embedText } from '../host/routing/embed-text.ts';
import { packageRoot } from './app-folders.ts';
import { readPrompt } from './read-prompt.ts';

/** Numbers shown of a vector when it is for people. */
const SHOWN_NUMBERS = 8;

interface EmbedOptions {
  readonly json?: boolean;
  readonly embedder: 'static' | 'minilm';
}

/** `heimdall embed`: the vector that the router sees. */
export function embedCommand(): Command {
  return new Command('embed')
    .description('print the embedding of a text, as the router computes it')
    .argument('<text>', 'the text, or - to read it from standard input')
    .option('--json', 'print the whole vector as JSON')
    .addOption(new Option('--embedder <name>', 'which embedder').choices(['static', 'minilm']).default('static'))
    .addHelpText(
      'after',
      `
Examples:
  heimdall embed --json "a cat on a mat" | jq '.vector | length'
  heimdall embed --embedder minilm "a cat on a mat"`,
    )
    .action(async (argument: string, options: EmbedOptions) => {
      const artifactFolder = resolve(packageRoot(), 'artifacts');
      const embedded = await embedText(artifactFolder, options.embedder, await readPrompt(argument));
      if (options.json) {
        process.stdout.write(`${JSON.stringify(embedded)}\n`);
        return;
      }
      const first = embedded.vector.slice(0, SHOWN_NUMBERS).map((value) => value.toFixed(4));
      process.stdout.write(`${embedded.embedder}, ${embedded.dim} numbers: ${first.join(' ')} ...\n`);
    });
}
