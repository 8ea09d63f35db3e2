import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import type { CpuProfile, ProfileNode } from './cpu-profile.ts';
import { portableProfile } from './portable-profile.ts';
import { ScriptSources } from './script-sources.ts';
import { summarizeProfile } from './summarize-profile.ts';

/** Of a bundle in which line 0 is from src/core/decide.ts, line 4, and line 1 from src/gateway/answer.ts, line 9. */
const MAP = {
  version: 3,
  sources: ['../src/core/decide.ts', '../src/gateway/answer.ts'],
  names: [],
  mappings: 'AAIA;ACKA',
};

function node(id: number, functionName: string, url: string, lineNumber: number, children: number[] = []): ProfileNode {
  return { id, callFrame: { functionName, scriptId: '7', url, lineNumber, columnNumber: 0 }, children };
}

async function setUp() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'out'));
  const bundle = join(folder, 'out', 'index.cjs');
  writeFileSync(bundle, 'function decide() {}\nconst answer = () => JSON.stringify(x);\n');
  writeFileSync(`${bundle}.map`, JSON.stringify(MAP));
  const url = pathToFileURL(bundle).href;
  const profile: CpuProfile = {
    nodes: [
      node(1, '(root)', '', -1, [2, 3, 4, 8, 9]),
      node(2, '(idle)', '', -1),
      node(3, '(garbage collector)', '', -1),
      node(4, 'decide', url, 0, [5, 10]),
      node(5, 'hash', 'node:crypto', 11, [6]),
      {
        ...node(6, 'answer', url, 1, [7]),
        positionTicks: [
          { line: 2, ticks: 3 },
          { line: 1, ticks: 1 },
        ],
      },
      node(7, 'toJSON', '/home/somebody/elsewhere/node_modules/thing/index.js', 2),
      node(8, 'constructor', '/home/somebody/secret-project/start.js', 0),
      node(9, '', 'evalmachine.<anonymous>', 3),
      node(10, '(program)', '', -1),
    ],
    startTime: 1_000,
    endTime: 11_000,
    samples: [2, 3, 4, 5, 6, 7, 8, 9, 10, 4],
    timeDeltas: [0, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000],
  };
  return { profile, sources: await ScriptSources.read(profile, folder) };
}

describe('summarizeProfile', () => {
  it('gives each sample to the innermost of our areas, JSON by its lines, and adds up to the whole', async () => {
    const { profile, sources } = await setUp();
    const { areas, duration_ms, samples } = summarizeProfile(profile, sources);
    expect([duration_ms, samples]).toEqual([10, 10]);
    expect(Object.fromEntries(areas.map(({ area, ms }) => [area, ms]))).toEqual({
      // decide twice, and what Node did for it.
      routing: 3,
      // A quarter of answer, and the package that it called.
      gateway: 1.25,
      storage: 0,
      host: 0,
      json: 0.75,
      gc: 1,
      // What is nobody's, a constructor included.
      runtime: 3,
      idle: 1,
    });
    expect(areas.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  it('names functions by the file that they were written in, most time first, without the engine', async () => {
    const { profile, sources } = await setUp();
    const { functions } = summarizeProfile(profile, sources);
    expect(functions[0]).toEqual({ name: 'decide', file: 'src/core/decide.ts', line: 5, self_ms: 2, share: 2 / 9 });
    expect(functions.map(({ name, file, line }) => [name, file, line])).toEqual([
      ['decide', 'src/core/decide.ts', 5],
      ['hash', 'node:crypto', 12],
      ['answer', 'src/gateway/answer.ts', 10],
      ['toJSON', 'node_modules/thing/index.js', 3],
      ['constructor', 'start.js', 1],
      ['(anonymous)', '', 4],
    ]);
  });

  it('says nothing of time where there was none', async () => {
    const { profile, sources } = await setUp();
    const { areas, functions } = summarizeProfile({ ...profile, samples: [], timeDeltas: [] }, sources);
    expect(functions).toEqual([]);
    expect(areas.every(({ ms, share }) => ms === 0 && share === 0)).toBe(true);
  });
});

describe('portableProfile', () => {
  it('has the sources for the bundle, no path of the machine, and no field that it does not know', async () => {
    const { profile, sources } = await setUp();
    const more = {
      ...profile,
      extra: 'CANARY',
      nodes: profile.nodes.map((each) => ({ ...each, deoptReason: 'CANARY' })),
    };
    const portable = portableProfile(more, sources);
    const text = JSON.stringify(portable);
    for (const word of ['CANARY', 'somebody', 'secret-project', 'file:', '/tmp', 'evalmachine']) {
      expect(text, word).not.toContain(word);
    }
    expect(portable.nodes[3]?.callFrame).toMatchObject({ url: 'src/core/decide.ts', lineNumber: 4 });
    expect(portable.samples).toEqual(profile.samples);
    // Children and times are as they were: any tool opens it.
    expect(summarizeProfile(portable, sources).duration_ms).toBe(10);
  });
});
