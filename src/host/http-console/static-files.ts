import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { CONTENT_POLICY } from '../../shared/content-policy.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Headers of everything under /console/. */
export const CONSOLE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Sends a file of the built console.
 *
 * @param path Below the folder, still percent-encoded: `assets/index-3f9a.js`; empty for the page itself.
 * @returns false, and nothing sent, when there is no such file or it is not inside the folder.
 */
export async function sendStaticFile(
  folder: string,
  path: string,
  response: ServerResponse,
  withBody: boolean,
): Promise<boolean> {
  const file = await locate(folder, path === '' ? 'index.html' : path);
  if (file === null) return false;
  const extension = extname(file.path).toLowerCase();
  response.writeHead(200, {
    ...CONSOLE_HEADERS,
    'content-type': CONTENT_TYPES[extension] ?? 'application/octet-stream',
    'content-length': file.size,
    'cache-control': cachingOf(path, extension),
  });
  if (!withBody) {
    response.end();
    return true;
  }
  const stream = createReadStream(file.path);
  // Headers are out: a file that vanishes now can only cut the answer short.
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
  return true;
}

/** Names under assets/ carry a hash of their content; the page names them, so it must always be fresh. */
function cachingOf(path: string, extension: string): string {
  if (extension === '.html' || path === '') return 'no-store';
  return path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Follows links before it compares, so that neither `..` nor a symbolic link leads out of the folder. */
async function locate(folder: string, encodedPath: string): Promise<{ path: string; size: number } | null> {
  const parts = decodePath(encodedPath);
  if (parts === null) return null;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...parts));
    const below = relative(root, path);
    if (below === '' || below.startsWith('..') || below.startsWith(sep)) return null;
    const found = await stat(path);
    return found.isFile() ? { path, size: found.size } : null;
  } catch {
    return null;
  }
}

/** Null for anything but plain names between slashes. */
function decodePath(encodedPath: string): string[] | null {
  let path: string;
  try {
    path = decodeURIComponent(encodedPath);
  } catch {
    return null;
  }
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\:\0]/.test(part));
  return plain ? parts : null;
}
