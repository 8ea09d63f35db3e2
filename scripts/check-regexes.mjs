#!/usr/bin/env node
/**
 * Proves with recheck that no regular expression in `src` can be made to take more than linear time. Proofs are
 * remembered until the pattern changes. A pattern that cannot be proved stands below with what bounds its input.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { check } from 'recheck';
import ts from 'typescript';
import { cacheFolder, isMain, root } from './paths.mjs';

const TIMEOUT_MS = 60_000;

/** By file and the beginning of the pattern: why its time is bounded all the same. */
const BOUNDED = {
  'src/core/features/text-signals.ts': {
    '^(?:(?:def|class|': 'reads at most 240 characters, the beginning of a line',
    '\\b\\w+\\([^()\\n]{0,80}\\)': 'repeats are bounded, and it reads at most 8,193 characters',
  },
};

/** @returns {{ source: string, flags: string, place: string, file: string }[]} every regular expression literal of `src` */
export function findRegexes() {
  const found = [];
  for (const name of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!/\.tsx?$/.test(name) || /\.test\.tsx?$/.test(name)) continue;
    const path = join(root, 'src', name);
    const file = relative(root, path).replaceAll('\\', '/');
    const tree = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        found.push({
          source: node.text.slice(1, end),
          flags: node.text.slice(end + 1),
          place: `${file}:${line}`,
          file,
        });
      }
      node.forEachChild(visit);
    };
    visit(tree);
  }
  return found;
}

const reasonOf = ({ file, source }) =>
  Object.entries(BOUNDED[file] ?? {}).find(([beginning]) => source.startsWith(beginning))?.[1];

/** @returns {Promise<boolean>} whether all of them are linear or bounded */
export async function checkRegexes() {
  const memory = join(cacheFolder, 'linear-regexes.json');
  const proved = new Set(readMemory(memory));
  const used = new Set();
  let ok = true;
  for (const regex of findRegexes()) {
    const { source, flags, place } = regex;
    const text = `/${source}/${flags}`;
    if (reasonOf(regex) !== undefined) continue;
    used.add(text);
    if (proved.has(text)) continue;
    const result = await check(source, flags, { timeout: TIMEOUT_MS });
    if (result.status === 'safe') {
      proved.add(text);
      continue;
    }
    ok = false;
    used.delete(text);
    const why =
      result.status === 'vulnerable' ? `${result.complexity.summary}: ${result.attack.pattern}` : result.error.kind;
    console.error(`${place} ${text}\n  ${why}`);
  }
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(memory, JSON.stringify([...used]));
  return ok;
}

function readMemory(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return [];
  }
}

if (isMain(import.meta.url)) process.exitCode = (await checkRegexes()) ? 0 : 1;
