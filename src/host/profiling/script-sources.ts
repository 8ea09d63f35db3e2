import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { dirname, isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { CallFrame, CpuProfile } from './cpu-profile.ts';

/** Where a function was written. */
export interface SourcePlace {
  /** Relative to the app, `node_modules/…` or `node:…`; a bare name for other files; empty for the engine's own. */
  readonly file: string;
  /** From 0; -1 for what has none. */
  readonly line: number;
  readonly column: number;
}

interface Script {
  readonly path: string;
  readonly map: SourceMap | null;
  readonly lines: readonly string[];
}

/** The scripts that a profile ran through, and by their source maps, the files that they were built from. */
export class ScriptSources {
  readonly #appFolder: string;
  readonly #scripts = new Map<string, Script>();

  private constructor(appFolder: string) {
    this.#appFolder = appFolder;
  }

  /** Reads what is there of the app's own scripts. A map takes some 0.1 s, so that others get their turn between two. */
  static async read(profile: CpuProfile, appFolder: string): Promise<ScriptSources> {
    const sources = new ScriptSources(appFolder);
    for (const url of new Set(profile.nodes.map(({ callFrame }) => callFrame.url))) {
      const path = pathOf(url);
      if (path === null || path.includes('node_modules') || !isWithin(appFolder, path)) continue;
      const lines = await readFile(path, 'utf8').catch(() => null);
      if (lines === null) continue;
      const map = await readFile(`${path}.map`, 'utf8').catch(() => null);
      sources.#scripts.set(url, { path, map: map === null ? null : parseMap(map), lines: lines.split('\n') });
      await nextTurn();
    }
    return sources;
  }

  place({ url, lineNumber, columnNumber }: CallFrame): SourcePlace {
    const script = this.#scripts.get(url);
    const entry = script?.map?.findEntry(lineNumber, columnNumber);
    if (script !== undefined && entry !== undefined && 'originalSource' in entry) {
      const source = resolve(dirname(script.path), entry.originalSource);
      return { file: this.#shown(source), line: entry.originalLine, column: entry.originalColumn };
    }
    const path = pathOf(url);
    return { file: path === null ? shownUrl(url) : this.#shown(path), line: lineNumber, column: columnNumber };
  }

  /**
   * Share of a node's samples that were on lines which call `JSON.parse` or `JSON.stringify`: the engine counts these
   * for whoever calls them. 0..1; 0 where the script cannot be read.
   */
  jsonShare({ callFrame, positionTicks = [] }: CpuProfile['nodes'][number]): number {
    const script = this.#scripts.get(callFrame.url);
    if (script === undefined) return 0;
    let all = 0;
    let json = 0;
    for (const { line, ticks } of positionTicks) {
      all += ticks;
      if (/\bJSON\.(?:parse|stringify)\(/.test(script.lines[line - 1] ?? '')) json += ticks;
    }
    return all === 0 ? 0 : json / all;
  }

  /** A path never leaves whole: it would tell who the user is. */
  #shown(path: string): string {
    const packaged = path.lastIndexOf(`${sep}node_modules${sep}`);
    const short = packaged >= 0 ? path.slice(packaged + 1) : relative(this.#appFolder, path);
    const inside = packaged >= 0 || isWithin(this.#appFolder, path);
    return (inside ? short : short.slice(short.lastIndexOf(sep) + 1)).split(sep).join(posix.sep);
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}

/** Null for what is no file. */
function pathOf(url: string): string | null {
  if (isAbsolute(url)) return url;
  return url.startsWith('file:') ? fileURLToPath(url) : null;
}

function shownUrl(url: string): string {
  return url.startsWith('node:') ? url : '';
}

function parseMap(text: string): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(text));
  } catch {
    return null;
  }
}
