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
    // Without a tag `--always` gives a bare commit: keep the release that it leads to in front of it.
    return described.startsWith('v') ? described.slice(1) : `${packaged}+g${described}`;
  } catch {
    return packaged;
  }
}
