/** Artifacts that somebody must vouch for: from a folder, at the start, for a shadow. The feed has its own file. */
import { appendFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConsoleOutput } from '../../src/shared/console-contract.ts';
import { harderTiny } from '../helpers/other-artifact.ts';
import { artifactSigner } from '../helpers/signed-artifact.ts';
import { temporaryFolder } from './host-fixtures.ts';
import { type Running, startHost, writeTinyArtifact } from './host-harness.ts';

const mine = artifactSigner('mine');
const other = artifactSigner('other');
const trusting = (...keys: object[]) => JSON.stringify({ tuning: { trusted_keys: keys } });
const tiny2 = () => writeTinyArtifact(join(temporaryFolder(), 'tiny2'), harderTiny);

const status = ({ ask }: Running) => ask<ConsoleOutput<'artifact.status'>>('artifact.status');
const use = ({ ask }: Running, folder: string) => ask<ConsoleOutput<'artifact.status'>>('artifact.use', { folder });

test('with keys of trust, only what one of them has signed is used, verified or compared', async () => {
  const running = await startHost({ yaml: trusting(mine.trusted) });
  const unsigned = tiny2();
  const foreign = other.sign(tiny2());
  const swapped = tiny2();
  copyFileSync(join(mine.sign(writeTinyArtifact(temporaryFolder())), 'manifest.sig'), join(swapped, 'manifest.sig'));
  const retouched = mine.sign(tiny2());
  appendFileSync(join(retouched, 'manifest.json'), ' ');
  const damaged = mine.sign(tiny2());
  writeFileSync(join(damaged, 'quality.json'), '{}');
  for (const [folder, reason] of [
    [unsigned, /artifact_untrusted: The artifact is not signed: there is no manifest\.sig/],
    [foreign, /artifact_untrusted: The artifact is signed by another key \([0-9a-f]{16}\), not by mine/],
    [swapped, /artifact_untrusted: manifest\.sig is no signature of mine for this manifest\.json/],
    [retouched, /artifact_untrusted: manifest\.sig is no signature of mine for this manifest\.json/],
    [damaged, /artifact_digest_mismatch: quality\.json/],
  ] as const) {
    await expect(use(running, folder)).rejects.toThrow(reason);
    await expect(running.ask('artifact.verify', { folder })).rejects.toThrow(reason);
    await expect(running.ask('shadow.start', { artifact_dir: folder })).rejects.toThrow(reason);
  }
  expect((await status(running)).in_force).toMatchObject({ version: 'tiny.1', folder: null, signed_by: [] });

  const good = mine.sign(tiny2());
  expect((await use(running, good)).in_force).toMatchObject({ version: 'tiny.2', signed_by: ['mine'] });
  // The bundled one is a part of the app: the way back is always open.
  expect((await running.ask<ConsoleOutput<'artifact.status'>>('artifact.rollback')).in_force.version).toBe('tiny.1');
});

test('a key that is taken from the list is said at once and counts at the next start', async () => {
  const good = mine.sign(tiny2());
  const running = await startHost({ yaml: trusting(mine.trusted) });
  await use(running, good);
  const file = join(running.folder, 'heimdall.yaml');
  const write = (key: object) =>
    writeFileSync(file, JSON.stringify({ tuning: { artifact_dir: good, trusted_keys: [key] } }));
  write(other.trusted);
  await expect
    .poll(async () => (await status(running)).problem, { timeout: 5_000 })
    .toMatch(/at the next start the bundled/);
  expect((await status(running)).in_force.version).toBe('tiny.2');
  await running.heimdall.stop();
  const again = await startHost({ dataFolder: running.folder });
  expect(await status(again)).toMatchObject({
    in_force: { version: 'tiny.1' },
    problem: expect.stringMatching(/tuning\.artifact_dir is not in force.*signed by another key/),
  });
  // Trusted again: what the settings name is taken without another word.
  write(mine.trusted);
  await expect.poll(async () => (await status(again)).in_force.version, { timeout: 5_000 }).toBe('tiny.2');
});

test('a key that is none is refused by its name', async () => {
  await expect(startHost({ yaml: trusting({ name: 'x', key: 'ed25519:short' }) })).rejects.toThrow(
    /tuning\.trusted_keys\.0\.key.*heimdall artifact keygen/,
  );
});
