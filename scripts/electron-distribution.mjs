/** The folder of the Electron that is packed, and its version. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findElectron } from './electron.mjs';

/**
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ folder: string, version: string, binary: string } | { folder: null, reason: string }>}
 */
export async function electronDistribution({ log } = {}) {
  const found = await findElectron({ log });
  if (found.path === null) return { folder: null, reason: found.reason };
  // On a Mac the binary is in dist/Electron.app/Contents/MacOS.
  const folder = process.platform === 'darwin' ? join(dirname(found.path), '..', '..', '..') : dirname(found.path);
  try {
    // The binary's own word: package.json may name a newer one that could not be downloaded.
    const version = (await readFile(join(folder, 'version'), 'utf8')).trim().replace(/^v/, '');
    return { folder, version, binary: found.path };
  } catch {
    return { folder: null, reason: `${folder} has no file "version", so that it is unknown which Electron it is` };
  }
}
