import { PROFILE_AREAS, type ProfileArea, type ProfileSummary } from '../../shared/console/profiler-contract.ts';
import type { CpuProfile, ProfileNode } from './cpu-profile.ts';
import type { ScriptSources, SourcePlace } from './script-sources.ts';

/** Functions that are listed. */
const LISTED = 12;

/** Folders of ours by area; the first that fits counts. What is of none belongs to whoever called it. */
const FOLDERS: readonly (readonly [folder: RegExp, area: ProfileArea])[] = [
  [/^src\/core\//, 'routing'],
  [/^src\/gateway\//, 'gateway'],
  [/^src\/host\/(?:storage|log)\//, 'storage'],
  [/^src\//, 'host'],
];

/** What the engine calls that which is no function. */
const ENGINE: ReadonlyMap<string, ProfileArea> = new Map([
  ['(garbage collector)', 'gc'],
  ['(idle)', 'idle'],
  ['(program)', 'runtime'],
  ['(root)', 'runtime'],
]);

interface Known {
  readonly area: ProfileArea;
  readonly place: SourcePlace;
}

/**
 * Sums a profile up: time by area, and the functions that most of it was spent in.
 *
 * A sample stands for the time until the next one, as Chromium's developer tools count it. Its area is that of the
 * innermost function of ours on the stack: what Node, a package or SQLite does for the gateway is the gateway's. Without
 * one it is the runtime's. JSON is told apart by the lines that call it.
 */
export function summarizeProfile(profile: CpuProfile, sources: ScriptSources): ProfileSummary {
  const known = classify(profile, sources);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfMs = timeByNode(profile);
  const areas = new Map<ProfileArea, number>(PROFILE_AREAS.map((area) => [area, 0]));
  const add = (area: ProfileArea, ms: number): void => void areas.set(area, (areas.get(area) ?? 0) + ms);
  const functions = new Map<string, ProfileSummary['functions'][number]>();
  for (const [id, ms] of selfMs) {
    const node = nodes.get(id);
    const { area, place } = known.get(id) ?? {};
    if (node === undefined || area === undefined || place === undefined) continue;
    const json = ms * sources.jsonShare(node);
    add('json', json);
    add(area, ms - json);
    if (ENGINE.has(node.callFrame.functionName)) continue;
    const key = `${node.callFrame.functionName}\n${place.file}\n${place.line}`;
    const before = functions.get(key)?.self_ms ?? 0;
    functions.set(key, { ...named(node, place), self_ms: before + ms, share: 0 });
  }
  const whole = [...areas.values()].reduce((sum, ms) => sum + ms, 0);
  const busy = whole - (areas.get('idle') ?? 0);
  return {
    duration_ms: (profile.endTime - profile.startTime) / 1_000,
    samples: profile.samples?.length ?? 0,
    areas: [...areas].map(([area, ms]) => ({ area, ms, share: whole === 0 ? 0 : ms / whole })),
    functions: [...functions.values()]
      .sort((one, other) => other.self_ms - one.self_ms)
      .slice(0, LISTED)
      .map((each) => ({ ...each, share: busy === 0 ? 0 : each.self_ms / busy })),
  };
}

function named(
  { callFrame }: ProfileNode,
  { file, line }: SourcePlace,
): { name: string; file: string; line: number | null } {
  return { name: callFrame.functionName || '(anonymous)', file, line: line < 0 ? null : line + 1 };
}

/** Milliseconds on top of the stack, by node. */
function timeByNode({ samples = [], timeDeltas = [], startTime, endTime }: CpuProfile): Map<number, number> {
  const times = new Map<number, number>();
  let at = startTime + (timeDeltas[0] ?? 0);
  for (const [index, id] of samples.entries()) {
    const next = index + 1 < samples.length ? at + (timeDeltas[index + 1] ?? 0) : endTime;
    // Samples can come out of order by some microseconds.
    times.set(id, (times.get(id) ?? 0) + Math.max(0, next - at) / 1_000);
    at = next;
  }
  return times;
}

/** Every node with its place and its area, callers before those that they called. */
function classify({ nodes }: CpuProfile, sources: ScriptSources): Map<number, Known> {
  const parents = new Map<number, number>();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const known = new Map<number, Known>();
  for (const { id, callFrame } of nodes) {
    const place = sources.place(callFrame);
    const own = ENGINE.get(callFrame.functionName) ?? FOLDERS.find(([folder]) => folder.test(place.file))?.[1];
    const caller = known.get(parents.get(id) ?? -1)?.area;
    known.set(id, { place, area: own ?? caller ?? 'runtime' });
  }
  return known;
}
