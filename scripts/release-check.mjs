#!/usr/bin/env node
/**
 * Whether what is checked out may be released under a tag.
 *
 *   node scripts/release-check.mjs TAG            says what is in the way
 *   node scripts/release-check.mjs TAG --notes    prints the notes of the release: the version's part of CHANGELOG.md
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMain, root } from './paths.mjs';

/**
 * @param {object} release
 * @param {string} release.tag
 * @param {{ version: string, private?: boolean, repository?: { url?: string } }} release.manifest package.json
 * @param {string} release.changelog
 * @param {string | undefined} release.repository `owner/name` at GitHub, where that is known
 * @returns {string[]} what is in the way, in words
 */
export function releaseProblems({ tag, manifest, changelog, repository }) {
  const problems = [];
  if (tag !== `v${manifest.version}`)
    problems.push(
      `The tag is ${tag}, but package.json has version ${manifest.version}: it must be v${manifest.version}.`,
    );
  if (manifest.private) problems.push('package.json says private: npm would not publish it.');
  if (repository !== undefined && !manifest.repository?.url?.includes(repository))
    problems.push(
      `package.json's repository.url must name ${repository}: npm compares it with where the package was built.`,
    );
  if (releaseNotes(changelog, manifest.version) === null)
    problems.push(`CHANGELOG.md has no part "## ${manifest.version}": rename "Unreleased" and begin a new one.`);
  return problems;
}

/** The part of a version in the changelog without its heading, or null. */
export function releaseNotes(changelog, version) {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((text) => text.split('\n', 1)[0].split(' ', 1)[0] === version);
  return part === undefined ? null : part.slice(part.indexOf('\n') + 1).trim();
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { notes: { type: 'boolean', default: false } },
  });
  const [tag] = positionals;
  if (tag === undefined) {
    console.error('Usage: node scripts/release-check.mjs TAG [--notes]');
    return 2;
  }
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const problems = releaseProblems({ tag, manifest, changelog, repository: process.env.GITHUB_REPOSITORY });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) return 1;
  if (values.notes) console.log(releaseNotes(changelog, manifest.version));
  return 0;
}

if (isMain(import.meta.url)) process.exitCode = main();
