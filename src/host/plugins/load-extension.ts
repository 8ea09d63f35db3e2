import { statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Extension, HeimdallError } from '../../core/index.ts';
import type { Settings } from '../../shared/settings-schema.ts';
import { importModule } from './import-module.ts';

export type PluginEntry = Settings['plugins'][number];

const FUNCTIONS = ['preHook', 'postHook', 'penalty'] as const;

/**
 * Loads the module of an entry of `plugins`, as it is on the disk now, and checks what it exports.
 *
 * @param configPath The settings file: paths are relative to its folder.
 * @throws {HeimdallError} `config_invalid`, naming the entry, the module and what is wrong with it.
 */
export async function loadExtension(entry: PluginEntry, index: number, configPath: string): Promise<Extension> {
  const path = isAbsolute(entry.module) ? entry.module : resolve(dirname(configPath), entry.module);
  const invalid = (what: string, cause?: unknown): HeimdallError =>
    new HeimdallError('config_invalid', `plugins.${index}: ${path} ${what}`, { cause });
  let exported: unknown;
  try {
    // Modules are kept by their URL: a changed file is another one.
    exported = (await importModule(`${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`)).default;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw invalid(missing ? 'is not there.' : `cannot be loaded: ${reasonOf(error)}`, error);
  }
  let extension: unknown = exported;
  if (typeof exported === 'function') {
    try {
      extension = await exported(entry.options);
    } catch (error) {
      throw invalid(`refused to start: ${reasonOf(error)}`, error);
    }
  }
  const problem = problemOf(extension);
  if (problem !== null) throw invalid(problem);
  return extension as Extension;
}

function problemOf(extension: unknown): string | null {
  if (typeof extension !== 'object' || extension === null) {
    return 'must export an extension, or a function that makes one, as its default: export default { name: "mine", … }.';
  }
  const { name, features, authAdapters } = extension as Record<string, unknown>;
  if (typeof name !== 'string' || !/^[\w.-]{1,64}$/.test(name)) {
    return 'must give its extension a name of up to 64 letters, digits, dots, dashes and underscores.';
  }
  const wrong = FUNCTIONS.find((part) => !isFunctionOrAbsent((extension as Record<string, unknown>)[part]));
  if (wrong !== undefined) return `has a ${wrong} that is no function.`;
  if (!isListOf(features, ['name', 'extract'])) return 'has features that are no list of { name, extract }.';
  if (!isListOf(authAdapters, ['name', 'detect'])) return 'has authAdapters that are no list of auth adapters.';
  return null;
}

/** True for nothing, and for a list of objects with a name first and a function second. */
function isListOf(value: unknown, [name, method]: readonly [string, string]): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return false;
  return value.every(
    (item: Record<string, unknown> | null) => typeof item?.[name] === 'string' && typeof item?.[method] === 'function',
  );
}

function isFunctionOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
