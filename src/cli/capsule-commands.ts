import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readJsonLines } from '../host/files/json-lines.ts';
import type { FilterTerm } from '../shared/console/filter-contract.ts';
import type { ConsoleOutput } from '../shared/console-contract.ts';
import { parseFilter } from './parse-filter.ts';
import { type FolderOptions, withConsole, withFolder } from './with-console.ts';

interface ExportOptions extends FolderOptions {
  readonly csv?: boolean;
  readonly filter?: readonly FilterTerm[];
  readonly limit?: number;
  readonly embedding?: boolean;
  readonly out?: string;
}

/** Decisions asked for at once. */
const PAGE = 200;
/** Bytes of capsules sent at once: the console over HTTP takes 64 KiB. */
const MAX_BATCH_BYTES = 56 * 1_024;

/** `heimdall export`: the log as capsules or as a table. */
export function exportCommand(): Command {
  return withFolder(new Command('export'))
    .description('write recorded decisions, newest first, without prompts: JSONL capsules or a CSV table')
    .option('--jsonl', 'a capsule a line, which heimdall import takes; the default')
    .option('--csv', 'a table')
    .option('--filter <condition>', 'bucket=mid, total_ms>=300, is:error; several must all hold', parseFilter)
    .option('--limit <number>', 'at most so many decisions', parseCount)
    .option('--embedding', 'with the feature row of each, from which much of a short prompt can be recovered')
    .option('--out <file>', 'instead of standard output')
    .addHelpText(
      'after',
      `
Examples:
  heimdall export --csv --filter bucket=hard --filter 'cost_usd>0.01' --out hard.csv
  heimdall export --filter is:error --limit 100 > errors.jsonl`,
    )
    .action(
      async ({ csv, filter = [], limit = Number.POSITIVE_INFINITY, embedding = false, ...options }: ExportOptions) => {
        const target =
          options.out === undefined ? process.stdout : createWriteStream(resolve(options.out), { mode: 0o600 });
        if (target !== process.stdout) await once(target, 'open');
        let written = 0;
        await withConsole(options, async ({ ask }) => {
          let before: number | undefined;
          do {
            const page: ConsoleOutput<'decisions.export'> = await ask('decisions.export', {
              format: csv ? 'csv' : 'capsules',
              filter: [...filter],
              limit: Math.min(PAGE, limit - written),
              embedding,
              ...(before === undefined ? {} : { before_seq: before }),
            });
            written += page.count;
            before = page.next_before_seq ?? undefined;
            if (!target.write(page.text)) await once(target, 'drain');
          } while (before !== undefined && written < limit);
        });
        if (target !== process.stdout) {
          target.end();
          await once(target, 'close');
        }
        process.stderr.write(`${written} decisions\n`);
      },
    );
}

/** `heimdall capsule`: one decision to pass on. */
export function capsuleCommand(): Command {
  return withFolder(new Command('capsule'))
    .description('print one recorded decision as a capsule: everything that explains it, without prompt text')
    .argument('<id>', 'id of the decision: dec_…')
    .option('--embedding', 'with the exact feature row, from which much of a short prompt can be recovered')
    .action(async (id: string, { embedding = false, ...options }: ExportOptions) => {
      const capsule = await withConsole(options, ({ ask }) => ask('decisions.capsule', { id, embedding }));
      process.stdout.write(`${JSON.stringify(capsule)}\n`);
    });
}

/** `heimdall import`: capsules into the log. */
export function importCommand(): Command {
  return withFolder(new Command('import'))
    .description('take capsules into the log, each after it was verified')
    .argument('<file>', 'a capsule, or several, one a line (.json, .jsonl, .jsonl.gz)')
    .option('--json', 'print what was found out about each as JSON lines')
    .action(async (file: string, { json, ...options }: FolderOptions & { readonly json?: boolean }) => {
      const counts = { imported: 0, present: 0, refused: 0 };
      await withConsole(options, async (console) => {
        for await (const batch of batches(resolve(file))) {
          const { results } = await console.ask('decisions.import', { capsules: batch });
          for (const result of results) {
            counts[result.state]++;
            process.stdout.write(json ? `${JSON.stringify(result)}\n` : describeResult(result));
          }
        }
      });
      process.stderr.write(`${counts.imported} imported, ${counts.present} there already, ${counts.refused} refused\n`);
      if (counts.refused > 0) process.exitCode = 1;
    });
}

async function* batches(path: string): AsyncGenerator<unknown[]> {
  let batch: unknown[] = [];
  let bytes = 0;
  for await (const { value } of readJsonLines(path)) {
    const size = Buffer.byteLength(JSON.stringify(value));
    if (batch.length > 0 && bytes + size > MAX_BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(value);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function describeResult({ id, state, problem, checks }: ConsoleOutput<'decisions.import'>['results'][number]): string {
  const lines = [`${id ?? 'a line'}: ${state}${problem === null ? '' : `: ${problem}`}`];
  for (const { id: check, result, detail } of checks) {
    lines.push(`  ${result.replace('_', ' ').padEnd(12)}  ${check}: ${detail}`);
  }
  return `${lines.join('\n')}\n`;
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('It must be a number from 1.');
  return Number(text);
}
