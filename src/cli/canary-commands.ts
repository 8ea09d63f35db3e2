import { resolve } from 'node:path';
import { Command } from 'commander';
import type { ConsoleOutput } from '../shared/console-contract.ts';
import { type JsonOption, print } from './print.ts';
import { type FolderOptions, withConsole, withFolder } from './with-console.ts';

type Status = ConsoleOutput<'artifact.canary'>;
type Options = FolderOptions & JsonOption;

/** `heimdall artifact canary`: a new artifact for some of the sessions, then for more. */
export function canaryCommand(): Command {
  return withFolder(new Command('canary'))
    .description('give an artifact some of the sessions, then more (tuning.canary); without a folder: how it does')
    .argument('[folder]', 'with a manifest.json')
    .option('--hold', 'let the one under way take no further step')
    .option('--resume', 'let it go on')
    .action((folder: string | undefined, options: Options & { readonly hold?: boolean; readonly resume?: boolean }) =>
      withConsole(options, async ({ ask }) => {
        if (folder !== undefined) await ask('artifact.canary_start', { folder: resolve(folder) });
        if (options.hold || options.resume) await ask('artifact.canary_hold', { held: options.hold === true });
        const status = await ask('artifact.canary', undefined);
        print(options, status, canaryWords(status));
      }),
    );
}

/** `heimdall artifact promote`: the canary for everybody, before its steps are through. */
export function promoteCommand(): Command {
  return withFolder(new Command('promote'))
    .description('put the artifact of the canary in force for all sessions')
    .action((options: Options) =>
      withConsole(options, async ({ ask }) => {
        const status = await ask('artifact.canary_promote', undefined);
        const version = status.ended?.version ?? 'The artifact of the canary';
        print(options, status, `${version} is in force for all sessions.\n`);
      }),
    );
}

export function canaryWords({ running, ended }: Status): string {
  if (running === null) {
    if (ended === null) return 'There is no canary.\n';
    const what = ended.what === 'promoted' ? 'was promoted' : 'was rolled back';
    return `There is no canary. ${ended.version} ${what}: ${ended.reason}\n`;
  }
  const { version, control_version: control, steps, step, held } = running;
  const at = `${100 * running.share} % of sessions, step ${step + 1} of ${steps.length}${held ? ', held' : ''}`;
  return `${version} has ${at}.\n${sideWords(version, running.canary)}${sideWords(control, running.control)}`;
}

type Side = NonNullable<Status['running']>['canary'];

function sideWords(version: string, { requests, errors, ms, usd }: Side): string {
  const time = ms === null ? '' : `, ${ms.toFixed(0)} ms`;
  const cost = usd === null ? '' : `, $${usd.toFixed(6)} a request`;
  return `  ${version}: ${requests} requests, ${errors} failed${time}${cost}\n`;
}
