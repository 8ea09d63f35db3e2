/** The artifact that ships with the app, loaded and verified once per test process. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Artifact, loadArtifact } from '../../src/core/index.ts';
import { sha256 } from './tiny-artifact.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
let loading: Promise<Artifact> | undefined;

export function shippedArtifact(): Promise<Artifact> {
  loading ??= loadArtifact((path) => readFile(join(root, 'artifacts', path)), sha256);
  return loading;
}

/** Vectors that training wrote for the runtime to match. */
export async function readGolden<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(root, 'test/fixtures/golden', name), 'utf8')) as T;
}
