/**
 * `npm run profile`: runs parts of Heimdall as they ship under load, with Node's own profilers on, and sums up the CPU
 * profiles as the Latency view does. What is run, and what the files are, is in bench/README.md.
 */
import { mkdirSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ProfileSummary } from '../src/shared/console/profiler-contract.ts';
import { type ProfiledPart, profileCore, profileEndpoint } from './profile/profiled-parts.ts';
import { readSummary } from './profile/read-summary.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    out: { type: 'string', default: 'out/profile' },
    prompts: { type: 'string', default: 'training/data/own_prompts.jsonl' },
    seconds: { type: 'string', default: '10' },
  },
});

const PARTS: Readonly<Record<string, ProfiledPart>> = {
  core: profileCore,
  route: profileEndpoint('/v1/route'),
  chat: profileEndpoint('/v1/chat/completions'),
};

async function main(): Promise<void> {
  const seconds = Number(flags.seconds);
  if (!(seconds >= 1 && seconds <= 600)) throw new Error('--seconds: give a number from 1 to 600.');
  const names = positionals.length === 0 ? Object.keys(PARTS) : positionals;
  const unknown = names.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is no part: give any of ${Object.keys(PARTS).join(', ')}.`);
  const folder = resolve(flags.out);
  mkdirSync(folder, { recursive: true });
  const report: Record<string, object> = {};
  for (const name of names) {
    const profiled = await (PARTS[name] as ProfiledPart)({ name, folder, seconds, prompts: flags.prompts });
    const summary = await readSummary(profiled.cpuProfile, profiled.span);
    report[name] = { note: profiled.note, files: profiled.files, summary };
    if (!flags.json) print(name, profiled.note, profiled.files, summary);
  }
  if (flags.json) console.log(JSON.stringify(report));
}

function print(name: string, note: string, files: readonly string[], summary: ProfileSummary): void {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
  const lines = [`\n${name}: ${note}`, `  ${(summary.duration_ms / 1_000).toFixed(1)} s, ${summary.samples} samples`];
  for (const { area, ms, share } of summary.areas)
    lines.push(`  ${area.padEnd(10)}${percent(share)}${`${ms.toFixed(0)} ms`.padStart(12)}`);
  lines.push('  own time, of what was not idle:');
  for (const { name: called, file, line, self_ms, share } of summary.functions) {
    const where = file === '' ? 'engine' : `${file}:${line ?? ''}`;
    lines.push(`  ${percent(share)}${`${self_ms.toFixed(0)} ms`.padStart(10)}  ${called}  ${where}`);
  }
  for (const file of files) lines.push(`  ${relative('.', file)}  ${(statSync(file).size / 1_048_576).toFixed(1)} MB`);
  console.log(lines.join('\n'));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
