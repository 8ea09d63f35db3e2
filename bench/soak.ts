/**
 * `npm run soak -- --minutes 60`: mixed traffic with faults for a long time. Prints what the host holds every minute; ends
 * with 1 when anything grew, was lost, or did not end. What it does and its rules are in docs/reliability.md.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPrompts } from './read-prompts.ts';
import { runSoak, type Sample } from './soak/run-soak.ts';

const { values: flags } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
  },
});

async function main(): Promise<void> {
  const minutes = Number(flags.minutes);
  if (!(minutes > 0)) throw new Error('--minutes: give a number above 0.');
  console.log(
    '| minute | requests | ok | errors | left | heap, MB | outside, MB | RSS, MB | files | sockets | timers |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  const result = await runSoak({
    program: resolve('out/cli/index.cjs'),
    prompts: await readPrompts(flags.prompts),
    seconds: minutes * 60,
    sampleSeconds: Math.min(60, minutes * 6),
    saturationSeconds: 5,
    heapSlack: 4 * 1_048_576,
    onSample: (sample) => console.log(line(sample)),
  });
  const { saturation, rate, checked, skipped, samples, failures } = result;
  console.log(
    `\nMost at once: ${saturation.toFixed(0)} a second; sent: ${rate.toFixed(0)} a second, ${skipped} left out.`,
  );
  console.log(`Outcomes: ${JSON.stringify(samples.at(-1)?.outcomes)}. Looked up in the log: ${checked}.`);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(failures.length === 0 ? 'All was well.' : `${failures.length} failures.`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function line({ seconds, requests, outcomes, heap, external, rss, files, sockets, timers }: Sample): string {
  const count = (fits: (name: string) => boolean) =>
    Object.entries(outcomes).reduce((sum, [name, n]) => sum + (fits(name) ? n : 0), 0);
  const mb = (bytes: number) => (bytes / 1_048_576).toFixed(1);
  const answered = count((name) => name === 'ok' || name === 'decision');
  const cells = [
    (seconds / 60).toFixed(1),
    requests,
    answered,
    count((name) => name.startsWith('error')),
    count((name) => name.startsWith('left')),
    mb(heap),
    mb(external),
    mb(rss),
    files ?? '',
    sockets ?? '',
    timers,
  ];
  return `| ${cells.join(' | ')} |`;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
