import { describe, expect, it } from 'vitest';
import { readerOf, sealArtifact, sha256, tinyArtifactFiles } from '../../../test/helpers/tiny-artifact.ts';
import { TINY_PROVENANCE, tinyFilesWithProvenance } from '../../../test/helpers/tiny-provenance.ts';
import { expectedTokens, type QualityRow } from '../scoring/quality-table.ts';
import { loadArtifact } from './load-artifact.ts';

type Json = Record<string, unknown>;
const parse = (bytes: Uint8Array | undefined): Json => JSON.parse(new TextDecoder().decode(bytes)) as Json;
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe('loadArtifact', () => {
  it('loads a valid artifact', async () => {
    const artifact = await loadArtifact(readerOf(tinyArtifactFiles()), sha256);
    expect(artifact.version).toBe('tiny.1');
    expect(artifact.clusters.count).toBe(3);
    expect(artifact.catalog.models).toHaveLength(7);
  });

  it('names a file that is missing', async () => {
    const files = tinyArtifactFiles();
    files.delete('quality.json');
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({
      code: 'artifact_missing',
      message: expect.stringContaining('quality.json'),
    });
  });

  it('refuses a truncated file and says by how much', async () => {
    const files = tinyArtifactFiles();
    files.set('triage/forest.bin', (files.get('triage/forest.bin') as Uint8Array).slice(0, 40));
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({
      code: 'artifact_digest_mismatch',
      message: expect.stringMatching(/forest\.bin has 40 bytes, the manifest says \d+/),
    });
  });

  it('refuses a file with a flipped bit', async () => {
    const files = tinyArtifactFiles();
    const catalog = Uint8Array.from(files.get('catalog.json') as Uint8Array);
    catalog[20] = (catalog[20] as number) ^ 1;
    files.set('catalog.json', catalog);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({ code: 'artifact_digest_mismatch' });
  });

  it.each([
    ['a manifest that is not JSON', 'manifest.json', new TextEncoder().encode('{'), 'not valid JSON'],
    ['a manifest of another schema', 'manifest.json', encode({ schema_version: 1 }), 'schema_version: must be 3'],
  ])('refuses %s', async (_name, path, bytes, message) => {
    const files = tinyArtifactFiles();
    files.set(path, bytes);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({
      code: 'artifact_invalid',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a path that leaves the folder', async () => {
    const files = tinyArtifactFiles();
    sealArtifact(files, (manifest) => {
      (manifest.files as Json[])[0] = { path: 'a/../../b', role: 'quality', bytes: 1, sha256: '0'.repeat(64) };
    });
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({
      code: 'artifact_invalid',
      message: expect.stringContaining('must stay inside the artifact'),
    });
  });

  it('refuses features that this version does not compute', async () => {
    const files = tinyArtifactFiles();
    sealArtifact(files, (manifest) => {
      (manifest.features as Json[])[2] = { name: 'mystery', unit: '1', group: 'surface' };
    });
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({
      code: 'artifact_invalid',
      message: expect.stringContaining('"mean_word_chars"'),
    });
  });

  it('refuses a routing candidate without a catalog entry', async () => {
    const files = tinyArtifactFiles();
    sealArtifact(files, (manifest) => {
      const routing = manifest.routing as { candidates: { cheap: Json[] } };
      routing.candidates.cheap[0] = { model: 'nobody/nothing', effort: null };
    });
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toThrow('nobody/nothing is not in the catalog');
  });

  it('refuses two files of one role', async () => {
    const files = tinyArtifactFiles();
    sealArtifact(files, (manifest) => {
      for (const file of manifest.files as Json[]) if (file.role === 'golden') file.role = 'quality';
    });
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({ code: 'artifact_invalid' });
  });

  it('refuses a quality row that does not fit the clusters', async () => {
    const files = tinyArtifactFiles();
    const quality = parse(files.get('quality.json')) as { targets: { q: number[] }[] };
    quality.targets[0]?.q.pop();
    files.set('quality.json', encode(quality));
    sealArtifact(files);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toThrow('q has 2 values for 3 clusters');
  });

  it('takes expected tokens and their spread by cluster, and does without in an older artifact', async () => {
    const nearest = [
      { id: 0, label: '', similarity: 1, weight: 0.25 },
      { id: 2, label: '', similarity: 1, weight: 0.75 },
    ];
    const old = (await loadArtifact(readerOf(tinyArtifactFiles()), sha256)).quality.row('openai/mid-one', null);
    expect(expectedTokens(old as QualityRow, nearest)).toBe(1_000);
    const files = tinyArtifactFiles();
    const quality = parse(files.get('quality.json')) as { targets: Json[] };
    for (const row of quality.targets) Object.assign(row, { tokens: [100, 200, 300], sd: [0.1, 0.1, 0.2] });
    files.set('quality.json', encode(quality));
    sealArtifact(files);
    const row = (await loadArtifact(readerOf(files), sha256)).quality.row('openai/mid-one', null);
    expect(expectedTokens(row as QualityRow, nearest)).toBe(250);
    for (const target of quality.targets) target.tokens = [100, 200];
    files.set('quality.json', encode(quality));
    sealArtifact(files);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toThrow('tokens has 2 values for 3 clusters');
  });

  it('refuses a provenance that is not what it says', async () => {
    const artifact = await loadArtifact(readerOf(tinyFilesWithProvenance()), sha256);
    expect(artifact.provenance?.models).toHaveLength(1);
    const broken = tinyFilesWithProvenance({ ...TINY_PROVENANCE, format: 'other/1' });
    await expect(loadArtifact(readerOf(broken), sha256)).rejects.toMatchObject({
      code: 'artifact_invalid',
      message: expect.stringContaining('provenance.json: format'),
    });
  });

  it('refuses a forest whose nodes point outside of it', async () => {
    const files = tinyArtifactFiles();
    const meta = parse(files.get('triage/triage.json')) as { sections: Record<string, { offset: number }> };
    const forest = Uint8Array.from(files.get('triage/forest.bin') as Uint8Array);
    new DataView(forest.buffer).setInt32(meta.sections.left?.offset ?? 0, 77, true);
    files.set('triage/forest.bin', forest);
    sealArtifact(files);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toThrow('points outside the forest');
  });

  it('refuses clusters out of order, and a table of the wrong size', async () => {
    const files = tinyArtifactFiles();
    const clusters = parse(files.get('clusters/clusters.json')) as { clusters: { id: number }[] };
    clusters.clusters.reverse();
    files.set('clusters/clusters.json', encode(clusters));
    sealArtifact(files);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toThrow('numbered 0 to k-1');

    const short = tinyArtifactFiles();
    short.set('embedders/static-384/table.i8.bin', new Uint8Array(384));
    sealArtifact(short);
    await expect(loadArtifact(readerOf(short), sha256)).rejects.toThrow('static embedder');

    const partial = tinyArtifactFiles();
    partial.set('clusters/centroids.f32.bin', new Uint8Array(7));
    sealArtifact(partial);
    await expect(loadArtifact(readerOf(partial), sha256)).rejects.toThrow('partial value');

    const fewer = tinyArtifactFiles();
    fewer.set('clusters/centroids.f32.bin', new Uint8Array(384 * 4));
    sealArtifact(fewer);
    await expect(loadArtifact(readerOf(fewer), sha256)).rejects.toThrow('clusters: 3 clusters need');
  });

  it('refuses an artifact that does not reproduce its golden prompts', async () => {
    const files = tinyArtifactFiles();
    const golden = parse(files.get('golden.json')) as { prompts: { probabilities: number[] }[] };
    golden.prompts[0]?.probabilities.reverse();
    files.set('golden.json', encode(golden));
    sealArtifact(files);
    await expect(loadArtifact(readerOf(files), sha256)).rejects.toMatchObject({ code: 'artifact_golden_mismatch' });
  });
});
