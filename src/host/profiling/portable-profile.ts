import type { CpuProfile } from './cpu-profile.ts';
import type { ScriptSources } from './script-sources.ts';

/** A name that says more belongs to no function of ours. Characters. */
const MAX_NAME = 200;

/**
 * The profile as a file that may be passed on.
 *
 * A profile has no values: no arguments, no strings, no memory. What it has of the process is names of functions and of
 * files, and when each ran. Only fields that are known are taken over, so that nothing else of this engine or a later one
 * can come along; files are named relative to the app and by the source that they were built from, as developer tools
 * show it. `test/integration/profiler.test.ts` sends prompts and keys through a profile and looks for them.
 */
export function portableProfile(profile: CpuProfile, sources: ScriptSources): CpuProfile {
  return {
    nodes: profile.nodes.map(({ id, callFrame, hitCount = 0, children = [] }) => {
      const { file, line, column } = sources.place(callFrame);
      return {
        id,
        callFrame: {
          functionName: callFrame.functionName.slice(0, MAX_NAME),
          scriptId: callFrame.scriptId,
          url: file,
          lineNumber: line,
          columnNumber: column,
        },
        hitCount,
        children,
      };
    }),
    startTime: profile.startTime,
    endTime: profile.endTime,
    samples: profile.samples ?? [],
    timeDeltas: profile.timeDeltas ?? [],
  };
}
