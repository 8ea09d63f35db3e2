/** Artifacts that decide otherwise than the ones they are made from. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FEATURE_PATHS } from '../../src/core/artifacts/load-artifact.ts';
import { type ArtifactFiles, sealArtifact } from './tiny-artifact.ts';

const shipped = resolve(import.meta.dirname, '../../artifacts');

/** A copy of the shipped artifact whose thresholds send everything to hard. @param folder Where it is to be. */
export function writeHarderArtifact(folder: string): string {
  cpSync(shipped, folder, { recursive: true });
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.artifact_version = `${manifest.artifact_version}-harder`;
  manifest.thresholds = { cheap: 1, hard: 0 };
  writeFileSync(path, JSON.stringify(manifest));
  return folder;
}

/** Makes the tiny artifact another one: everything is hard. @param created When it says that it was made. */
export function harderTiny(files: ArtifactFiles, version = 'tiny.2', created?: string): void {
  sealArtifact(files, (manifest) => {
    if (created !== undefined) manifest.created = created;
    manifest.artifact_version = version;
    manifest.thresholds = { cheap: 1, hard: 0 };
  });
}

/** The same with other numbers for the clusters, 2, 0, 1 for 0, 1, 2, and with another centre for cluster 1. */
export function renumberedTiny(files: ArtifactFiles): void {
  const bytes = files.get(FEATURE_PATHS.centroids) as Uint8Array;
  const size = bytes.byteLength / 3;
  const row = (cluster: number) => bytes.slice(cluster * size, (cluster + 1) * size);
  const moved = new Float32Array(size / 4);
  moved[300] = 1;
  files.set(FEATURE_PATHS.centroids, Buffer.concat([new Uint8Array(moved.buffer), row(2), row(0)]));
  sealArtifact(files, (manifest) => {
    manifest.artifact_version = 'tiny.3';
  });
}
