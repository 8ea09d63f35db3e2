/** The artifact that ships with the app, loaded and verified once per test process. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Artifact, type KernelBackend, loadArtifact } from '../../src/core/index.ts';
import { sha256 } from './tiny-artifact.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const loading = new Map<KernelBackend, Promise<Artifact>>();

export function shippedArtifact(backend: KernelBackend = 'wasm'): Promise<Artifact> {
  const known = loading.get(backend);
  if (known !== undefined) return known;
  const made = loadArtifact((path) => readFile(join(root, 'artifacts', path)), sha256, backend);
  loading.set(backend, made);
  return made;
}

/** Vectors that training wrote for the runtime to match. */
export async function readGolden<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(root, 'test/fixtures/golden', name), 'utf8')) as T;
}
