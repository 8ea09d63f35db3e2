import { resolve } from 'node:path';
import { Command } from 'commander';
import { routePrompt } from '../host/routing/route-prompt.ts';
import { defaultDataFolder, packageRoot } from './app-folders.ts';
import { formatDecision } from './format-decision.ts';
import { parseUnit } from './parse-options.ts';
import { readPrompt } from './read-prompt.ts';

interface RouteOptions {
  readonly json?: boolean;
  readonly alpha?: number;
  readonly model?: string;
  readonly home?: string;
  readonly config?: string;
}

/** `heimdall route`: where a prompt would go, and why. */
export function routeCommand(): Command {
  return new Command('route')
    .description('say where a prompt would go and why; calls no model')
    .argument('<prompt>', 'the prompt, or - to read it from standard input')
    .option('--json', 'print the whole decision as JSON')
    .option('--alpha <number>', '0 = cheapest, 1 = best quality, whatever the cost', parseUnit)
    .option('--model <name>', 'what the request asks for: heimdall/auto, heimdall/hard, or a model')
    .option('--home <folder>', 'folder of settings and keys')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .addHelpText(
      'after',
      `
Examples:
  heimdall route "Prove that there are infinitely many primes."
  heimdall route --alpha 0.2 "Prove that there are infinitely many primes."
  git diff | heimdall route -
  heimdall route --json "hi" | jq .bucket_probabilities`,
    )
    .action(async (argument: string, options: RouteOptions) => {
      const { decision, summary } = await routePrompt({
        dataFolder: options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home),
        artifactFolder: resolve(packageRoot(), 'artifacts'),
        env: process.env,
        prompt: await readPrompt(argument),
        ...(options.config === undefined ? {} : { configPath: options.config }),
        ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
        ...(options.model === undefined ? {} : { model: options.model }),
      });
      process.stdout.write(options.json ? `${JSON.stringify(decision)}\n` : formatDecision(decision, summary));
    });
}
