import type { IncomingHttpHeaders } from 'node:http';
import { HeimdallError } from '../../core/index.ts';

/** What a request says of the cache: whether it may be answered from it, must be, and whether its answer may be kept. */
export interface CacheDirective {
  readonly read: boolean;
  readonly write: boolean;
  /** Nothing else may answer. */
  readonly only: boolean;
}

const NORMAL: CacheDirective = { read: true, write: true, only: false };
const NAMED: Readonly<Record<string, CacheDirective>> = {
  off: { read: false, write: false, only: false },
  refresh: { read: false, write: true, only: false },
  only: { read: true, write: false, only: true },
};

/**
 * Reads `x-heimdall-cache` (`off`, `refresh` or `only`), else `cache-control` (`no-store`, `no-cache`,
 * `only-if-cached`).
 *
 * @throws {HeimdallError} `request_invalid` for another word in `x-heimdall-cache`.
 */
export function cacheDirective(headers: IncomingHttpHeaders): CacheDirective {
  const named = headers['x-heimdall-cache'];
  if (named !== undefined) {
    const word = String(named).trim().toLowerCase();
    const directive = Object.hasOwn(NAMED, word) ? NAMED[word] : undefined;
    if (directive !== undefined) return directive;
    throw new HeimdallError('request_invalid', 'x-heimdall-cache must be off, refresh or only.', {
      context: { param: 'x-heimdall-cache' },
    });
  }
  const control = headers['cache-control'];
  if (control === undefined) return NORMAL;
  const words = control
    .toLowerCase()
    .split(',')
    .map((word) => word.trim());
  if (words.includes('no-store')) return NAMED.off as CacheDirective;
  if (words.includes('only-if-cached')) return NAMED.only as CacheDirective;
  return words.includes('no-cache') || words.includes('max-age=0') ? (NAMED.refresh as CacheDirective) : NORMAL;
}
