/** No page leads nowhere: every file and every heading that a link names is there. */
import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { type Page, parsePage, ROOT, readPage, readPages } from './markdown-pages.ts';

const pages = readPages();
const ELSEWHERE = /^[a-z]+:/;

/** What is wrong with the links of a page. */
function brokenLinks({ path, links, anchors }: Page): string[] {
  return links.flatMap(({ target, at }) => {
    if (ELSEWHERE.test(target)) return [];
    const [file = '', fragment] = target.split('#');
    const named = normalize(join(dirname(path), decodeURIComponent(file)));
    if (file !== '' && !existsSync(join(ROOT, named))) return [`${at}: there is no ${named}`];
    if (fragment === undefined || (file !== '' && !isPage(named))) return [];
    const known = file === '' ? anchors : readPage(named).anchors;
    return known.has(fragment) ? [] : [`${at}: ${named} has no heading #${fragment}`];
  });
}

function isPage(path: string): boolean {
  return path.endsWith('.md') && statSync(join(ROOT, path)).isFile();
}

test('every link of every page names something that is there', () => {
  expect(pages.flatMap(brokenLinks)).toEqual([]);
});

test('a broken link is found', () => {
  const text = '# One `two`\n\n[a](gone.md) [b](#one-two) [c](#none) [d](docs/auth.md#nowhere) <img src="no.png">\n';
  expect(brokenLinks(parsePage('here.md', text))).toEqual([
    'here.md:3: there is no gone.md',
    'here.md:3: . has no heading #none',
    'here.md:3: docs/auth.md has no heading #nowhere',
    'here.md:3: there is no no.png',
  ]);
});

test('every page is reached from the first', () => {
  const reached = new Set(['README.md']);
  // A set goes on to what is added while it is gone through.
  for (const path of reached) {
    for (const { target } of pages.find((page) => page.path === path)?.links ?? []) {
      if (!ELSEWHERE.test(target)) reached.add(normalize(join(dirname(path), target.split('#')[0] ?? '')));
    }
  }
  const isReached = ({ path }: Page) =>
    reached.has(path) || reached.has(dirname(path)) || reached.has(`${dirname(path)}/`);
  expect(pages.filter((page) => !isReached(page)).map(({ path }) => path)).toEqual([]);
});
