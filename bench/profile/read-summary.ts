import { readFileSync } from 'node:fs';
import type { CpuProfile } from '../../src/host/profiling/cpu-profile.ts';
import { ScriptSources } from '../../src/host/profiling/script-sources.ts';
import { summarizeProfile } from '../../src/host/profiling/summarize-profile.ts';
import type { ProfileSummary } from '../../src/shared/console/profiler-contract.ts';

/** A part of a profile, in microseconds of the machine's monotonic clock, which is also that of profiles. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * What a file of `--cpu-prof` says in short, by the sources of the build in this folder.
 *
 * @param span Null for all of it.
 */
export async function readSummary(file: string, span: Span | null): Promise<ProfileSummary> {
  const whole = JSON.parse(readFileSync(file, 'utf8')) as CpuProfile;
  const profile = span === null ? whole : partOf(whole, span);
  return summarizeProfile(profile, await ScriptSources.read(profile, process.cwd()));
}

/** Without the start and the end of the process, which are another matter than its work. */
function partOf(profile: CpuProfile, { fromUs, toUs }: Span): CpuProfile {
  const { samples = [], timeDeltas = [] } = profile;
  let at = profile.startTime;
  const times = timeDeltas.map((delta) => {
    at += delta;
    return at;
  });
  const kept = [...times.keys()].filter(
    (index) => (times[index] as number) >= fromUs && (times[index] as number) < toUs,
  );
  if (kept.length === 0) throw new Error('The profile has no sample of the load: its clock is another one here.');
  return {
    nodes: profile.nodes,
    startTime: fromUs,
    endTime: toUs,
    samples: kept.map((index) => samples[index] as number),
    timeDeltas: kept.map(
      (index, place) =>
        (times[index] as number) - (place === 0 ? fromUs : (times[kept[place - 1] as number] as number)),
    ),
  };
}
