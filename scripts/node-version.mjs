/** Which Node the tools of this repository need. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/**
 * Why this Node will not do, or null. Build tools that are too new for it would end with an error about their own files.
 *
 * @param {string} [version] As `process.versions.node` has it.
 * @param {string} [range] As `engines.node` of package.json has it: `>=20.19`.
 */
export function nodeProblem(version = process.versions.node, range = requiredRange()) {
  const [major, minor] = numbers(version);
  const [leastMajor, leastMinor] = numbers(range);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null;
  return `Heimdall needs Node ${leastMajor}.${leastMinor} or newer, and this is ${version} (${process.execPath}). Install a newer one, then run npm ci again.`;
}

/** Major and minor version. */
function numbers(text) {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}

function requiredRange() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node;
}
