import { resolve } from 'node:path';
import { Command } from 'commander';
import { buildReportWords } from '../shared/build-report.ts';
import type { ConsoleOutput } from '../shared/console-contract.ts';
import { keygenCommand, signCommand, verifyCommand } from './artifact-signing-commands.ts';
import { canaryCommand, canaryWords, promoteCommand } from './canary-commands.ts';
import { alignRows } from './format-table.ts';
import { type JsonOption, print } from './print.ts';
import { type FolderOptions, withConsole, withFolder } from './with-console.ts';

type Status = ConsoleOutput<'artifact.status'>;

type ArtifactOptions = FolderOptions & JsonOption;

/** What `use` takes for the artifact that ships with the app. */
const BUNDLED = 'bundled';

/** `heimdall artifact`: which trained models and tables are in force, and others in their place. */
export function artifactCommand(): Command {
  const command = new Command('artifact')
    .description('trained models and tables: which are in force, and others in their place')
    .addHelpText(
      'after',
      `
A "heimdall serve" that runs goes over at once; else it is written into the settings. In a window: Settings, Artifact.
Examples:
  heimdall artifact verify ./my-artifact && heimdall artifact use ./my-artifact
  heimdall artifact keygen ~/artifact.key && heimdall artifact sign ./my-artifact --key ~/artifact.key
  heimdall artifact canary ./my-artifact && heimdall artifact canary
  heimdall artifact rollback`,
    );
  const parts = [
    listCommand(),
    verifyCommand(),
    switchCommand(),
    rollbackCommand(),
    canaryCommand(),
    promoteCommand(),
    buildCommand(),
    keygenCommand(),
    signCommand(),
  ];
  for (const part of parts) command.addCommand(part.option('--json', 'print data'));
  return command;
}

function listCommand(): Command {
  return withFolder(new Command('list'))
    .description('list the bundled artifact, the one in force and earlier ones')
    .action((options: ArtifactOptions) =>
      withConsole(options, async ({ ask }) => {
        const { artifacts } = await ask('artifact.list', undefined);
        const rows = artifacts.map(({ folder, version, in_force }) => [
          in_force ? '*' : ' ',
          version ?? 'not readable',
          folder ?? BUNDLED,
        ]);
        print(options, artifacts, `${alignRows(rows, new Set(), '').join('\n')}\n`);
      }),
    );
}

function switchCommand(): Command {
  return withFolder(new Command('use'))
    .description('put an artifact in force, after it was verified')
    .argument('<folder>', `with a manifest.json, or "${BUNDLED}"`)
    .action((folder: string, options: ArtifactOptions) =>
      withConsole(options, async ({ ask }) => {
        const status = await ask('artifact.use', { folder: folder === BUNDLED ? null : resolve(folder) });
        print(options, status, statusWords(status));
      }),
    );
}

function rollbackCommand(): Command {
  return withFolder(new Command('rollback'))
    .description('give the sessions of a canary back; without one, go back to the artifact that was in force before')
    .action((options: ArtifactOptions) =>
      withConsole(options, async ({ ask }) => {
        if ((await ask('artifact.canary', undefined)).running !== null) {
          const canary = await ask('artifact.canary_rollback', undefined);
          print(options, canary, canaryWords(canary));
          return;
        }
        const status = await ask('artifact.rollback', undefined);
        print(options, status, statusWords(status));
      }),
    );
}

function buildCommand(): Command {
  return withFolder(new Command('build'))
    .description('make an artifact from the one in force and your ratings; it is not put in force')
    .argument('<folder>', 'a new folder')
    .action((folder: string, options: ArtifactOptions) =>
      withConsole(options, async ({ ask }) => {
        const built = await ask('artifact.build', { folder: resolve(folder) });
        print(options, built, `${built.version} is in ${built.folder}.\n${buildReportWords(built.learnt)}\n`);
      }),
    );
}

function statusWords({ in_force: { version, folder }, ratings }: Status): string {
  const lines = [`${version} (${folder ?? BUNDLED}) is in force.`];
  if (ratings !== null && ratings.carried + ratings.left > 0) {
    lines.push(`${ratings.carried} of ${ratings.carried + ratings.left} ratings go along.`);
  }
  return `${lines.join(' ')}\n`;
}
