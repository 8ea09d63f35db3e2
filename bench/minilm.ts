/**
 * `npm run bench:minilm`: what all-MiniLM-L6-v2 takes for a text by its length, by threads, and by texts at a time, in turn.
 * Heimdall embeds one text at a time with onnxruntime's own choice of threads. JSON with --json.
 */
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { env, type FeatureExtractionPipeline, pipeline } from '@xenova/transformers';
import { summarize } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '30' },
  },
});
const FOLDER = resolve('artifacts/embedders/minilm');
const TOKENS = [16, 64, 256, 510];
const THREADS = [1, 2, 4];
const BATCHES = [1, 8];
/** A word is a token here. */
const WORDS = 'the router reads a prompt and says which model it should go to'.split(' ');

interface Case {
  readonly threads: number;
  readonly batch: number;
  readonly tokens: number;
  /** Milliseconds of one call, which embeds the whole batch. */
  readonly calls: number[];
}

async function main(): Promise<void> {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.useFSCache = false;
  env.localModelPath = dirname(FOLDER);
  const cases: (Case & { readonly run: () => Promise<unknown> })[] = [];
  for (const threads of THREADS) {
    const embed = await load(threads);
    for (const batch of BATCHES) {
      for (const tokens of TOKENS) {
        const texts = Array.from({ length: batch }, (_, index) => textOf(tokens, index));
        const run = () => embed(texts, { pooling: 'mean', normalize: true });
        await run();
        cases.push({ threads, batch, tokens, calls: [], run });
      }
    }
  }
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const { calls, run } of cases) {
      const started = performance.now();
      await run();
      calls.push(performance.now() - started);
    }
  }
  const rows = cases.map(({ threads, batch, tokens, calls }) => {
    const { p50, p99 } = summarize(calls.map((ms) => ms / batch));
    return { threads, batch, tokens, ms_per_text_p50: p50, ms_per_text_p99: p99 };
  });
  if (flags.json) console.log(JSON.stringify({ rows }));
  else console.table(rows);
}

function load(threads: number): Promise<FeatureExtractionPipeline> {
  return pipeline('feature-extraction', basename(FOLDER), {
    dtype: 'q8',
    session_options: { intraOpNumThreads: threads },
  });
}

function textOf(tokens: number, first: number): string {
  return Array.from({ length: tokens }, (_, index) => WORDS[(first + index) % WORDS.length]).join(' ');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
