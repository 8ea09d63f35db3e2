#!/usr/bin/env node
/**
 * `node scripts/licences.mjs` writes docs/licences.md: every package that ships with Heimdall (scripts/shipped-packages.mjs),
 * with its licence. As a check it fails when the page is out of date, when a licence is not one that we know we may
 * ship, or when an entry of the lock file has no digest to hold the download against.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { platformOf } from './complete-lockfile.mjs';
import { isMain, root } from './paths.mjs';
import { shippedPackages } from './shipped-packages.mjs';

/** SPDX names, apart or joined by AND, OR and brackets. The LGPL parts are libvips, a library of its own beside sharp. */
const ALLOWED = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'CC0-1.0',
  'LGPL-3.0-or-later',
]);
const PAGE = join(root, 'docs', 'licences.md');
const LOCK = join(root, 'package-lock.json');

/** @returns {string[]} what is wrong, in words */
export function problemsOf(lock, named) {
  const unknown = shippedPackages(lock, named)
    .filter(({ licence }) => !licence.split(/ AND | OR |[()]/).every((part) => part === '' || ALLOWED.has(part)))
    .map(
      ({ name, licence }) => `${name} has the licence ${licence}, which is not in the list of scripts/licences.mjs.`,
    );
  const unsigned = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && !entry.link && !entry.integrity && platformOf(path) === null)
    .map(([path]) => `${path} has no integrity in package-lock.json.`);
  return [...unknown, ...unsigned];
}

const MARKS = { installed: '', console: '\\*', desktop: ' †' };

/** The page in Markdown. */
export function licencePage(lock, named) {
  const packages = shippedPackages(lock, named);
  const parts = [...new Set(packages.map(({ licence }) => licence))].sort().map((licence) => {
    const members = packages
      .filter((found) => found.licence === licence)
      .map(({ name, version, where }) => `${name} ${version}${MARKS[where]}`);
    return `## ${licence}\n\n${members.join(', ')}\n`;
  });
  return `# Licences of what ships\n\nWritten by \`node scripts/licences.mjs\` from package-lock.json, for every platform; \\* is in the console's bundle, † in the desktop app alone. The trained artifact's are in [artifacts/NOTICE.md](../artifacts/NOTICE.md). Electron brings its own and Chromium's notices.\n\n${parts.join('\n')}`;
}

/** True when all is in order; says what is not. */
export function licenceCheck() {
  const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
  const problems = problemsOf(lock);
  if (readOr(PAGE) !== licencePage(lock))
    problems.push('docs/licences.md is out of date. Run: node scripts/licences.mjs');
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (isMain(import.meta.url)) {
  writeFileSync(PAGE, licencePage(JSON.parse(readFileSync(LOCK, 'utf8'))));
  console.log('Written to docs/licences.md.');
}
