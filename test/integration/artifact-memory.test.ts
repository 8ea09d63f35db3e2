/** An artifact that is out of force is let go: not even its table of words is held by anything. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { harderTiny } from '../helpers/other-artifact.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { startHost, writeTinyArtifact } from './host-harness.ts';

const loaded = vi.hoisted(() => [] as { version: string; parts: WeakRef<object>[] }[]);

// The true loader, with a note of what it gave.
vi.mock('../../src/core/artifacts/load-artifact.ts', async (importOriginal) => {
  const module = await importOriginal<typeof import('../../src/core/artifacts/load-artifact.ts')>();
  return {
    ...module,
    loadArtifact: async (...input: Parameters<typeof module.loadArtifact>) => {
      const artifact = await module.loadArtifact(...input);
      const { embedder, clusters, forest, quality, catalog } = artifact;
      loaded.push({
        version: artifact.version,
        parts: [artifact, embedder, clusters, forest, quality, catalog].map((part) => new WeakRef(part)),
      });
      return artifact;
    },
  };
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const alive = () =>
  loaded.map(({ version, parts }) => `${version} ${parts.filter((part) => part.deref() !== undefined).length}`);

test('artifacts that were compared, put in force and taken back are collected', async () => {
  const running = await startHost();
  const say = async (text: string) => (await running.chat(text)).text();
  const folder = writeTinyArtifact(join(temporaryFolder(), 'other'), harderTiny);
  await say('hello');
  await running.ask('sample.play');
  await running.ask('catalog.list');
  await running.ask('shadow.start', { artifact_dir: folder });
  await say('hello');
  await expect.poll(async () => (await running.ask<ConsoleOutput<'shadow.status'>>('shadow.status')).waiting).toBe(0);
  await running.ask('sample.clear');
  await running.ask('artifact.use', { folder });
  await say('hello');
  await running.ask('catalog.list');
  await running.ask('artifact.rollback');
  await running.ask('artifact.use', { folder });
  await running.ask('artifact.rollback');
  await say('hello');
  await running.ask('catalog.list');

  // Bundled, shadow, in force; back, in force again, back again.
  expect(loaded.map(({ version }) => version)).toEqual(['tiny.1', 'tiny.2', 'tiny.2', 'tiny.1', 'tiny.2', 'tiny.1']);
  await expect
    .poll(
      async () => {
        collect();
        await wait(20);
        return alive();
      },
      { timeout: 10_000 },
    )
    .toEqual(['tiny.1 0', 'tiny.2 0', 'tiny.2 0', 'tiny.1 0', 'tiny.2 0', 'tiny.1 6']);
}, 20_000);
