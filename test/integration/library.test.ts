/** `heimdall/core` and `heimdall/plugin` as programs of others see them: through the exports of the package. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localProgram } from '../../scripts/processes.mjs';
import { readPages } from '../docs/markdown-pages.ts';
import { type BuiltLibrary, builtLibrary } from '../helpers/built-library.ts';

type Core = typeof import('../../src/library/core.ts');

const run = promisify(execFile);
const BUILD_MS = 120_000;
let built: BuiltLibrary;

beforeAll(async () => {
  built = await builtLibrary();
  for (const name of ['consumer.mts', 'consumer.cts']) {
    cpSync(resolve('test/fixtures/library', name), join(built.consumer, name));
  }
}, BUILD_MS);
afterAll(() => built?.remove());

/** What the compiler says of a project with the given options; empty when all is well. */
async function typeErrors(folder: string, compilerOptions: Record<string, unknown>, include: string[]) {
  const project = join(folder, 'tsconfig.json');
  const common = { strict: true, noEmit: true, target: 'es2022', lib: ['es2023'], types: [] };
  writeFileSync(project, JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, include }));
  try {
    await run(process.execPath, [localProgram('tsc'), '--project', project]);
    return '';
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}

/** Blocks of the documentation that name the library. */
function blocksWithTypes() {
  const blocks = readPages().flatMap((page) => page.blocks.filter(({ text }) => text.includes("'heimdall/")));
  expect(blocks.length).toBeGreaterThan(2);
  return blocks;
}

describe('types', () => {
  test(
    'are found by module resolution of Node, from ES modules and CommonJS, and are sound themselves',
    async () => {
      // Zod's types name URL.
      const options = { module: 'nodenext', skipLibCheck: false, lib: ['es2023', 'dom'] };
      expect(await typeErrors(built.consumer, options, ['consumer.mts', 'consumer.cts'])).toBe('');
    },
    BUILD_MS,
  );

  test(
    'are found by module resolution of bundlers',
    async () => {
      const options = { module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true };
      expect(await typeErrors(built.consumer, options, ['consumer.mts'])).toBe('');
    },
    BUILD_MS,
  );

  test(
    'fit the examples, and those in the documentation',
    async () => {
      const options = { module: 'nodenext', skipLibCheck: true, allowJs: true, checkJs: true, types: ['node'] };
      const folder = join(built.root, 'examples', 'of-docs');
      mkdirSync(folder);
      for (const { language, text, at } of blocksWithTypes()) {
        writeFileSync(join(folder, `${at.replaceAll(/\W+/g, '-')}.m${language}`), text);
      }
      expect(await typeErrors(built.root, options, ['examples'])).toBe('');
    },
    BUILD_MS,
  );
});

describe('programs', () => {
  const example = async (name: string, ...args: string[]) => {
    const { stdout } = await run(process.execPath, [join(built.root, 'examples', 'library', name), ...args]);
    return stdout;
  };

  test('route-prompts says bucket, model, why, and what another alpha would choose', async () => {
    const printed = await example('route-prompts.mjs', 'Hello!', 'Prove that there are infinitely many primes.');
    expect(printed).toMatch(/^Hello!\n {2}cheap: \S+\n {2}Bucket cheap because p\(cheap\) /);
    expect(printed).toMatch(/primes\.\n {2}hard: \S+\n {2}Bucket hard because p\(hard\) /);
    expect(printed.match(/at alpha 0\.3: \S+, score /g)).toHaveLength(2);
  });

  test('team-policy has a feature, a penalty and a credential of its own', async () => {
    const lines = (await example('team-policy.mjs')).trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/credential none \| german 0 \| openai\/\S+ at openai \| penalty 0$/),
      expect.stringMatching(/credential badge \| german 0 \| \S+ at \S+ \| penalty 0$/),
      expect.stringMatching(/credential none \| german 1 \| openai\/\S+ at openai \| penalty 0\.2$/),
      expect.stringMatching(/credential badge \| german 1 \| (?!openai)\S+ at openrouter \| penalty 0$/),
    ]);
  });
});

describe('the package', () => {
  const forEach = test.each([
    ['import', async (): Promise<Core> => import(pathToFileURL(join(built.root, 'out/library/core.js')).href)],
    ['require', async (): Promise<Core> => createRequire(join(built.consumer, 'any.cjs'))('heimdall/core')],
  ]);

  forEach('decides, explains and scores again: %s', async (_way, load) => {
    const { createRouter, openArtifact, promptRequest, alphaScore, HeimdallError } = await load();
    const router = createRouter({ artifact: await openArtifact(), providers: ['openai'] });
    const request = promptRequest('Prove that there are infinitely many primes.');
    const { decision } = await router.decide(request);
    expect([decision.bucket, decision.provider]).toEqual(['hard', 'openai']);
    expect(router.explain(decision, null).contributions.hard.length).toBeGreaterThan(0);
    for (const candidate of decision.candidates) {
      expect(alphaScore(decision.alpha, candidate)).toBeCloseTo(candidate.score, 12);
    }
    router.configure({ settings: { router: { thresholds: { cheap: 0.5, hard: 1 } } }, providers: ['google'] });
    const { decision: other } = await router.decide(request);
    expect([other.bucket === 'hard', other.provider]).toEqual([false, 'google']);
    expect(other.config_revision).not.toBe(decision.config_revision);
    const wrong = () => router.configure({ settings: { router: { alpha: 2 } } });
    expect(wrong).toThrow(/^settings: router\.alpha is 2: /);
    await expect(openArtifact(built.consumer)).rejects.toSatisfy(HeimdallError.isInstance);
    await expect(openArtifact(built.consumer)).rejects.toThrow(/no readable file manifest\.json\. .+consumer\)$/);
  });

  test('nothing of the gateway, the host or Electron is in it', async () => {
    const { stdout } = await run(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        "await import('heimdall/core'); await import('heimdall/plugin'); console.log(process.moduleLoadList.join(' '))",
      ],
      { cwd: built.consumer },
    );
    expect(stdout).not.toMatch(/NativeModule (http|net|child_process|worker_threads)\b/);
  });
});
