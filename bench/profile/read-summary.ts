import { readFileSync } from 'node:fs';
import type { CpuProfile } from '../../src/host/profiling/cpu-profile.ts';
import { ScriptSources } from '../../src/host/profiling/script-sources.ts';
import { summarizeProfile } from '../../src/host/profiling/summarize-profile.ts';
import type { ProfileSummary } from '../../src/shared/console/profiler-contract.ts';

/** What a file of `--cpu-prof` says in short, by the sources of the build in this folder. */
export async function readSummary(file: string): Promise<ProfileSummary> {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  return summarizeProfile(profile, await ScriptSources.read(profile, process.cwd()));
}
