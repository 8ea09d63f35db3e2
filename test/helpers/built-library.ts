/** The package as others install it, as far as its library goes: exports, build, types and artifact, in a folder of its own. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildLibrary } from '../../scripts/build-library.mjs';

export interface BuiltLibrary {
  /** The package. */
  readonly root: string;
  /** A project that has it in its node_modules. */
  readonly consumer: string;
  remove(): void;
}

export async function builtLibrary(): Promise<BuiltLibrary> {
  const repository = resolve(import.meta.dirname, '../..');
  const folder = mkdtempSync(join(tmpdir(), 'heimdall-library-'));
  const root = join(folder, 'package');
  const consumer = join(folder, 'consumer');
  if (!(await buildLibrary(join(root, 'out', 'library')))) throw new Error('the library does not build');
  for (const name of ['package.json', 'examples'])
    cpSync(join(repository, name), join(root, name), { recursive: true });
  for (const name of ['artifacts', 'node_modules']) symlinkSync(join(repository, name), join(root, name));
  mkdirSync(join(consumer, 'node_modules'), { recursive: true });
  symlinkSync(root, join(consumer, 'node_modules', 'heimdall'));
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "type": "module" }');
  return { root, consumer, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
