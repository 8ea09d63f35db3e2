import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/integration/host-fixtures.ts';
import { downloadArtifact, pruneDownloads, readOffer } from './download-artifact.ts';

const serve = (bodies: Readonly<Record<string, string>>) => ({
  url: 'https://models.example/latest?x=1',
  signal: new AbortController().signal,
  fetch: async (url: string | URL) => {
    const body = bodies[new URL(url).pathname];
    return new Response(body ?? '', { status: body === undefined ? 404 : 200 });
  },
});

test('downloads that are old go, the one in use stays', async () => {
  const parent = temporaryFolder();
  for (let age = 0; age < 7; age++) {
    mkdirSync(join(parent, `a${age}`));
    utimesSync(join(parent, `a${age}`), 1_000 - age, 1_000 - age);
  }
  writeFileSync(join(parent, 'taken.json'), '{}');
  await pruneDownloads(parent, join(parent, 'a6'));
  expect(readdirSync(parent).sort()).toEqual(['a0', 'a1', 'a2', 'a6', 'taken.json']);
});

test('what is no manifest is refused by what is wrong with it, and a path out of the folder with it', async () => {
  await expect(readOffer(serve({}))).rejects.toThrow('models.example answered 404 to manifest.json.');
  await expect(readOffer(serve({ '/latest/manifest.json': 'no' }))).rejects.toMatchObject({ code: 'artifact_invalid' });
  const files = [{ path: '../evil', role: 'catalog', bytes: 1, sha256: '0'.repeat(64) }];
  const manifest = JSON.stringify({ files });
  await expect(readOffer(serve({ '/latest/manifest.json': manifest }))).rejects.toThrow(/The manifest\.json of models/);
});

test('a file of another size or digest leaves nothing behind', async () => {
  const parent = temporaryFolder();
  const files = [{ path: 'catalog.json', role: 'catalog' as const, bytes: 2, sha256: '0'.repeat(64) }];
  const offer = { manifest: { files } as never, bytes: Buffer.from('{}'), digest: 'f'.repeat(64) };
  const address = serve({ '/latest/catalog.json': '{}' });
  await expect(downloadArtifact(address, offer, null, parent)).rejects.toMatchObject({
    code: 'artifact_digest_mismatch',
  });
  expect(readdirSync(parent)).toEqual([]);
});
