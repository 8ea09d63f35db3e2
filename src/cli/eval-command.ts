import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { outcomeChart, pairChart } from '../host/evaluation/chart/evaluation-charts.ts';
import { writeChart } from '../host/evaluation/chart/write-chart.ts';
import {
  defaultPriceFile,
  evaluateOutcomeFile,
  evaluatePairFile,
  exploreOutcomeFile,
} from '../host/evaluation/evaluate-files.ts';
import type { PairResult } from '../host/evaluation/evaluate-pairs.ts';
import type { OutcomeResult, Split } from '../host/evaluation/outcome-report.ts';
import { printReport, runReport } from '../host/evaluation/report/run-report.ts';
import { packageRoot } from './app-folders.ts';
import { formatOutcomes, formatPairs } from './format-evaluation.ts';
import { formatExploration } from './format-exploration.ts';

interface EvalOptions {
  readonly pairs?: string;
  readonly outcomes?: string;
  readonly models?: string;
  readonly split: Split;
  readonly report?: boolean;
  readonly data?: string;
  readonly write?: boolean;
  readonly artifact?: string;
  readonly chart?: string;
  readonly explore?: number | true;
  readonly table?: boolean;
  readonly json?: boolean;
}

/** `heimdall eval`: how good the routing is, on outcomes that somebody recorded. */
export function evalCommand(): Command {
  return new Command('eval')
    .description('measure the routing on recorded outcomes; calls no model')
    .addOption(
      new Option('--pairs <file>', 'rows {id, prompt, strong_correct, weak_correct} (.jsonl or .jsonl.gz)').conflicts(
        'outcomes',
      ),
    )
    .option('--outcomes <file>', 'rows {id, prompt, domain, correct: {model: 0..1}, cost_usd?: {model: dollars}}')
    .option('--models <file>', "with --outcomes: prices and catalog names of the file's models (JSON)")
    .addOption(
      new Option('--split <which>', 'with --outcomes: score every row, or the fifth that training never sees')
        .choices(['cross', 'held-out'])
        .default('cross'),
    )
    .option('--report', 'print the tables of docs/evaluation.md from the artifact (npm run eval)')
    .addOption(
      new Option('--data <folder>', 'with --report: the public tables, as training/README.md lays them out').env(
        'HEIMDALL_EVAL_DATA',
      ),
    )
    .option('--write', 'with --report: put the tables into the pages')
    .option('--artifact <folder>', 'instead of the bundled one')
    .option('--chart <file>', 'draw the curve (.svg or .png)', parseChartName)
    .option('--explore [requests]', 'with --outcomes: play them as traffic, with and without exploration', parseCount)
    .option('--table', 'print more of the curve')
    .option('--json', 'print the figures as JSON')
    .addHelpText(
      'after',
      `
--pairs: strong_correct and weak_correct are 0..1, how well a strong and a weak model do. The figures are RouteLLM's (arXiv
2406.18665): apgr is the mean share of the gap recovered (a random order has .5), cpt50 and cpt80 the percent of calls to
the strong model that recover half and 80 % of it. ece_hard is the calibration error of p(hard) against "both fail".

--outcomes: how well each of several models did, and what it cost. Four fifths of the rows teach the router what the
models are worth, as ratings do; the rest is scored. Beside it: the best single model, random choice, the oracle, nearest
neighbours. Costs are the rows' cost_usd, else list prices. See docs/evaluation.md.

Examples:
  heimdall eval --pairs pairs.jsonl.gz --chart curve.svg
  heimdall eval --outcomes outcomes.jsonl --json | jq .routers.heimdall.at_equal_cost`,
    )
    .action(async (options: EvalOptions, command: Command) => {
      const artifact = resolve(options.artifact ?? resolve(packageRoot(), 'artifacts'));
      if (options.pairs !== undefined) {
        const evaluation = await evaluatePairFile(artifact, resolve(options.pairs));
        await finish(options, pairChart(evaluation.curve, 'Strong and weak model'), evaluation.metrics, () =>
          formatPairs(evaluation, options.table === true),
        );
      } else if (options.outcomes !== undefined && options.explore !== undefined) {
        const requests = options.explore === true ? EXPLORED_REQUESTS : options.explore;
        const result = await exploreOutcomeFile(artifact, resolve(options.outcomes), pricesOf(options), requests);
        process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : formatExploration(result));
      } else if (options.outcomes !== undefined) {
        const prices = pricesOf(options);
        const result = await evaluateOutcomeFile(artifact, resolve(options.outcomes), prices, options.split);
        const chart = outcomeChart([{ name: 'Outcomes', result }]);
        await finish(options, chart, result, () => formatOutcomes(result, options.table === true));
      } else if (options.report === true) {
        await report(options, artifact);
      } else {
        command.error("error: one of '--pairs <file>', '--outcomes <file>' and '--report' is needed");
      }
    });
}

async function report({ data, write, json }: EvalOptions, artifactFolder: string): Promise<void> {
  const results = await runReport({
    root: packageRoot(),
    artifactFolder,
    dataFolder: data === undefined ? null : resolve(data),
    write: write === true,
    log: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(json === true ? `${JSON.stringify(results)}\n` : printReport(results));
}

async function finish(
  { chart, json }: EvalOptions,
  svg: string,
  figures: PairResult | OutcomeResult,
  table: () => string,
): Promise<void> {
  if (chart !== undefined) await writeChart(resolve(chart), svg);
  process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : table());
}

/** Enough for the numbers to settle. */
const EXPLORED_REQUESTS = 20_000;

function pricesOf({ models }: EvalOptions): string[] {
  return [defaultPriceFile(packageRoot()), ...(models === undefined ? [] : [resolve(models)])];
}

function parseCount(text: string): number {
  if (/^\d{1,7}$/.test(text) && Number(text) >= 10) return Number(text);
  throw new InvalidArgumentError('It must be a number from 10.');
}

function parseChartName(name: string): string {
  if (/\.(svg|png)$/i.test(name)) return name;
  throw new InvalidArgumentError('It must end in .svg or .png.');
}
