/** Puts what a benchmark measured into docs/performance.md, between its marks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const DOC = join(root, 'docs', 'performance.md');

/**
 * @param {string} name of the benchmark: the text goes between `<!-- name -->` and `<!-- /name -->`
 * @throws {Error} when the page has no such marks
 */
export function writeResults(name, text) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const page = readFileSync(DOC, 'utf8');
  const from = page.indexOf(start) + start.length;
  const to = page.indexOf(end);
  if (from < start.length || to < from) throw new Error(`docs/performance.md has no ${start} and ${end}.`);
  writeFileSync(DOC, `${page.slice(0, from)}\n${text}\n${page.slice(to)}`);
}

/** A table in Markdown; the first row is its head. */
export function markdownTable([head, ...rows]) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
