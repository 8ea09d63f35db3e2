import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type ConfigProblem, describeProblem } from '../host/config/check-config.ts';
import {
  type ConfigPlace,
  checkFile,
  checkPlace,
  configPathOf,
  settingsInForce,
} from '../host/config/config-report.ts';
import { readConfigText } from '../host/config/config-store.ts';
import { settingsJsonSchema } from '../host/config/settings-json-schema.ts';
import { starterConfig } from '../host/config/starter-config.ts';
import { type ImportedConfig, importConfig } from '../host/config-import/import-config.ts';
import { silentLogger } from '../host/logging/create-logger.ts';
import { loadArtifactFolder } from '../host/routing/load-artifact-folder.ts';
import { defaultDataFolder, packageRoot } from './app-folders.ts';
import { alignRows } from './format-table.ts';
import { type FolderOptions, withFolder } from './with-console.ts';

const EXIT_NOT_IN_ORDER = 2;

/** `heimdall config`: the settings file, before and without a running Heimdall. */
export function configCommand(): Command {
  return new Command('config')
    .description('check, show and begin the settings file')
    .addCommand(checkCommand())
    .addCommand(showCommand())
    .addCommand(initCommand())
    .addCommand(importCommand())
    .addCommand(schemaCommand());
}

function checkCommand(): Command {
  return withFolder(new Command('check'))
    .description('name every mistake with its line, key and fix; the exit code is 0 or 2')
    .argument('[file]', 'file to check for itself (default: what would be in force, the environment too)')
    .option('--json', 'print the report as JSON')
    .action((file: string | undefined, options: FolderOptions & { readonly json?: boolean }) => {
      const report = file === undefined ? checkPlace(placeOf(options)) : checkFile(resolve(file));
      if (options.json) console.log(JSON.stringify(report));
      else printReport(report.file ?? 'no heimdall.yaml', report.problems);
      process.exitCode = report.ok ? 0 : EXIT_NOT_IN_ORDER;
    });
}

function printReport(file: string, problems: readonly ConfigProblem[]): void {
  const { length } = problems;
  console.log(`${file}: ${length === 0 ? 'in order' : `${length} ${length === 1 ? 'problem' : 'problems'}`}`);
  for (const problem of problems) console.log(`\n  ${describeProblem(problem)}\n    ${problem.fix}`);
}

function showCommand(): Command {
  return withFolder(new Command('show'))
    .description('print what is in force and where each value is from')
    .option('--all', 'defaults, too')
    .option('--json', 'print them as JSON')
    .action((options: FolderOptions & { readonly all?: boolean; readonly json?: boolean }) => {
      const settings = settingsInForce(placeOf(options)).filter(
        ({ from }) => options.all === true || from !== 'default',
      );
      if (options.json) console.log(JSON.stringify(settings));
      else if (settings.length === 0) console.log('Nothing is set: the defaults are in force (--all shows them).');
      else {
        const rows = settings.map(({ key, value, where }) => [key, JSON.stringify(value), where ?? 'default']);
        console.log(alignRows(rows, new Set(), '').join('\n'));
      }
    });
}

function initCommand(): Command {
  return withFolder(new Command('init'))
    .description('write a file to begin with; one that is there is left alone')
    .action((options: FolderOptions) => {
      const path = configPathOf(placeOf(options));
      const schema = join(packageRoot(), 'schema', 'heimdall.schema.json');
      writeNewFile(path, starterConfig(schema));
      console.log(path);
    });
}

/** @throws when there is a file already: it is never overwritten. */
function writeNewFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${basename(path)} is there already and was left alone: ${path}`);
  }
}

interface ImportOptions extends FolderOptions {
  readonly write?: boolean;
  readonly json?: boolean;
}

function importCommand(): Command {
  return withFolder(new Command('import'))
    .description('make a settings file of that of LiteLLM or claude-code-router; keys are not copied')
    .argument('<file>', 'config.yaml of LiteLLM, or config.json of claude-code-router')
    .option('--write', 'write it where the settings file belongs, when there is none (default: print it)')
    .option('--json', 'print what was made, what is to be set and what is left out as JSON')
    .action(async (file: string, options: ImportOptions) => {
      const { artifact } = await loadArtifactFolder(join(packageRoot(), 'artifacts'), null, silentLogger);
      const imported = importConfig(readSource(resolve(file)), file, artifact.catalog);
      if (options.write) writeNewFile(configPathOf(placeOf(options)), imported.yaml);
      if (options.json) console.log(JSON.stringify(imported));
      else if (options.write) console.log(configPathOf(placeOf(options)));
      else process.stdout.write(imported.yaml);
      if (!options.json) process.stderr.write(aboutImport(imported));
    });
}

function readSource(path: string): string {
  const text = readConfigText(path);
  if (text === null) throw new Error(`${path} is not there.`);
  return text;
}

function aboutImport({ from, variables, notes }: ImportedConfig): string {
  const lines = [
    `Made from a configuration of ${from}.`,
    ...(variables.length === 0 ? [] : ['\nSet these environment variables; secrets were not copied:']),
    ...variables.map(({ name, from: key }) => `  ${name}: the value of ${key} there`),
    ...(notes.length === 0 ? [] : ['\nNot carried over:']),
    ...notes.map(({ what, why }) => `  ${what}: ${why}`),
  ];
  return `${lines.join('\n')}\n`;
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema (draft 2020-12) of the settings, for editors')
    .action(() => console.log(JSON.stringify(settingsJsonSchema(), null, 2)));
}

function placeOf({ home, config }: FolderOptions): ConfigPlace {
  return {
    dataFolder: home === undefined ? defaultDataFolder(process.env) : resolve(home),
    configPath: config,
    env: process.env,
  };
}
