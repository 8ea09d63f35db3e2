import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { listModels } from '../host/catalog/list-models.ts';
import { whyModel } from '../host/catalog/why-model.ts';
import type { CatalogModelView, ModelPriceView } from '../shared/catalog.ts';
import { EFFORTS, type Effort } from '../shared/decision.ts';
import { defaultDataFolder, packageRoot } from './app-folders.ts';
import { formatEvidence } from './format-evidence.ts';
import { alignRows } from './format-table.ts';

interface ModelsOptions {
  readonly json?: boolean;
  readonly refresh?: boolean;
  readonly accept?: boolean;
  readonly home?: string;
  readonly config?: string;
  readonly why?: boolean;
  readonly effort?: Effort;
  readonly cluster?: number;
}

/** `heimdall models`: what can be called, what it takes and what it costs. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('list models with their prices; with an id, all that is known of one')
    .argument('[id]', 'a model by any of its names')
    .option('--json', 'print JSON')
    .option('--refresh', 'read the sources and servers first')
    .option('--accept', 'with --refresh: believe prices and losses that would be doubted')
    .option('--why', 'with an id: where its quality, answer length and price come from')
    .addOption(new Option('--effort <level>', 'with --why: this effort instead of the default').choices(EFFORTS))
    .option('--cluster <number>', 'with --why: only this cluster of prompts', parseCluster)
    .option('--home <folder>', 'folder of settings and keys')
    .option('--config <file>', 'settings file (default: heimdall.yaml in the home folder)')
    .addHelpText(
      'after',
      `
Examples:
  heimdall models
  heimdall models --refresh openai/gpt-5.4
  heimdall models --why openai/gpt-5.4 --effort high --cluster 6
  heimdall models --json | jq '.models[] | select(.price == null) | .id'`,
    )
    .action(async (id: string | undefined, options: ModelsOptions, command: Command) => {
      const routing = {
        dataFolder: options.home === undefined ? defaultDataFolder(process.env) : resolve(options.home),
        artifactFolder: resolve(packageRoot(), 'artifacts'),
        env: process.env,
        version: __HEIMDALL_VERSION__,
        ...(options.config === undefined ? {} : { configPath: options.config }),
      };
      if (options.why) {
        if (id === undefined)
          command.error('error: --why needs a model, such as: heimdall models --why openai/gpt-5.4');
        const { cluster, effort = null } = options;
        const evidence = await whyModel({ ...routing, id, effort, ...(cluster === undefined ? {} : { cluster }) });
        process.stdout.write(options.json ? `${JSON.stringify(evidence)}\n` : formatEvidence(evidence));
        return;
      }
      const { models, info, problems } = await listModels({
        ...routing,
        refresh: options.refresh === true,
        accept: options.accept === true,
        ...(id === undefined ? {} : { id }),
      });
      for (const problem of problems) process.stderr.write(`heimdall: ${problem}\n`);
      if (options.json) {
        const shown = id === undefined ? { catalog: info, models } : models[0];
        process.stdout.write(`${JSON.stringify(shown)}\n`);
        return;
      }
      const [only] = models;
      process.stdout.write(id !== undefined && only !== undefined ? formatModel(only) : formatList(models));
    });
}

function parseCluster(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be the number of a cluster, from 0.');
  return Number(text);
}

function formatList(models: readonly CatalogModelView[]): string {
  const rows = models
    .filter(({ gone }) => gone === null)
    .map(({ id, context_tokens, price, enabled, buckets }) => [
      id,
      context_tokens === null ? '-' : `${Math.round(context_tokens / 1_000)}k`,
      price === null ? 'unpriced' : `$${price.input_usd_per_mtok} in, $${price.output_usd_per_mtok} out`,
      [enabled ? '' : 'off', ...new Set(buckets.map(({ bucket }) => bucket))].filter((word) => word !== '').join(' '),
    ]);
  const table = [['model', 'context', 'per million tokens', ''], ...rows];
  return `${alignRows(table, new Set(), '').join('\n')}\n`;
}

function formatModel(model: CatalogModelView): string {
  const { capabilities: can } = model;
  const takes = [can.tools && 'tools', can.vision && 'images', can.json_schema && 'JSON schema'].filter(Boolean);
  const lines = [
    `${model.id}  ${model.name}`,
    `  state    ${model.gone === null ? (model.enabled ? 'on' : 'off') : `no longer listed since ${model.gone}`}`,
    `  context  ${model.context_tokens ?? 'not known'} tokens, answers up to ${model.max_output_tokens ?? 'not known'}`,
    `  takes    ${takes.join(', ') || 'text'}`,
    ...(can.efforts === null ? [] : [`  effort   ${can.efforts.join(', ')}`]),
    ...model.offers.flatMap(({ provider, upstream_id, price, configured, gone }) => [
      `  ${provider}  as ${upstream_id}${configured ? '' : ', no key'}${gone === null ? '' : `, gone since ${gone}`}`,
      ...formatPrice(price).map((line) => `    ${line}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function formatPrice(price: ModelPriceView | null): string[] {
  if (price === null) return ['unpriced'];
  const rates = (of: Omit<ModelPriceView, 'tiers' | 'source' | 'date'>) =>
    [
      `$${of.input_usd_per_mtok} in`,
      `$${of.output_usd_per_mtok} out`,
      of.cache_read_usd_per_mtok === null ? '' : `$${of.cache_read_usd_per_mtok} cached`,
      of.cache_write_usd_per_mtok === null ? '' : `$${of.cache_write_usd_per_mtok} cache write`,
      of.cache_write_1h_usd_per_mtok === null ? '' : `$${of.cache_write_1h_usd_per_mtok} for an hour`,
      of.reasoning_usd_per_mtok === null ? '' : `$${of.reasoning_usd_per_mtok} thinking`,
    ]
      .filter((part) => part !== '')
      .join(', ');
  return [
    `${rates(price)} per million tokens (${price.source}${price.date === null ? '' : ` ${price.date}`})`,
    ...price.tiers.map((tier) => `over ${tier.above_input_tokens} tokens in: ${rates(tier)}`),
  ];
}
