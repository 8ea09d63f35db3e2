/** The version of this build: `git describe` where there is a repository, else package.json. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

export function describeVersion() {
  const packaged = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
  try {
    const described = execFileSync('git', ['describe', '--tags', '--always', '--dirty', '--match', 'v*'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return versionOf(described, packaged);
  } catch {
    return packaged;
  }
}

/**
 * The version that `git describe` means, by Semantic Versioning. What was committed since a tag is a build of it: after a
 * dash, as git writes it, it would be a pre-release, which comes before the version of the tag.
 */
export function versionOf(described, packaged) {
  const since = /^v(.+)-(\d+-g[0-9a-f]+(?:-dirty)?)$/.exec(described) ?? /^v(.+)-(dirty)$/.exec(described);
  if (since !== null) return `${since[1]}+${since[2]}`;
  // Without a tag `--always` gives a bare commit: keep the release that it leads to in front of it.
  return described.startsWith('v') ? described.slice(1) : `${packaged}+g${described}`;
}
